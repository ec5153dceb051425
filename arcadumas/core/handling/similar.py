"""Open reports that are perhaps about the same thing: near in place, of the last thirty days, alike in words.

No measure of words tells the same complaint in another street from this one, so place and time are asked first; they also
make it fast. Suggested, never decided. A whistleblower's report is neither asked for nor found.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from math import asin, cos, radians, sin, sqrt

from django.contrib.postgres.search import TrigramSimilarity
from django.db.models import F, Q, QuerySet, TextField, Value
from django.db.models.functions import Concat, Left

from arcadumas.core.handling import visible
from arcadumas.core.handling.reading import readable
from arcadumas.core.handling.workflow import OPEN
from arcadumas.core.organisation.actors import Actor
from arcadumas.core.reports.intake import Draft
from arcadumas.core.reports.models import Report

METRES, DAYS, MOST = 300, 30, 5
LOOKED_AT = 40  # the most alike, of which those are shown that the officer reads
ALIKE = 0.22  # trigrams in common of title and text, from which two reports may be about one thing
DEGREE = 111_320  # metres of latitude
READ = 400  # characters of each that are compared
SHOWN = ("unit", "category", "area__parent")


@dataclass(frozen=True, kw_only=True)
class Near:
    """`metres` where both have a point; `alike` from 0 to 1."""

    report: Report
    alike: float
    metres: int | None = None


@dataclass(frozen=True, kw_only=True)
class Place:
    """What two reports are compared by beside their words."""

    latitude: float | None = None
    longitude: float | None = None
    area_id: str | None = None
    category_id: int | None = None


def similar(report: Report, *, by: Actor) -> list[Near]:
    """Those that this officer reads, the most alike first. One statement; two where there are some: what may be read is asked
    only of those."""
    if report.is_whistleblowing or report.state not in OPEN:
        return []
    place = Place(latitude=report.latitude, longitude=report.longitude, area_id=report.area_id, category_id=report.category_id)  # fmt: skip
    own = Q(pk__in=[report.pk, report.part_of_id or 0]) | Q(
        part_of__isnull=False, part_of=report.part_of_id or report.pk
    )
    rows = Report.objects.filter(~own, is_whistleblowing=False)
    near = _near(rows, place, f"{report.title} {report.body}", at=report.received_at, most=LOOKED_AT)
    if not near:
        return []
    read = visible.to(by).filter(readable(by), pk__in=[each.report.pk for each in near])
    seen = set(read.values_list("pk", flat=True))
    return [each for each in near if each.report.pk in seen][:MOST]


def public_like(draft: Draft, *, area_id: str | None, at: datetime) -> list[Near]:
    """Open reports whose standing anybody may know, for a reporter who has not sent theirs yet."""
    place = Place(latitude=draft.latitude, longitude=draft.longitude, area_id=area_id)
    return _near(visible.public(), place, f"{draft.title} {draft.body}", at=at)[:MOST]


def _near(rows: QuerySet[Report], place: Place, text: str, *, at: datetime, most: int = MOST * 2) -> list[Near]:
    where = _where(place)
    if where is None:
        return []
    span = timedelta(days=DAYS)
    words = Left(Concat(F("title"), Value(" "), F("body"), output_field=TextField()), READ)
    found = (
        rows.filter(where, state__in=sorted(OPEN), received_at__gte=at - span, received_at__lte=at + span)
        .annotate(alike=TrigramSimilarity(words, text[:READ]))
        .filter(alike__gte=ALIKE)
        .select_related(*SHOWN)
        .defer("body", "body_original", "title_original")
        .order_by("-alike", "-id")[:most]
    )
    near = [Near(report=one, alike=one.alike, metres=metres(place, one)) for one in found]
    return [each for each in near if each.metres is None or each.metres <= METRES or place.area_id is not None]


def _where(place: Place) -> Q | None:
    """In the same village or kecamatan, or within the square around the point; of no other topic, where both have one."""
    where = Q(pk__in=[])
    if place.area_id:
        where |= Q(area=place.area_id)
    if place.latitude is not None and place.longitude is not None:
        high = METRES / DEGREE
        wide = high / max(cos(radians(place.latitude)), 0.01)
        where |= Q(
            latitude__range=(place.latitude - high, place.latitude + high),
            longitude__range=(place.longitude - wide, place.longitude + wide),
        )
    elif not place.area_id:
        return None
    return where & (Q(category=None) | Q(category=place.category_id)) if place.category_id else where


def metres(place: Place, report: Report) -> int | None:
    """Along the ground, where both have a point (haversine)."""
    points = (place.latitude, place.longitude, report.latitude, report.longitude)
    if any(value is None for value in points):
        return None
    south, west, north, east = (radians(value) for value in points if value is not None)
    half = sin((north - south) / 2) ** 2 + cos(south) * cos(north) * sin((east - west) / 2) ** 2
    return round(2 * 6_371_000 * asin(sqrt(half)))
