"""Visits that lie ahead: a later one of the same unit takes the place of the earlier, and each ends with the part of its unit
or with the report. The journal says so, and the reporter, who may be waiting at home, is told."""

from collections.abc import Iterable
from datetime import datetime

from arcadumas.core.handling.models import Inspection
from arcadumas.core.handling.workflow import note_line
from arcadumas.core.organisation.actors import Actor, Seat
from arcadumas.core.reports.models import Event, Report
from arcadumas.core.reports.team_facts import InspectionEnded

MOVED, LOST, OVER = "moved", "lost", "over"


def ahead(report: Report, *, at: datetime) -> list[Inspection]:
    """One statement; two where there are some."""
    planned = list(Inspection.objects.filter(report=report, visit_at__gt=at).select_related("unit").order_by("id"))
    if not planned:
        return []
    ended = Event.objects.filter(report=report, kind=InspectionEnded.kind).values_list("facts__inspection", flat=True)
    over = set(ended)
    return [visit for visit in planned if visit.pk not in over]


def end_with(report: Report, unit: int, *, by: Actor, seat: Seat | None, at: datetime, cause: str = LOST) -> None:
    """The unit gave the report back or lost it, or plans another visit. Saved by the move that follows, as is `end_all`."""
    _end(report, (visit for visit in ahead(report, at=at) if visit.unit_id == unit), by=by, seat=seat, at=at, cause=cause)  # fmt: skip


def end_all(report: Report, *, by: Actor, seat: Seat | None, at: datetime) -> None:
    """The report is over: nobody comes any more."""
    _end(report, ahead(report, at=at), by=by, seat=seat, at=at, cause=OVER)


def _end(report: Report, visits: Iterable[Inspection], *, by: Actor, seat: Seat | None, at: datetime, cause: str) -> None:  # fmt: skip
    for visit in visits:
        facts = InspectionEnded(
            inspection=visit.pk, visit_at=visit.visit_at.isoformat(), unit=visit.unit.code, cause=cause
        )
        note_line(report, by=by, seat=seat, at=at, facts=facts)
