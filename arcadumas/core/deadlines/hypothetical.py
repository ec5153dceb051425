"""What a change would do to due dates, worked out before it is made. Pure but for reading the rows."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from types import MappingProxyType

from arcadumas.core.deadlines import rules
from arcadumas.core.deadlines.models import ReportClass, Rule, RuleSet, Step
from arcadumas.core.deadlines.rules import Due, Snapshot
from arcadumas.core.deadlines.workdays import DayOff, Hours

TEN = time(10)


@dataclass(frozen=True, kw_only=True)
class Difference:
    """One step of one class: when it would fall due, as things stand and with the change. None: no rule binds it."""

    step: str
    report_class: str
    start: datetime
    before: Due | None
    after: Due | None


def with_set(now: Snapshot, drafted: RuleSet, on: date) -> Snapshot:
    """As if this draft were in force from `on`."""
    in_force = Rule.objects.select_related("rule_set").exclude(rule_set__valid_from=None).exclude(rule_set=drafted)
    rows = list(in_force.order_by("rule_set_id", "id"))
    added = list(Rule.objects.filter(rule_set=drafted).order_by("id"))
    shown = RuleSet(pk=drafted.pk, name=drafted.name, basis=drafted.basis, note=drafted.note, valid_from=on)
    for rule in added:
        rule.rule_set = shown
    return replace(now, revision=None, lines=tuple(rules.lines([*rows, *added])))


def with_day(now: Snapshot, day: date, off: DayOff | None) -> Snapshot:
    """As if that day were off for this reason, or (None) a day like others."""
    days = {known: why for known, why in now.calendar.days_off.items() if known != day}
    if off is not None:
        days[day] = off
    return replace(now, revision=None, calendar=replace(now.calendar, days_off=MappingProxyType(days)))


def with_hours(now: Snapshot, spans: Mapping[int, Iterable[tuple[time, time]]], on: date) -> Snapshot:
    """As if the office were open at these hours from `on`; by weekday (ISO)."""
    kept = (
        replace(each, valid_to=min(each.valid_to or date.max, on - timedelta(days=1))) for each in now.calendar.hours
    )
    new = [
        Hours(weekday=weekday, opens=opens, closes=closes, valid_from=on)
        for weekday, pairs in spans.items()
        for opens, closes in pairs
    ]
    hours = (*(each for each in kept if each.valid_from <= (each.valid_to or date.max)), *new)
    return replace(now, revision=None, calendar=replace(now.calendar, hours=hours))


def differences(
    before: Snapshot, after: Snapshot, starts: Iterable[datetime], *, classes: Iterable[str] = (ReportClass.COMPLAINT,)
) -> list[Difference]:
    """What falls due at another moment, or by another figure, for clocks that start then; each step and class once."""
    found: dict[tuple[str, str], Difference] = {}
    for start in starts:
        for report_class in classes:
            for step in Step.values:
                one = before.due(step, report_class, start, with_days=False)
                other = after.due(step, report_class, start, with_days=False)
                if _key(one) != _key(other):
                    found.setdefault((step, report_class), Difference(step=step, report_class=report_class, start=start, before=one, after=other))  # fmt: skip
    return list(found.values())


def _key(due: Due | None) -> tuple[object, ...] | None:
    return (due.due_at, due.amount, due.counted_in, due.basis) if due else None


def ten_o_clock(now: Snapshot, day: date) -> datetime:
    return now.calendar.at(day, TEN)
