"""Open reports that are perhaps about the same thing: near in place, of the last thirty days, alike in words.

No measure of words tells the same complaint in another street from this one, so place and time are asked first; they also
make it fast. Near is within 300 m of its point, or in the same village or kecamatan where one of the two has none. Where one
of them has no place at all (those of SP4N-LAPOR!), the unit stands for it, the words must be more alike, and it is said so.
Suggested, never decided. A whistleblower's report is neither asked for nor found.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cache
from math import asin, cos, radians, sin, sqrt
from typing import Any

from django.contrib.postgres.search import TrigramSimilarity
from django.db.models import F, Q, QuerySet, TextField, Value
from django.db.models.functions import Concat, Left

from arcadumas.base.compiled import Compiled, Slot, compiled
from arcadumas.core.handling import group, open_to_all, visible
from arcadumas.core.handling.reading import freely
from arcadumas.core.handling.workflow import OPEN
from arcadumas.core.organisation.actors import Actor
from arcadumas.core.reports import intake
from arcadumas.core.reports.intake import Draft
from arcadumas.core.reports.models import Report

METRES, DAYS, MOST = 300, 30, 5
LOOKED_AT = 40  # the most alike, of which those are shown that the officer reads
ALIKE = 0.22  # trigrams in common of title and text, from which two reports may be about one thing
DEGREE = 111_320  # metres of latitude
CELL, CELLS = 0.001, 3.5  # of a degree, some 111 m; as many to each side as hold 300 m from anywhere in the middle one
READ = 400  # characters of each that are compared
UNPLACED_ALIKE = 0.3  # where words and unit alone must tell
UNPLACED_READ = 100  # the newest that are compared by their words alone
SHOWN = ("unit", "category", "area__parent")
Square = tuple[float, float, float, float] | None  # south, north, west, east


@dataclass(frozen=True, kw_only=True)
class Near:
    """`metres` where both have a point; `alike` from 0 to 1. `may_join`: whether they may become a group. `is_unplaced`: one of
    the two has no place, so that words, unit and days alone speak for it."""

    report: Report
    alike: float
    metres: int | None = None
    may_join: bool = False
    is_unplaced: bool = False


@dataclass(frozen=True, kw_only=True)
class Place:
    """What two reports are compared by beside their words."""

    latitude: float | None = None
    longitude: float | None = None
    area_id: str | None = None
    category_id: int | None = None


def similar(report: Report, *, by: Actor) -> list[Near]:
    """Those that this officer reads, what is near first, then the most alike; also for a report that is not saved yet. Two
    statements; four where there are some: what may be read, and joined, is asked only of those."""
    if report.is_whistleblowing or report.state not in OPEN:
        return []
    place = Place(latitude=report.latitude, longitude=report.longitude, area_id=report.area_id, category_id=report.category_id)  # fmt: skip
    text = f"{report.title} {report.body}"
    found = _near(place, text, at=report.received_at, square=_around(place), beside=report)
    near = [each for each in found if each.metres is None or each.metres <= METRES]  # a square has corners
    near += _unplaced(place, text, beside=report)
    if not near:
        return []
    read = visible.to(by).filter(freely(by), pk__in=[each.report.pk for each in near])
    seen = set(read.values_list("pk", flat=True))
    kept = [each for each in near if each.report.pk in seen][:MOST]
    fit = group.joinable(report, [each.report for each in kept]) if kept and report.pk else set()
    return [replace(each, may_join=each.report.pk in fit) for each in kept]


def before_filing(draft: Draft, *, by: Actor, at: datetime) -> list[Near]:
    """For an officer who is about to write this down for somebody. Raises Unfit."""
    intake.check(draft)
    report, _secret = intake.make(draft)
    report.received_at = at
    return similar(report, by=by)


def public_like(draft: Draft, *, area_id: str | None, at: datetime) -> list[Near]:
    """Open reports whose standing anybody may know, for a reporter who has not sent theirs yet.

    Where such a report lies to the metre nobody is told. So the point is asked about by the cell of a grid: whoever asks again
    and again from all sides learns the cell, and never a distance."""
    place = Place(latitude=draft.latitude, longitude=draft.longitude, area_id=area_id)
    return _near(place, f"{draft.title} {draft.body}", at=at, square=_cells(place))[:MOST]


def _near(place: Place, text: str, *, at: datetime, square: Square, beside: Report | None = None) -> list[Near]:
    """`beside`: a report of the desk, that is not found itself, nor what it was split from or into; without one, public ones."""
    if not place.area_id and square is None:
        return []
    span = timedelta(days=DAYS)
    found = _statement(bool(beside), bool(place.area_id), square is not None, bool(place.category_id))(
        *_own(beside), place.area_id, *(square or (None,) * 4), place.category_id, at - span, at + span, text[:READ]
    )
    return [Near(report=one, alike=one.alike, metres=metres(place, one) if beside else None) for one in found]


def _own(beside: Report | None) -> tuple[int, int, int]:
    """Keys of what is not found beside a report: itself, its whole, and the other parts of that."""
    if beside is None or beside.pk is None:
        return 0, 0, 0
    return beside.pk, beside.part_of_id or 0, beside.part_of_id or beside.pk


def _not_own(report: Slot, whole: Slot, parts_of: Slot) -> Q:
    return ~(Q(pk=report) | Q(pk=whole) | Q(part_of__isnull=False, part_of=parts_of))


@cache
def _statement(of_desk: bool, by_area: bool, by_point: bool, by_category: bool) -> Compiled[Any]:
    """Within the square around the point, or in the same village or kecamatan where one of the two has no point; of no other
    topic, where both have one."""

    @compiled
    def found(
        report: Slot, whole: Slot, parts_of: Slot, area: Slot, south: Slot, north: Slot, west: Slot, east: Slot, category: Slot, since: Slot, until: Slot, text: Any,
    ) -> QuerySet[Any]:  # fmt: skip
        own = _not_own(report, whole, parts_of)
        rows = Report.objects.filter(own, is_whistleblowing=False) if of_desk else open_to_all.running()
        where = Q(pk__in=[])
        if by_area:
            where |= Q(area=area, latitude=None) if by_point else Q(area=area)
        if by_point:
            where |= Q(latitude__gte=south, latitude__lte=north, longitude__gte=west, longitude__lte=east)
        if by_category:
            where &= Q(category=None) | Q(category=category)
        rows = rows.filter(where, state__in=sorted(OPEN), received_at__gte=since, received_at__lte=until)
        return _alike(rows, text, least=ALIKE)[: LOOKED_AT if of_desk else MOST * 2]

    return found


def _unplaced(place: Place, text: str, *, beside: Report) -> list[Near]:
    """Of its unit, or of none, where one of the two has no place; of its days."""
    span, at = timedelta(days=DAYS), beside.received_at
    is_placed = bool(place.area_id) or place.latitude is not None
    unit = beside.unit_id or beside.named_unit_id
    found = _by_words(is_placed, bool(unit), bool(place.category_id))(
        *_own(beside), unit, place.category_id, at - span, at + span, text[:READ]
    )
    return [Near(report=one, alike=one.alike, is_unplaced=True) for one in found]


@cache
def _by_words(is_placed: bool, by_unit: bool, by_category: bool) -> Compiled[Any]:
    """The newest first, so that no more than some are compared."""

    @compiled
    def found(
        report: Slot, whole: Slot, parts_of: Slot, unit: Slot, category: Slot, since: Slot, until: Slot, text: Any,
    ) -> QuerySet[Any]:  # fmt: skip
        where = _not_own(report, whole, parts_of)
        if is_placed:
            where &= Q(area=None, latitude=None)
        if by_unit:
            where &= Q(unit=unit) | Q(Q(named_unit=unit) | Q(named_unit=None), unit=None)
        if by_category:
            where &= Q(category=None) | Q(category=category)
        rows = Report.objects.filter(where, is_whistleblowing=False, state__in=sorted(OPEN), received_at__gte=since, received_at__lte=until)  # fmt: skip
        newest = rows.order_by("-received_at", "-id").values("pk")[:UNPLACED_READ]
        return _alike(Report.objects.filter(pk__in=newest), text, least=UNPLACED_ALIKE)[:LOOKED_AT]

    return found


def _alike(rows: QuerySet[Report], text: Any, *, least: float) -> QuerySet[Any]:
    words = Left(Concat(F("title"), Value(" "), F("body"), output_field=TextField()), READ)
    return (
        rows.annotate(alike=TrigramSimilarity(words, text))
        .filter(alike__gte=least)
        .select_related(*SHOWN)
        .defer("body", "body_original", "title_original")
        .order_by("-alike", "-id")
    )


def _around(place: Place) -> Square:
    if place.latitude is None or place.longitude is None:
        return None
    high = METRES / DEGREE
    wide = high / max(cos(radians(place.latitude)), 0.01)
    return place.latitude - high, place.latitude + high, place.longitude - wide, place.longitude + wide


def _cells(place: Place) -> Square:
    """The cell of the point with those about it. Its edges lie half way between the points of the grid, wherever one asks."""
    if place.latitude is None or place.longitude is None:
        return None
    latitude, longitude = (round(each / CELL) * CELL for each in (place.latitude, place.longitude))
    wide = CELLS * CELL
    return latitude - wide, latitude + wide, longitude - wide, longitude + wide


def metres(place: Place, report: Report) -> int | None:
    """Along the ground, where both have a point (haversine)."""
    points = (place.latitude, place.longitude, report.latitude, report.longitude)
    if any(value is None for value in points):
        return None
    south, west, north, east = (radians(value) for value in points if value is not None)
    half = sin((north - south) / 2) ** 2 + cos(south) * cos(north) * sin((east - west) / 2) ** 2
    return round(2 * 6_371_000 * asin(sqrt(half)))
