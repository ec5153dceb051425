"""The house notes that a promise is near its end, past it, or climbs a rung. Never a state change."""

from datetime import datetime

from django.db import transaction

from arcadumas.core.handling.workflow import line, take
from arcadumas.core.organisation.actors import HOUSE
from arcadumas.core.reports import journal, promises
from arcadumas.core.reports.facts import PromiseBroken, PromiseWarned, RungClimbed
from arcadumas.core.reports.models import Promise, Report

RUNNING, BROKEN = Promise.State.RUNNING, Promise.State.BROKEN


def hold(promise_id: int) -> tuple[Report, Promise]:
    """The report, locked, and its promise as it stands under that lock."""
    code = Promise.objects.filter(pk=promise_id).values_list("report__code", flat=True).get()
    report = take(code, by=HOUSE)
    return report, Promise.objects.select_related("unit").get(pk=promise_id)


@transaction.atomic
def mark_broken(promise_id: int, *, at: datetime) -> bool:
    """One line for a running promise whose moment has passed. False when somebody was first."""
    report, promise = hold(promise_id)
    if promise.state != RUNNING or promise.due_at > at or _is_moot(report, promise):
        return False
    promises.break_(promise, at=at)
    facts = PromiseBroken(promise=promise.pk, step=promise.step, unit=_unit(promise))
    line(report, by=HOUSE, at=journal.now(), facts=facts)
    return True


@transaction.atomic
def warn(promise_id: int) -> bool:
    """One line before a running promise falls due. False when it no longer runs."""
    report, promise = hold(promise_id)
    if promise.state != RUNNING or promise.met_at or _is_moot(report, promise):
        return False
    at = journal.now()
    promise.warned_at = at
    promise.save(update_fields=["warned_at"])
    line(report, by=HOUSE, at=at, facts=PromiseWarned(promise=promise.pk, step=promise.step, unit=_unit(promise)))
    return True


@transaction.atomic
def climb(
    promise_id: int, *, number: int, audience: str, next_at: datetime | None, is_repeat: bool, at: datetime
) -> bool:
    """One line a rung for a promise that is broken and unkept. False when somebody acted."""
    report, promise = hold(promise_id)
    if promise.state == RUNNING and mark_broken(promise_id, at=at):
        report, promise = hold(promise_id)
    if promise.state != BROKEN or promise.met_at or _is_moot(report, promise):
        return False
    facts = RungClimbed(
        promise=promise.pk,
        step=promise.step,
        audience=audience,
        number=number,
        unit=_unit(promise),
        next_at=next_at.isoformat() if next_at else "",
        is_repeat=is_repeat,
    )
    line(report, by=HOUSE, at=journal.now(), facts=facts)
    return True


def _is_moot(report: Report, promise: Promise) -> bool:
    """The answers of its unit need approval no more: the clock of a draft that waited for one ends (decision 0038)."""
    if promise.step != "approve" or promise.unit is None or promise.unit.answer_needs_approval:
        return False
    promises.cancel(report, promise.step, unit=promise.unit)
    report.due_at = promises.earliest(report)
    report.save(update_fields=["due_at"])
    return True


def _unit(promise: Promise) -> str:
    return promise.unit.code if promise.unit else ""
