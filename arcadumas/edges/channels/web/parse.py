"""The form -> a Draft."""

from typing import Any

from arcadumas.base import files, points
from arcadumas.base.files import Clean
from arcadumas.base.text import shorten
from arcadumas.core.organisation.models import Area
from arcadumas.core.reports.intake import Draft
from arcadumas.core.reports.models import Source
from arcadumas.edges.channels.web.forms import NOWHERE


def draft(values: dict[str, Any], *, language: str) -> Draft:
    """From cleaned values. Raises files.Refusal when a photo cannot be taken."""
    district = "" if values["district"] == NOWHERE else values["district"]
    village, place = _village(district, values["village"])
    latitude, longitude, landmark = points.given(values["lat"], values["lon"], values["place"])
    return Draft(
        title=values["title"],
        body=values["body"],
        kind=values["kind"] or "",
        source=Source.WEB,
        language=language,
        occurred_on=values["occurred_on"],
        unit=values["unit"],
        village=village,
        latitude=latitude,
        longitude=longitude,
        place_text=", ".join(part for part in (place, landmark) if part),
        is_anonymous=values["anonymous"],
        is_confidential=values["confidential"],
        name=values["name"],
        phone=values["phone"],
        email=values["email"],
        about_officials=values["about_officials"],
        sp4n_consent=values["sp4n_consent"],
        files=tuple(_file(item) for item in values["photos"]),
    )


def _village(district: str, typed: str) -> tuple[str, str]:
    """(code, words): the typed village when the district has just one of that name, else the district and the words."""
    typed = " ".join(typed.split())
    if not typed:
        return district, ""
    found = Area.objects.filter(name__iexact=typed, level__in=["village", "ward"])
    if district:
        found = found.filter(parent_id=district)
    codes = list(found.values_list("code", flat=True)[:2])
    return (codes[0], "") if len(codes) == 1 else (district, typed)


def _file(item: Any) -> tuple[str, Clean]:
    name = shorten(item.name or "", 200)
    return name, files.clean(item, name=name)
