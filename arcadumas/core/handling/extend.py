"""Extend: an inner promise gets more time, once and before it runs out. The citizen's clocks never move.

Whoever may not extend may ask their head to, who gives the time or refuses it.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from arcadumas.base.refusals import OutOfTurn, Unfit
from arcadumas.core.handling import reasons
from arcadumas.core.handling.visible import ground
from arcadumas.core.handling.workflow import check, move, nouns, require_fresh, take
from arcadumas.core.organisation import powers
from arcadumas.core.organisation.actors import Actor, Seat
from arcadumas.core.organisation.models import Role
from arcadumas.core.reports import journal, promises
from arcadumas.core.reports.models import Event, Promise, Report
from arcadumas.core.reports.team_facts import Extended, ExtensionAsked, ExtensionRefused

LEADERS = ("instruction",)  # its date is a leader's own word


@transaction.atomic
def extend(
    code: str, *, by: Actor, reason: str, due_at: datetime, step: str = "", version: int | None = None
) -> Promise:
    """Of several that run, the one that falls due first, unless `step` names one. A head extends the unit's own."""
    report = take(code, by=by)
    seat = powers.require(by, "extend", at=ground(report, by))
    check(report, "extend")
    promise = _chosen(report, seat, step)
    require_fresh(report, version)
    reason = reasons.require(reason)
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
    """Nothing moves: the head is told, and extends or refuses. Once for each promise."""
    report = take(code, by=by)
    seat = powers.require(by, "ask_extension", at=ground(report, by))
    check(report, "ask_extension")
    reason = reasons.require(reason)
    promise = _chosen(report, seat, step)
    at = journal.now()
    _require_later(report, promise, due_at, at=at)
    facts = ExtensionAsked(
        step=promise.step, unit=promise.unit.code if promise.unit else "",
        due_before=promise.due_at.isoformat(), due_at=due_at.isoformat(),
    )  # fmt: skip
    _require_first(report, facts)
    require_fresh(report, version)
    event = move(report, "ask_extension", by=by, seat=seat, at=at, facts=facts)
    reasons.keep(event, reason)
    return promise


@transaction.atomic
def refuse_extension(code: str, *, by: Actor, reason: str, step: str = "", version: int | None = None) -> Event:
    """The deadline stands, and whoever asked is told. Of several requests the newest, unless `step` names one.

    It can still be given later, before it runs out."""
    report = take(code, by=by)
    seat = powers.require(by, "refuse_extension", at=ground(report, by))
    check(report, "refuse_extension")
    promise, asked = _wished(report, seat, step)
    require_fresh(report, version)
    reason = reasons.require(reason)
    facts = ExtensionRefused(
        promise=promise.pk, step=promise.step, unit=asked.facts["unit"],
        due_before=asked.facts["due_before"], due_at=asked.facts["due_at"],
    )  # fmt: skip
    event = move(report, "refuse_extension", by=by, seat=seat, at=journal.now(), facts=facts)
    reasons.keep(event, reason)
    return event


def theirs(report: Report, act: str, *, by: Actor) -> list[Promise]:
    """What this actor may extend (`extend`), or ask more time for (`ask_extension`); the first to fall due first."""
    seat = powers.seat_for(by, act, at=ground(report, by))
    return [each for each in extendable(report) if is_theirs(each, seat)] if seat else []


def wish(report: Report, *, by: Actor) -> Event | None:
    """The newest request for more time that waits for this actor's word, with its reason; None once its promise has ended."""
    seat = powers.seat_for(by, "refuse_extension", at=ground(report, by))
    return next((line for _promise, line in _waiting(report, seat)), None) if seat else None


def wishes(reports: Collection[int]) -> QuerySet[Event]:
    """The lines by which more time was asked for and refused, in their order."""
    lines = Event.objects.filter(report__in=reports, kind__in=(ExtensionAsked.kind, ExtensionRefused.kind))
    return lines.select_related("reason").order_by("report", "seq")


def unanswered(lines: Iterable[Event], inner: Sequence[Promise]) -> list[Event]:
    """Of one report's `wishes`: the requests that still wait. `inner`: its promises that can be extended."""
    open_ones: dict[tuple[str, ...], Event] = {}
    for line in lines:
        key = _key(line)
        open_ones.pop(key, None)
        if line.kind == ExtensionAsked.kind and any(_is_of(each, key) for each in inner):
            open_ones[key] = line
    return list(open_ones.values())


def unasked(lines: Iterable[Event], inner: Sequence[Promise]) -> list[Promise]:
    """Those of `inner` for which nobody has asked for more time: it is asked for once."""
    asked = {_key(line) for line in lines}
    return [each for each in inner if not any(_is_of(each, key) for key in asked)]


def wished_of(seat: Seat, lines: Iterable[Event], inner: Sequence[Promise]) -> list[tuple[Promise, Event]]:
    """Of one report's `wishes` what waits for this seat's word, each request with its promise; the newest first."""
    pairs = ((each, line) for line in reversed(unanswered(lines, inner)) for each in inner if _is_of(each, _key(line)))
    return [(promise, line) for promise, line in pairs if is_theirs(promise, seat)]


def _key(line: Event) -> tuple[str, ...]:
    return tuple(line.facts[name] for name in ("step", "unit", "due_before"))


def _is_of(promise: Promise, key: tuple[str, ...]) -> bool:
    return key == (promise.step, promise.unit.code if promise.unit else "", promise.due_at.isoformat())


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


def _waiting(report: Report, seat: Seat) -> list[tuple[Promise, Event]]:
    inner = list(extendable(report))
    return wished_of(seat, wishes([report.pk]), inner)


def _wished(report: Report, seat: Seat, step: str) -> tuple[Promise, Event]:
    found = next((pair for pair in _waiting(report, seat) if step in ("", pair[0].step)), None)
    if found is None:
        raise OutOfTurn(
            "extension.not_asked", _("Nobody waits for your word on more time here."),
            state=report.state, may=nouns(report),
        )  # fmt: skip
    return found


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
