"""Promises are the clocks: start, meet, pause, resume, cancel. The caller holds the report's lock.

A promise without a unit is the citizen's: verify, respond and settle never restart.
"""

from collections.abc import Collection, Iterable
from datetime import datetime

from django.db.models import F, Max, Q, QuerySet

from arcadumas.core.deadlines import rules
from arcadumas.core.organisation.models import Unit
from arcadumas.core.reports.models import Event, Promise, Report

CITIZENS = ("verify", "respond", "settle")
RUNNING, PAUSED, MET = Promise.State.RUNNING, Promise.State.PAUSED, Promise.State.MET
BROKEN, CANCELLED = Promise.State.BROKEN, Promise.State.CANCELLED


def start(report: Report, *steps: str, unit: Unit | None = None, at: datetime) -> list[Promise]:
    """Start one clock a step, by the rules in force at `at`; a step that no rule binds starts none."""
    clocks = plan(report, *steps, unit=unit, at=at)
    rounds = _rounds(report, steps, unit)
    for clock in clocks:
        clock.round = rounds.get(clock.step, 0) + 1
    return Promise.objects.bulk_create(clocks)


def begin(report: Report, step: str, *, unit: Unit, at: datetime, due_at: datetime) -> Promise:
    """A clock whose end somebody chose, so that no rule counts it (an instruction)."""
    turn = _rounds(report, [step], unit).get(step, 0) + 1
    return Promise.objects.create(report=report, step=step, unit=unit, round=turn, starts_at=at, due_at=due_at)


def plan(report: Report, *steps: str, unit: Unit | None = None, at: datetime) -> list[Promise]:
    """Unsaved first-round clocks, counted by the rules in force at `at`."""
    now = rules.current()
    found = [(step, now.due(step, report.report_class, at, with_days=False)) for step in steps]
    return [
        Promise(
            report=report,
            step=step,
            unit=unit,
            rule_version=due.rule_version,
            amount=due.amount,
            counted_in=due.counted_in,
            rule=due.rule,
            basis=due.basis,
            is_verified=due.verified,
            starts_at=at,
            due_at=due.due_at,
        )
        for step, due in found
        if due is not None
    ]


def as_they_stand(whole: Report, *, to: Report) -> list[Promise]:
    """Unsaved: the citizen's clocks of a report, kept, late and lengthened as they are, for a part of it. What is unkept is
    warned of and brought before others anew, for the part alone."""
    clocks = list(_citizens(whole).order_by("id"))
    for clock in clocks:
        clock.pk, clock.report, clock.warned_at = None, to, None
    return clocks


def _citizens(report: Report) -> QuerySet[Promise]:
    """Those that were not cancelled."""
    return Promise.objects.filter(report=report, unit=None, step__in=CITIZENS).exclude(state=CANCELLED)


def _rounds(report: Report, steps: Iterable[str], unit: Unit | None) -> dict[str, int]:
    found = Promise.objects.filter(report=report, step__in=steps, unit=unit).values("step")
    return {row["step"]: row["last"] for row in found.annotate(last=Max("round")).order_by("step")}


def carry_over(*steps: str, of: Unit | None, to: Unit, also: Collection[int] = ()) -> int:
    """Open clocks of one unit, or of none, become another's; how many. Rounds go on after those that it has had. `also`: keys of
    cancelled ones that may go on yet."""
    is_over = Q(state=Promise.State.CANCELLED) & ~Q(pk__in=also)
    waiting = Promise.objects.filter(~is_over, step__in=steps, unit=of, met_at=None)
    had = Promise.objects.filter(step__in=steps, unit=to).aggregate(last=Max("round"))["last"] or 0
    return waiting.update(unit=to, round=F("round") + had)


def meet(report: Report, *steps: str, unit: Unit | None = None, at: datetime) -> None:
    """Kept. Late ones stay broken and get their `met_at`."""
    for promise in _open(report, steps=steps, unit=unit):
        finish(promise, at=at)


def finish(promise: Promise, *, at: datetime) -> None:
    """One clock is kept. One that was cancelled stays so, and is kept all the same."""
    is_late = promise.state == BROKEN or at > promise.due_at
    promise.state = promise.state if promise.state == CANCELLED else BROKEN if is_late else MET
    promise.met_at = at
    promise.broken_at = promise.broken_at or (promise.due_at if is_late else None)
    promise.save(update_fields=["state", "met_at", "broken_at"])


def pause(report: Report, *steps: str, at: datetime) -> None:
    Promise.objects.filter(report=report, step__in=steps, unit=None, state=RUNNING).update(
        state=PAUSED, paused_since=at
    )


def resume(report: Report, *, at: datetime) -> None:
    """Paused clocks run on: the new due moment is the old one plus the counted time that lay in the pause."""
    for promise in Promise.objects.filter(report=report, state=PAUSED).order_by("id"):
        since = promise.paused_since or at
        until = max(since, at)  # an imported pause may have passed its limit before it reached us
        promise.due_at = rules.resume(promise.due_at, since, until, promise.counted_in)
        promise.paused_total = (promise.paused_total or at - at) + (until - since)
        promise.paused_since, promise.state = None, RUNNING
        promise.save(update_fields=["due_at", "paused_total", "paused_since", "state"])


def run_again(report: Report, step: str, *, since: datetime, at: datetime) -> None:
    """A kept citizen's promise runs again with its old due date plus the time it lay with the reporter."""
    for promise in Promise.objects.filter(report=report, step=step, unit=None).order_by("-round")[:1]:
        promise.due_at = rules.resume(promise.due_at, since, at, promise.counted_in)
        promise.met_at = None
        promise.state = BROKEN if promise.broken_at else RUNNING
        promise.save(update_fields=["due_at", "met_at", "state"])


def cancel(
    report: Report, *steps: str, unit: Unit | None = None, is_all: bool = False, but: Collection[int] = ()
) -> None:
    """Cancel what is still awaited: everything, or these steps, or all of one unit; but those of these keys. That it was broken
    stays in `broken_at`."""
    running = Promise.objects.filter(report=report, state__in=[RUNNING, PAUSED, BROKEN], met_at=None)
    running = running.exclude(pk__in=but) if but else running
    if not is_all:
        running = running.filter(unit=unit)
    if steps:
        running = running.filter(step__in=steps)
    running.update(state=CANCELLED, paused_since=None)


def revive(report: Report) -> None:
    """After a restoration the citizen's cancelled promises run on from their old start."""
    cancelled = Promise.objects.filter(report=report, step__in=CITIZENS, unit=None, state=CANCELLED)
    cancelled.filter(broken_at=None).update(state=RUNNING)
    cancelled.exclude(broken_at=None).update(state=BROKEN)


def recount(report: Report, step: str, *, at: datetime) -> tuple[datetime | None, datetime | None]:
    """Count a citizen's promise anew from the same start, after a change of class: (before, after).

    What it stood still for is added again. By the new figure it may be late no longer, or late already."""
    promise = Promise.objects.filter(report=report, step=step, unit=None).exclude(state=CANCELLED).first()
    due = rules.current().due(step, report.report_class, promise.starts_at) if promise else None
    if promise is None or due is None:
        return None, None
    before = promise.due_at
    promise.due_at, promise.amount, promise.counted_in = due.due_at, due.amount, due.counted_in
    promise.rule, promise.basis, promise.rule_version = due.rule, due.basis, due.rule_version
    promise.is_verified = due.verified
    for since, until in stood_still(report):
        promise.due_at = rules.resume(promise.due_at, since, until, promise.counted_in)
    if promise.paused_since is not None:
        promise.paused_since = stands_still_since(report) or promise.paused_since
    _judge(promise, at=at)
    promise.save()
    return before, promise.due_at


def _judge(promise: Promise, *, at: datetime) -> None:
    """Kept or broken by its new due moment. One that falls due in the past is left running: the next round says so."""
    if promise.met_at is None and (promise.state == PAUSED or promise.due_at <= at):
        return
    is_late = promise.met_at is not None and promise.met_at > promise.due_at
    promise.state = BROKEN if is_late else MET if promise.met_at else RUNNING
    promise.broken_at = (promise.broken_at or promise.due_at) if is_late else None


STOPS = ("question_asked", "responded")
GOES_ON = ("reporter_replied", "resumed", "objected", "archived", "withdrawn")


def stood_still(report: Report, *, until: datetime | None = None) -> list[tuple[datetime, datetime]]:
    """The times in which the report lay with its reporter, from the journal; one that lasts is not among them. Of a part also
    those of its whole before the split."""
    lines = Event.objects.filter(report=report)
    if until is not None:
        lines = lines.filter(at__lte=until)
    return _before_the_split(report) + _spans(lines)[0]


def stands_still_since(report: Report) -> datetime | None:
    """Since when it lies with its reporter, if it does."""
    return _spans(Event.objects.filter(report=report))[1]


def _before_the_split(part: Report) -> list[tuple[datetime, datetime]]:
    if part.part_of is None:
        return []
    split = Event.objects.filter(report=part, kind="split", facts__is_part=True).order_by("seq").first()
    return stood_still(part.part_of, until=split.at) if split else []


def _spans(lines: QuerySet[Event]) -> tuple[list[tuple[datetime, datetime]], datetime | None]:
    """The times that are over, and the beginning of one that lasts."""
    spans, since, limit = [], None, ""
    found = lines.filter(kind__in=[*STOPS, *GOES_ON]).order_by("seq")
    for kind, at, facts in found.values_list("kind", "at", "facts"):
        if kind in STOPS and facts.get("is_final", True):
            since, limit = at, facts.get("due_at", "")
        elif since is not None and kind in GOES_ON:
            is_at_limit = (
                bool(limit) and facts.get("cause") == "limit"
            )  # the clocks ran on from it, however late the round
            spans.append((since, min(at, datetime.fromisoformat(limit)) if is_at_limit else at))
            since = None
    return spans, since


def extend(promise: Promise, *, due_at: datetime) -> None:
    """An inner promise, once; it keeps the moment that it had."""
    promise.due_before, promise.due_at = promise.due_at, due_at
    promise.save(update_fields=["due_before", "due_at"])


def break_(promise: Promise, *, at: datetime) -> None:
    promise.state, promise.broken_at = BROKEN, promise.broken_at or at
    promise.save(update_fields=["state", "broken_at"])


def earliest(report: Report) -> datetime | None:
    """When the next running promise falls due; a broken and unkept one stays first in line."""
    still = Promise.objects.filter(report=report, met_at=None, state__in=[RUNNING, BROKEN])
    return still.order_by("due_at").values_list("due_at", flat=True).first()


def _open(report: Report, *, steps: Iterable[str], unit: Unit | None) -> list[Promise]:
    still = Promise.objects.filter(report=report, unit=unit, step__in=steps, met_at=None)
    return list(still.exclude(state=CANCELLED).order_by("id"))
