"""Inspect: a visit to the place, planned or made. The reporter of a planned one is told when, and never who comes."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from arcadumas.base import points
from arcadumas.base.refusals import Unfit
from arcadumas.core.handling import contributions, reasons, visits
from arcadumas.core.handling.models import Inspection
from arcadumas.core.handling.visible import ground
from arcadumas.core.handling.workflow import check, move, take
from arcadumas.core.organisation import powers
from arcadumas.core.organisation.actors import Actor
from arcadumas.core.organisation.models import Area
from arcadumas.core.reports import journal
from arcadumas.core.reports.team_facts import Inspected

FURTHEST = timedelta(days=366)


@dataclass(frozen=True, kw_only=True)
class Place:
    lat: float | None = None
    lon: float | None = None
    village: str = ""
    text: str = ""


@transaction.atomic
def inspect(
    code: str, *, by: Actor, visit_at: datetime, place: Place | None = None, version: int | None = None
) -> Inspection:
    """Without a place: where the report says. One that lies ahead takes the place of another that its unit had planned."""
    report = take(code, by=by)
    seat = powers.require(by, "inspect", at=ground(report, by))
    check(report, "inspect", version=version)
    at, where = journal.now(), place or Place()
    if not at - FURTHEST < visit_at < at + FURTHEST:
        raise Unfit("inspection.when", _("Choose a moment within a year."), field="at")
    _require_point(where)
    contributions.take_up(report, seat, at=at)
    if visit_at > at:
        visits.end_with(report, seat.unit_id, by=by, seat=seat, at=at, cause=visits.MOVED)
    inspection = Inspection.objects.create(
        report=report, unit_id=seat.unit_id, visit_at=visit_at, latitude=where.lat, longitude=where.lon,
        area=_area(where.village), place_text=reasons.require(where.text, field="place", least=0, most=300),
        by_id=powers.person_of(by), added_at=at,
    )  # fmt: skip
    facts = Inspected(inspection=inspection.pk, visit_at=visit_at.isoformat(), is_planned=visit_at > at)
    move(report, "inspect", by=by, seat=seat, at=at, facts=facts)
    return inspection


def _require_point(where: Place) -> None:
    """Half a point is none."""
    is_given = where.lat is not None or where.lon is not None
    if is_given and not points.is_on_earth(where.lat, where.lon):
        raise Unfit("form.place_unreadable", _("We cannot read that point. Tap the map again, or choose kecamatan and village."), field="place")  # fmt: skip


def _area(code: str) -> Area | None:
    area = Area.objects.filter(pk=code).first() if code else None
    if code and area is None:
        raise Unfit("form.village_unknown", _('There is no village "{village}" in the list.'), field="place.village", village=code)  # fmt: skip
    return area
