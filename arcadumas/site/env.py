"""Typed readers of the environment: a missing or malformed setting is one clear line, never a traceback."""

import os
import re
import sys
from pathlib import Path
from typing import NoReturn
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from dotenv import load_dotenv

load_dotenv(Path.cwd() / ".env")


def refuse(name: str, why: str) -> NoReturn:
    """End the process with one line, in both languages (words: ops.setting)."""
    sys.stderr.write(
        f"Pengaturan {name} belum diisi atau salah bentuk: {why}. Perbaiki di .env, lalu jalankan lagi. / "
        f"Setting {name} is missing or malformed: {why}. Mend it in .env and start again.\n"
    )
    raise SystemExit(2)


def envtext(name: str, default: str = "") -> str:
    return os.environ.get(name, "").strip() or default


def envsecret(name: str, default: str = "") -> str:
    """The value of NAME, or the content of the file that NAME_FILE names."""
    if path := os.environ.get(f"{name}_FILE", "").strip():
        try:
            return Path(path).read_text().strip()
        except OSError as error:
            refuse(f"{name}_FILE", error.strerror or "unreadable")
    return envtext(name, default)


def envbool(name: str, *, default: bool = False) -> bool:
    value = envtext(name).lower()
    if not value:
        return default
    if value in {"1", "true", "yes", "ya", "on"}:
        return True
    if value in {"0", "false", "no", "tidak", "off"}:
        return False
    refuse(name, f'"{value}" is not yes or no')


def envint(name: str, default: int) -> int:
    value = envtext(name)
    try:
        return int(value) if value else default
    except ValueError:
        refuse(name, f'"{value}" is not a whole number')


def envlist(name: str) -> list[str]:
    return [part.strip() for part in envsecret(name).split(",") if part.strip()]


def envchoice(name: str, *choices: str) -> str:
    """One of these; the first where none is set."""
    value = envtext(name, choices[0]).lower()
    if value not in choices:
        refuse(name, f'"{value}" is none of {", ".join(choices)}')
    return value


def envurl(name: str, default: str = "") -> str:
    """An address without a slash at its end. Plain http is for this machine and a closed network."""
    value = envtext(name, default).rstrip("/")
    if value and (urlsplit(value).scheme not in {"http", "https"} or not urlsplit(value).hostname):
        refuse(name, "it begins with http:// or https://")
    return value


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


def required(name: str, value: str, *, why: str) -> None:
    if not value:
        refuse(name, f"{why} wants it")
