"""When a step falls due, by which rule, and which days were passed over. It only computes.

Take one `current()` and ask it for several steps: the snapshot is kept in the process and costs one SELECT to check.
"""

import logging
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from types import MappingProxyType
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection

from arcadumas.core.deadlines import workdays
from arcadumas.core.deadlines.models import Holiday, OfficeHours, ReportClass, Rule, RuleSet, Step
from arcadumas.core.deadlines.workdays import Calendar, CountedIn, DayOff, Hours, NoWorkingTime, Skipped

log = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """A Rule with the dates between which its set binds, both inclusive."""

    version: int
    step: str
    report_class: str
    amount: int
    counted_in: str
    starts_on: str
    basis: str
    verified: bool
    is_inner: bool
    rule: str
    note: str
    valid_from: date
    valid_to: date

    def binds(self, step: str, report_class: str, on: date) -> bool:
        is_meant = self.step == step and self.report_class in {"", report_class}
        return is_meant and self.valid_from <= on <= self.valid_to


@dataclass(frozen=True, kw_only=True, slots=True)
class Due:
    """A deadline with its explanation. `rule_version` is the id of the Rule, whose figures never change."""

    step: str
    due_at: datetime
    amount: int
    counted_in: str
    rule: str
    rule_version: int
    basis: str
    verified: bool
    note: str
    is_inner: bool
    starts_on: str
    skipped: tuple[Skipped, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Snapshot:
    """The rules and the calendar as they stood at one revision; immutable, so any thread may hold it."""

    revision: int | None
    lines: tuple[Line, ...]
    calendar: Calendar

    def due(
        self,
        step: str,
        report_class: str,
        start: datetime,
        *,
        at_rules: datetime | None = None,
        rule: str = "",
        with_days: bool = True,
    ) -> Due | None:
        """The earliest deadline that a rule in force at `at_rules` (else at `start`) sets; None when none binds.

        `rule` asks one rule set alone. Without `with_days` the days that did not count are not looked up. An unknown step or class is a mistake of the caller: ValueError.
        """
        step, report_class = Step(step).value, ReportClass(report_class).value
        on = self.calendar.day(at_rules or start)
        lines = (line for line in self.lines if rule in {"", line.rule} and line.binds(step, report_class, on))
        found = [(self.due_at(line, start), line.version, line) for line in lines]
        return self.explained(min(found)[2], start, with_days=with_days) if found else None

    def explain(
        self, report_class: str, start: datetime, *, at_rules: datetime | None = None, rule: str = ""
    ) -> tuple[Due, ...]:
        """Every step that some rule binds, as if its start event fell on `start`."""
        dues = (self.due(step, report_class, start, at_rules=at_rules, rule=rule) for step in Step.values)
        return tuple(due for due in dues if due)

    def rule_names(self, start: datetime) -> tuple[str, ...]:
        """The rule sets in force at `start`, in the order they were entered."""
        on = self.calendar.day(start)
        return tuple(dict.fromkeys(line.rule for line in self.lines if line.valid_from <= on <= line.valid_to))

    def due_at(self, line: Line, start: datetime) -> datetime:
        try:
            return workdays.due_at(start, line.amount, line.counted_in, self.calendar)
        except NoWorkingTime:
            if line.counted_in != CountedIn.WORKING_HOURS:
                raise
            return self.without_hours(start)

    def without_hours(self, start: datetime) -> datetime:
        """A gap in the office hours must not stop an act: it gives until the end of the next working day."""
        log.warning("No office hours within ten years of %s; counting to the next working day", start)
        return workdays.end_of_nth_working_day(start, 1, self.calendar)

    def explained(self, line: Line, start: datetime, *, with_days: bool = True) -> Due:
        due_at = self.due_at(line, start)
        return Due(
            step=line.step,
            due_at=due_at,
            amount=line.amount,
            counted_in=line.counted_in,
            rule=line.rule,
            rule_version=line.version,
            basis=line.basis,
            verified=line.verified,
            note=line.note,
            is_inner=line.is_inner,
            starts_on=line.starts_on,
            skipped=self.skipped(line.counted_in, start, due_at) if with_days else (),
        )

    def skipped(self, counted_in: str, start: datetime, due_at: datetime) -> tuple[Skipped, ...]:
        """The days that did not count on the way; none where every day counts. In the active language."""
        if counted_in == CountedIn.CALENDAR_DAYS:
            return ()
        # The day a count of days begins on never counts, whatever day it is; for hours it does unless it is a day off.
        first = self.calendar.day(start) + timedelta(days=counted_in == CountedIn.WORKING_DAYS)
        return workdays.skipped(first, self.calendar.day(due_at), self.calendar)

    def resume(self, due_at: datetime, paused_at: datetime, resumed_at: datetime, counted_in: str) -> datetime:
        """The new due moment of a promise that stood still between two moments: see `workdays.resume`."""
        try:
            return workdays.resume(due_at, paused_at, resumed_at, counted_in, self.calendar)
        except NoWorkingTime:
            if counted_in != CountedIn.WORKING_HOURS:
                raise
            return max(due_at, self.without_hours(resumed_at))

    def working_days_between(self, start: datetime, end: datetime) -> int:
        return workdays.working_days_between(start, end, self.calendar)

    def working_time_between(self, start: datetime, end: datetime) -> timedelta:
        return workdays.working_time_between(start, end, self.calendar)


# -- The snapshot of this process --------------------------------------------------------------------------------------
_kept: Snapshot | None = None


def current() -> Snapshot:
    """The rules and calendar as they stand: one SELECT when nothing changed since the last call, four when it did."""
    global _kept
    with connection.cursor() as cursor:
        cursor.execute("SELECT number FROM deadlines_revision WHERE id = 1")
        row = cursor.fetchone()
    number = row[0] if row else None
    kept = _kept
    if kept is None or number is None or kept.revision != number or kept.calendar.zone.key != settings.TIME_ZONE:
        # The number is read before the rows: a change in between makes the next call read again.
        kept = _kept = read(number)
    return kept


def read(number: int | None) -> Snapshot:
    rules = Rule.objects.select_related("rule_set").exclude(rule_set__valid_from=None).order_by("rule_set_id", "id")
    return Snapshot(revision=number, lines=tuple(lines(rules)), calendar=read_calendar())


def lines(rules: Iterable[Rule]) -> Iterator[Line]:
    """Rules as they bind: of two sets of one name, the later one ends the earlier on the day before it begins."""
    rules = list(rules)
    ends = dict(ends_of({rule.rule_set_id: rule.rule_set for rule in rules}.values()))
    for rule in rules:
        yield Line(
            version=rule.pk,
            step=rule.step,
            report_class=rule.report_class,
            amount=rule.amount,
            counted_in=rule.counted_in,
            starts_on=rule.starts_on,
            basis=rule.basis,
            verified=rule.verified,
            is_inner=rule.is_inner,
            rule=rule.rule_set.name,
            note=rule.rule_set.note,
            valid_from=rule.rule_set.valid_from or date.max,
            valid_to=ends[rule.rule_set_id],
        )


def ends_of(sets: Iterable[RuleSet]) -> Iterator[tuple[int, date]]:
    versions = sorted(sets, key=lambda one: (one.name, one.valid_from or date.max))
    for _name, group in groupby(versions, key=lambda one: one.name):
        later = date.max
        for one in reversed(list(group)):
            yield one.pk, min(one.valid_to or date.max, later)
            later = (one.valid_from or date.max) - timedelta(days=1)


def read_calendar() -> Calendar:
    spans = OfficeHours.objects.filter(is_active=True).values_list(
        "weekday", "opens", "closes", "valid_from", "valid_to"
    )
    hours = tuple(
        Hours(weekday=weekday, opens=opens, closes=closes, valid_from=begins, valid_to=ends)
        for weekday, opens, closes, begins, ends in spans.order_by("id")
    )
    return Calendar(zone=ZoneInfo(settings.TIME_ZONE), days_off=MappingProxyType(read_days_off()), hours=hours)


def read_days_off() -> dict[date, DayOff]:
    """Active holidays by day; where several fall on one day, it is off for all their names."""
    active = Holiday.objects.filter(is_active=True).order_by("date", "id")
    return {day: day_off(list(group)) for day, group in groupby(active, key=lambda holiday: holiday.date)}


def day_off(holidays: list[Holiday]) -> DayOff:
    return DayOff(
        name_id="; ".join(holiday.name_id for holiday in holidays),
        name_en="; ".join(holiday.name_en or holiday.name_id for holiday in holidays),
        is_estimate=all(holiday.is_estimate for holiday in holidays),
    )


# -- In one call -------------------------------------------------------------------------------------------------------
def due(step: str, report_class: str, start: datetime, *, at_rules: datetime | None = None) -> Due | None:
    """`current().due(...)`; for several steps take one `current()`."""
    return current().due(step, report_class, start, at_rules=at_rules)


def explain(report_class: str, start: datetime, *, at_rules: datetime | None = None, rule: str = "") -> tuple[Due, ...]:
    return current().explain(report_class, start, at_rules=at_rules, rule=rule)


def resume(due_at: datetime, paused_at: datetime, resumed_at: datetime, counted_in: str) -> datetime:
    """The new due moment after a pause, by the calendar as it stands; never earlier than the old one."""
    return current().resume(due_at, paused_at, resumed_at, counted_in)


def working_time_between(start: datetime, end: datetime) -> timedelta:
    """The office hours between two moments, by the calendar as it stands."""
    return current().working_time_between(start, end)
