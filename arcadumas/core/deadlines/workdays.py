"""Working days and office hours, counted over a calendar that does not change: no database, no clock.

A working day is a day that is neither Saturday nor Sunday nor a day off (public holiday, cuti bersama, regional day).
Every loop has an end: past it the calendar is taken to hold no working time, and `NoWorkingTime` is raised.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

from django.db.models import TextChoices
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from arcadumas.base.moments import WEEKDAYS, known

HORIZON = 3_660  # days looked ahead for working time before giving up: ten years
DAY_END = time(23, 59, 59)
SATURDAY = 6  # ISO


class CountedIn(TextChoices):
    WORKING_DAYS = "working_days", _("working days")
    CALENDAR_DAYS = "calendar_days", _("calendar days")
    WORKING_HOURS = "working_hours", _("working hours")


class NoWorkingTime(Exception):
    """The calendar holds no working time where one was looked for."""


@dataclass(frozen=True, kw_only=True, slots=True)
class DayOff:
    """Why a weekday is no working day. An estimate waits for the government's word (the moon's, mostly)."""

    name_id: str
    name_en: str = ""
    is_estimate: bool = False

    def name(self, language: str) -> str:
        name = (self.name_en or self.name_id) if language == "en" else self.name_id
        return f"{name} ({'estimated' if language == 'en' else 'perkiraan'})" if self.is_estimate else name


@dataclass(frozen=True, kw_only=True, slots=True)
class Hours:
    """One interval of office hours. `weekday` is ISO's: 1 Monday. Both validity dates are inclusive."""

    weekday: int
    opens: time
    closes: time
    valid_from: date
    valid_to: date | None = None

    def holds_on(self, day: date) -> bool:
        return day.isoweekday() == self.weekday and self.valid_from <= day <= (self.valid_to or date.max)


@dataclass(frozen=True, kw_only=True, slots=True)
class Skipped:
    date: date
    reason: str


@dataclass(frozen=True, kw_only=True)
class Calendar:
    zone: ZoneInfo
    days_off: Mapping[date, DayOff]
    hours: tuple[Hours, ...]

    @cached_property
    def weekdays_off(self) -> list[date]:
        """Days off that are no weekend, in order."""
        return sorted(day for day in self.days_off if day.isoweekday() < SATURDAY)

    def day(self, at: datetime) -> date:
        """The local date of an aware moment; a naive one is a mistake of the caller."""
        if at.tzinfo is None:
            raise ValueError("a moment without a time zone")
        return at.astimezone(self.zone).date()

    def at(self, day: date, clock: time) -> datetime:
        return datetime.combine(day, clock, self.zone)

    def is_working(self, day: date) -> bool:
        return day.isoweekday() < SATURDAY and day not in self.days_off

    def reason(self, day: date, language: str | None = None) -> str:
        """Why `day` is no working day, in `language` or the active one; "" for a working day."""
        language = known(language or get_language())
        weekend = [WEEKDAYS[language][day.weekday()]] if day.isoweekday() >= SATURDAY else []
        off = [self.days_off[day].name(language)] if day in self.days_off else []
        return ", ".join(weekend + off)

    def openings(self, day: date) -> list[tuple[datetime, datetime]]:
        """The office hours of `day` in UTC, in order; intervals that overlap are counted once."""
        if not self.is_working(day):
            return []
        spans = sorted(
            (self.at(day, span.opens).astimezone(UTC), self.at(day, span.closes).astimezone(UTC))
            for span in self.hours
            if span.holds_on(day)
        )
        return list(joined(spans))


def joined(spans: Iterable[tuple[datetime, datetime]]) -> Iterator[tuple[datetime, datetime]]:
    """Sorted intervals with those that touch or overlap made one."""
    held: tuple[datetime, datetime] | None = None
    for opens, closes in spans:
        if held and opens <= held[1]:
            held = held[0], max(held[1], closes)
            continue
        if held:
            yield held
        held = opens, closes
    if held:
        yield held


# -- Days --------------------------------------------------------------------------------------------------------------
def nth_working_day(day: date, n: int, calendar: Calendar) -> date:
    """The n-th working day after `day`, which never counts itself; n = 0 gives `day` back."""
    if n < 0:
        raise ValueError("a negative number of working days")
    left = n
    for offset in range(HORIZON + 2 * n):
        if not left:
            return later(day, offset)
        left -= calendar.is_working(later(day, offset + 1))
    raise NoWorkingTime


def later(day: date, days: int) -> date:
    try:
        return day + timedelta(days=days)
    except OverflowError as error:
        raise NoWorkingTime from error


def end_of_nth_working_day(start: datetime, n: int, calendar: Calendar) -> datetime:
    """23:59:59 local of the n-th working day after the local date of `start`."""
    return calendar.at(nth_working_day(calendar.day(start), n, calendar), DAY_END)


def end_of_nth_calendar_day(start: datetime, n: int, calendar: Calendar) -> datetime:
    """23:59:59 local of the n-th day after the local date of `start`."""
    if n < 0:
        raise ValueError("a negative number of days")
    return calendar.at(later(calendar.day(start), n), DAY_END)


def working_days_between(start: datetime, end: datetime, calendar: Calendar) -> int:
    """Working days after the local date of `start`, up to and with that of `end`; 0 when `end` comes first."""
    first, last = calendar.day(start), calendar.day(end)
    if last <= first:
        return 0
    weeks, rest = divmod((last - first).days, 7)  # by whole weeks: lists count hundreds of long overdue promises
    weekdays = 5 * weeks + sum((first + timedelta(days=n)).weekday() < 5 for n in range(1, rest + 1))
    off = calendar.weekdays_off
    return weekdays - (bisect_right(off, last) - bisect_right(off, first))


def skipped(first: date, last: date, calendar: Calendar, language: str | None = None) -> tuple[Skipped, ...]:
    """The days from `first` to `last`, both included, that are no working days, with why."""
    days = (first + timedelta(days=n) for n in range((last - first).days + 1))
    return tuple(Skipped(date=day, reason=why) for day in days if (why := calendar.reason(day, language)))


# -- Hours -------------------------------------------------------------------------------------------------------------
def add_working_time(start: datetime, amount: timedelta, calendar: Calendar) -> datetime:
    """When `amount` of office hours has passed after `start`; time outside them does not run.

    Time that runs out exactly at closing ends then, not at the next opening.
    """
    left, first = amount, calendar.day(start)
    for offset in range(HORIZON):
        for opens, closes in calendar.openings(later(first, offset)):
            begins = max(opens, start.astimezone(UTC))
            if begins < closes and closes - begins >= left:
                return (begins + left).astimezone(calendar.zone)
            left -= max(closes - begins, timedelta())
    raise NoWorkingTime


def subtract_working_time(end: datetime, amount: timedelta, calendar: Calendar) -> datetime:
    """The latest moment from which `amount` of office hours is left until `end`."""
    left, last = amount, calendar.day(end)
    for offset in range(HORIZON):
        for opens, closes in reversed(calendar.openings(later(last, -offset))):
            ends = min(closes, end.astimezone(UTC))
            if opens < ends and ends - opens >= left:
                return (ends - left).astimezone(calendar.zone)
            left -= max(ends - opens, timedelta())
    raise NoWorkingTime


def working_time_between(start: datetime, end: datetime, calendar: Calendar) -> timedelta:
    """The office hours that lie between two moments; nothing when `end` comes first."""
    first, last = calendar.day(start), calendar.day(end)
    total = timedelta()
    for offset in range((last - first).days + 1):
        for opens, closes in calendar.openings(first + timedelta(days=offset)):
            total += max(min(closes, end) - max(opens, start), timedelta())
    return total


# -- Deadlines ---------------------------------------------------------------------------------------------------------
def due_at(start: datetime, amount: int, counted_in: str, calendar: Calendar) -> datetime:
    """The moment a promise of `amount`, begun at `start`, falls due."""
    match CountedIn(counted_in):
        case CountedIn.WORKING_DAYS:
            return end_of_nth_working_day(start, amount, calendar)
        case CountedIn.CALENDAR_DAYS:
            return end_of_nth_calendar_day(start, amount, calendar)
        case CountedIn.WORKING_HOURS:
            return add_working_time(start, timedelta(hours=amount), calendar)


def resume(
    due_at: datetime, paused_at: datetime, resumed_at: datetime, counted_in: str, calendar: Calendar
) -> datetime:
    """The new due moment of a promise that stood still between two moments: never earlier than the old one.

    What was left at the pause is left again: the working days, working time or calendar days of the pause are added,
    by the same counting as a deadline's own (the day of the pause does not count, the day of going on does).
    """
    if resumed_at <= paused_at:
        return due_at
    match CountedIn(counted_in):
        case CountedIn.WORKING_DAYS:
            return moved(due_at, working_days_between(paused_at, resumed_at, calendar), calendar)
        case CountedIn.CALENDAR_DAYS:
            local = due_at.astimezone(calendar.zone)
            paused = calendar.day(resumed_at) - calendar.day(paused_at)
            return calendar.at(later(local.date(), paused.days), local.time())
        case CountedIn.WORKING_HOURS:
            paused = working_time_between(paused_at, resumed_at, calendar)
            return add_working_time(due_at, paused, calendar) if paused else due_at


def moved(due_at: datetime, working_days: int, calendar: Calendar) -> datetime:
    """`due_at` that many working days later at its own hour; from a day off, at the end of the day it moves to."""
    local = due_at.astimezone(calendar.zone)
    if not working_days:
        return local
    clock = local.time() if calendar.is_working(local.date()) else DAY_END
    return calendar.at(nth_working_day(local.date(), working_days, calendar), clock)
