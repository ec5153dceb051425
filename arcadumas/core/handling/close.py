"""The end: the reporter confirms or objects, an officer closes with a reason, or ten working days pass."""

from datetime import datetime

from django.db import transaction

from arcadumas.core.handling import contributions, reasons, visits
from arcadumas.core.handling.models import Disposition
from arcadumas.core.handling.visible import ground
from arcadumas.core.handling.workflow import check, move, note_line, take
from arcadumas.core.organisation import powers
from arcadumas.core.organisation.actors import HOUSE, Actor
from arcadumas.core.reports import journal, promises
from arcadumas.core.reports.facts import Closed, Confirmed, Objected
from arcadumas.core.reports.models import ClosedBy, Promise, Report, State

CAUSES = ("settled", "no_further_word", "duplicate", "handled_elsewhere")


@transaction.atomic
def confirm(code: str, *, by: Actor, version: int | None = None) -> Report:
    """The reporter says that it is settled: the only closing that counts as confirmed."""
    report = take(code, by=by)
    seat = powers.require_reporter(by, at=ground(report, by))
    check(report, "confirm", version=version)
    at = journal.now()
    promises.meet(report, "reporter_reply", at=at)
    note_line(report, by=by, seat=seat, at=at, facts=Confirmed())
    visits.end_all(report, by=by, seat=seat, at=at)
    report.closed_by = ClosedBy.REPORTER
    move(report, "confirm", by=by, seat=seat, at=at, facts=Closed(by=ClosedBy.REPORTER))
    return report


@transaction.atomic
def object_(code: str, *, by: Actor, reason: str, version: int | None = None) -> Report:
    """Not settled: back to the same lead, whose head is told, and to those who helped it. settle runs on from where it stood
    when answered."""
    report = take(code, by=by)
    seat = powers.require_reporter(by, at=ground(report, by))
    check(report, "object", version=version)
    reason = reasons.require(reason)
    at = journal.now()
    old = Disposition.objects.select_related("unit").filter(report=report, role="lead", state="answered").latest("id")
    Disposition.objects.create(report=report, unit=old.unit, instruction=old.instruction, at=at)
    promises.cancel(report, "reporter_reply")
    promises.run_again(report, "settle", since=_answered_at(report, at), at=at)
    promises.start(report, "accept", unit=old.unit, at=at)
    contributions.begin_again(report, lead=old.unit, at=at)
    report.unit = old.unit
    event = move(report, "object", by=by, seat=seat, at=at, facts=Objected(unit=old.unit.code))
    reasons.keep_sealed(event, reason, report=report)
    return report


@transaction.atomic
def close(code: str, *, by: Actor, reason: str, cause: str = "", version: int | None = None) -> Report:
    """An officer closes an answered report, with a reason that everyone sees."""
    report = take(code, by=by)
    seat = powers.require(by, "close", at=ground(report, by))
    check(report, "close", version=version)
    reason = reasons.require(reason)
    at = journal.now()
    promises.meet(report, "reporter_reply", at=at)
    visits.end_all(report, by=by, seat=seat, at=at)
    report.closed_by = ClosedBy.OFFICER
    facts = Closed(by=ClosedBy.OFFICER, cause=cause if cause in CAUSES else "")
    event = move(report, "close", by=by, seat=seat, at=at, facts=facts)
    reasons.keep(event, reason)
    return report


@transaction.atomic
def run_out(code: str, *, at: datetime) -> Report | None:
    """Ten working days without word: the house closes it, and says so. `at` is the moment judged.

    None when somebody was first."""
    report = take(code, by=HOUSE)
    clocks = Promise.objects.filter(report=report, step="reporter_reply", met_at=None, state__in=["running", "broken"])
    clock = clocks.order_by("-round").first()
    if report.state != State.ANSWERED or clock is None or clock.due_at > at:
        return None
    promises.break_(clock, at=at)
    visits.end_all(report, by=HOUSE, seat=None, at=at)
    report.closed_by = ClosedBy.SYSTEM
    move(report, "run_out", by=HOUSE, at=at, facts=Closed(by=ClosedBy.SYSTEM))
    return report


def _answered_at(report: Report, otherwise: datetime) -> datetime:
    settle = Promise.objects.filter(report=report, step="settle", unit=None).order_by("-round").first()
    return settle.met_at if settle and settle.met_at else otherwise
