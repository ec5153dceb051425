"""Typed readers of where this installation is: its time zone, the box around its region, the tiles of its map."""

import re
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from arcadumas.site.env import envtext, refuse


def envzone(name: str, default: str) -> str:
    value = envtext(name, default)
    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError):
        refuse(name, f'"{value}" is not a time zone such as {default}')
    return value


def envbox(name: str, default: str = "") -> tuple[float, float, float, float] | None:
    """South, west, north and east in degrees."""
    value = envtext(name, default)
    if not value:
        return None
    try:
        south, west, north, east = (float(part) for part in value.split(","))
    except ValueError:
        refuse(name, "it is four numbers, south,west,north,east, such as -3.52,114.34,-2.52,114.87")
    if not (-90 <= south < north <= 90 and -180 <= west < east <= 180):
        refuse(name, "south lies below north and west before east, all on earth")
    return south, west, north, east


def envtiles(name: str) -> str:
    """The address of a map's tiles; its host goes into the header that says what a page may load, so it is spelt out."""
    value = envtext(name)
    has_host = re.match(r"https?://[A-Za-z0-9.-]+(:\d+)?/", value)
    if value and not (has_host and all(part in value for part in ("{z}", "{x}", "{y}")) and value.isprintable()):
        refuse(name, "it reads https://tiles.example.go.id/{z}/{x}/{y}.png, with one host and no other signs in it")
    return value
