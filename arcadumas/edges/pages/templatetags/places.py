"""Points on pages. `{% load places %}`

{% point form %}          the fields lat and lon of a form, with the button that asks the browser where it is, and the map where
                          the operator has chosen its tiles (point.js)
{{ report|point }}        «-3.09512, 114.5726»; nothing without a point
{{ report|geo }}          the address that the reader's own map application opens
{{ report|is_outside }}   whether the point seems to lie outside the region
"""

from typing import Any
from urllib.parse import urlsplit

from django import template
from django.conf import settings
from django.forms import Form

from arcadumas.base import points
from arcadumas.core.reports import places

register = template.Library()


@register.inclusion_tag("parts/point.html")
def point(form: Form, hint: str = "") -> dict[str, Any]:
    """A point that cannot be read is not given back: another is taken, or none."""
    latitude, longitude = (points.number(str(form[name].value() or "")) for name in ("lat", "lon"))
    known = {
        "hint": hint, "box": ",".join(f"{edge:g}" for edge in places.box()),
        "tiles": settings.MAP_TILES_URL, "credit": settings.MAP_CREDIT, "host": urlsplit(settings.MAP_TILES_URL).hostname,
    }  # fmt: skip
    if latitude is None or longitude is None or not points.is_on_earth(latitude, longitude):
        return known | {"lat": "", "lon": "", "said": "", "is_outside": False}
    said = points.written(latitude, longitude)
    lat, lon = said.split(", ")
    return known | {"lat": lat, "lon": lon, "said": said, "is_outside": places.is_outside(latitude, longitude)}


@register.filter(name="point")
def written(report: Any) -> str:
    if report.latitude is None or report.longitude is None:
        return ""
    return points.written(report.latitude, report.longitude)


@register.filter
def geo(report: Any) -> str:
    return points.geo(report.latitude, report.longitude)


@register.filter
def is_outside(report: Any) -> bool:
    return places.is_outside(report.latitude, report.longitude)
