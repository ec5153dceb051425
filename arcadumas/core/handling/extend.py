"""Extend: an inner promise gets more time, once and before it runs out. The citizen's clocks never move.

Whoever may not extend may ask their head to.
"""

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from arcadumas.base.refusals import OutOfTurn, Unfit
from arcadumas.core.handling import reasons
from arcadumas.core.handling.visible import ground
from arcadumas.core.handling.workflow import check, move, nouns, take
from arcadumas.core.organisation import powers
from arcadumas.core.organisation.actors import Actor, Seat
from arcadumas.core.organisation.models import Role
from arcadumas.core.reports import journal, promises
from arcadumas.core.reports.models import Event, Promise, Report
from arcadumas.core.reports.team_facts import Extended, ExtensionAsked

LEADERS = ("instruction",)  # its date is a leader's own word


@transaction.atomic
def extend(
    code: str, *, by: Actor, reason: str, due_at: datetime, step: str = "", version: int | None = None
) -> Promise:
    """Of several that run, the one that falls due first, unless `step` names one. A head extends the unit's own."""
    report = take(code, by=by)
    seat = powers.require(by, "extend", at=ground(report, by))
    check(report, "extend", version=version)
    reason = reasons.require(reason)
    promise = _chosen(report, seat, step)
    at = journal.now()
    _require_later(report, promise, due_at, at=at)
    before = promise.due_at
    promises.extend(promise, due_at=due_at)
    facts = Extended(
        promise=promise.pk, step=promise.step, unit=promise.unit.code if promise.unit else "",
        due_before=before.isoformat(), due_at=due_at.isoformat(),
    )  # fmt: skip
    event = move(report, "extend", by=by, seat=seat, at=at, facts=facts)
    reasons.keep(event, reason)
    return promise


@transaction.atomic
def ask_extension(
    code: str, *, by: Actor, reason: str, due_at: datetime, step: str = "", version: int | None = None
) -> Promise:
    """Nothing moves: the head is told, and extends or does not. Once for each promise."""
    report = take(code, by=by)
    seat = powers.require(by, "ask_extension", at=ground(report, by))
    check(report, "ask_extension", version=version)
    reason = reasons.require(reason)
    promise = _chosen(report, seat, step)
    at = journal.now()
    _require_later(report, promise, due_at, at=at)
    facts = ExtensionAsked(
        step=promise.step, unit=promise.unit.code if promise.unit else "",
        due_before=promise.due_at.isoformat(), due_at=due_at.isoformat(),
    )  # fmt: skip
    _require_first(report, facts)
    event = move(report, "ask_extension", by=by, seat=seat, at=at, facts=facts)
    reasons.keep(event, reason)
    return promise


def theirs(report: Report, act: str, *, by: Actor) -> list[Promise]:
    """What this actor may extend (`extend`), or ask more time for (`ask_extension`); the first to fall due first."""
    seat = powers.seat_for(by, act, at=ground(report, by))
    return [each for each in extendable(report) if is_theirs(each, seat)] if seat else []


def wish(report: Report) -> Event | None:
    """The newest line by which more time was asked for, with its reason; None once the promise was moved or has ended."""
    lines = Event.objects.select_related("reason").filter(report=report, kind=ExtensionAsked.kind)
    line = lines.order_by("-seq").first()
    running = {(each.step, each.due_at.isoformat()) for each in extendable(report)}
    return line if line and (line.facts["step"], line.facts["due_before"]) in running else None


def extendable(report: Report) -> QuerySet[Promise]:
    """The inner promises that run and were not extended yet, the first to fall due first."""
    inner = Promise.objects.filter(report=report, unit__isnull=False, state=Promise.State.RUNNING, due_before=None)
    return inner.exclude(step__in=LEADERS).select_related("unit").order_by("due_at", "id")


def is_extendable(promise: Promise) -> bool:
    """The same of a promise at hand."""
    is_inner = promise.unit_id is not None and promise.step not in LEADERS
    return is_inner and promise.state == Promise.State.RUNNING and promise.due_before is None


def is_theirs(promise: Promise, seat: Seat) -> bool:
    return seat.role == Role.FRONT_HEAD or promise.unit_id == seat.unit_id


def _chosen(report: Report, seat: Seat, step: str) -> Promise:
    own = (each for each in extendable(report) if is_theirs(each, seat) and step in ("", each.step))
    promise = next(own, None)
    if promise is None:
        raise OutOfTurn(
            "extension.nothing",
            _("No inner deadline here can be moved: it is moved once, before it runs out, and a reporter's date never."),
            state=report.state, may=nouns(report),
        )  # fmt: skip
    return promise


def _require_first(report: Report, facts: ExtensionAsked) -> None:
    same = {f"facts__{name}": getattr(facts, name) for name in ("step", "unit", "due_before")}
    if Event.objects.filter(report=report, kind=facts.kind, **same).exists():
        raise OutOfTurn(
            "extension.asked", _("More time was asked for here already, and the head was told. Speak with the head."),
            state=report.state, may=nouns(report),
        )  # fmt: skip


def _require_later(report: Report, promise: Promise, due_at: datetime, *, at: datetime) -> None:
    """Later than it was, and no later than the report is to be settled."""
    if due_at <= max(promise.due_at, at):
        raise Unfit("extension.not_later", _("Choose a moment after the present deadline."), field="due_at")
    settle = Promise.objects.filter(report=report, step="settle", unit=None, met_at=None).order_by("-round").first()
    if settle and settle.due_at > promise.due_at and due_at > settle.due_at:
        raise Unfit("extension.past_settle", _("The report itself is to be settled before that. Choose an earlier moment."), field="due_at")  # fmt: skip
