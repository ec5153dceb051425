"""When a notice may go out: the days and hours of its rule, and the quiet hours of whoever gets it.

Pure: moments and a calendar come in, moments go out. Hours are those of the calendar's zone; a span that ends before it
begins runs into the next day and belongs to the day on which it begins.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from arcadumas.core.deadlines import workdays
from arcadumas.core.deadlines.workdays import Calendar, NoWorkingTime
from arcadumas.duties.notifications.models import Rule
from arcadumas.duties.notifications.wishes import Preference

HORIZON = 60  # days looked ahead for a span of days and hours
MIDNIGHT = time(0)


@dataclass(frozen=True, kw_only=True, slots=True)
class Window:
    """Days and hours. `weekdays` empty: every day; `opens` and `closes` None: from and to midnight."""

    weekdays: frozenset[int] = frozenset()
    only_working_days: bool = False
    opens: time | None = None
    closes: time | None = None

    @property
    def is_always(self) -> bool:
        return not (self.weekdays or self.only_working_days or self.opens or self.closes)

    @property
    def has_no_hours(self) -> bool:
        return self.opens is None and self.closes is None

    def holds_on(self, day: date, calendar: Calendar) -> bool:
        if self.weekdays and day.isoweekday() not in self.weekdays:
            return False
        return not self.only_working_days or calendar.is_working(day)

    def span(self, day: date, calendar: Calendar) -> tuple[datetime, datetime]:
        """From, and up to but not with, of the span that begins on `day`."""
        opens = self.opens or MIDNIGHT
        last = day if self.closes and self.closes > opens else day + timedelta(days=1)
        return calendar.at(day, opens), calendar.at(last, self.closes or MIDNIGHT)


def window_of(rule: Rule) -> Window:
    return Window(
        weekdays=frozenset(rule.weekdays), only_working_days=rule.only_working_days, opens=rule.from_time,
        closes=rule.to_time,
    )  # fmt: skip


# -- Rules -------------------------------------------------------------------------------------------------------------
def is_open(window: Window, at: datetime, calendar: Calendar) -> bool:
    return window.is_always or any(opens <= at < closes for opens, closes in _spans(window, at, calendar, days=1))


def told_at(rule: Rule, at: datetime, calendar: Calendar) -> datetime:
    """When this rule tells of what happened at `at`: at once inside its days and hours, else when they next begin; with
    `after_days`, never later than the first office hour after so many working days. With `after_days` alone, then."""
    window = window_of(rule)
    found = [] if window.is_always and rule.after_days else [opening(window, at, calendar)]
    if rule.after_days:
        found.append(patience_ends(rule.after_days, at, calendar))
    return min(found)


def opening(window: Window, at: datetime, calendar: Calendar) -> datetime:
    """The first moment from `at` on that lies in the window. Days without an hour begin with the office. A window that
    never opens holds nothing: `at`."""
    for opens, closes in _spans(window, at, calendar, days=HORIZON):
        if at < closes:
            return at if opens <= at else _office_opens(opens, calendar) if window.has_no_hours else opens
    return at


def patience_ends(days: int, at: datetime, calendar: Calendar) -> datetime:
    """The first office hour after the end of the `days`-th working day after the date of `at`."""
    end = workdays.end_of_nth_working_day(at, days, calendar)
    try:
        return workdays.add_working_time(end, timedelta(), calendar)
    except NoWorkingTime:
        return end


def _office_opens(midnight: datetime, calendar: Calendar) -> datetime:
    hours = calendar.openings(calendar.day(midnight))
    return hours[0][0].astimezone(calendar.zone) if hours else midnight


def _spans(window: Window, at: datetime, calendar: Calendar, *, days: int) -> Iterator[tuple[datetime, datetime]]:
    first = calendar.day(at)
    for offset in range(-1, days + 1):
        day = first + timedelta(days=offset)
        if window.holds_on(day, calendar):
            yield window.span(day, calendar)


# -- People ------------------------------------------------------------------------------------------------------------
def quiet_until(wish: Preference | None, at: datetime, calendar: Calendar) -> datetime | None:
    """When the quiet hours end in which `at` lies; None when it lies in none."""
    if wish is None or wish.quiet_from is None:
        return None
    end = at
    for _ in range(HORIZON):
        later = max((closes for opens, closes in _quiet(wish, end, calendar) if opens <= end < closes), default=None)
        if later is None:
            break
        end = later
    return end if end > at else None


def _quiet(wish: Preference, at: datetime, calendar: Calendar) -> Iterator[tuple[datetime, datetime]]:
    yield from _spans(Window(opens=wish.quiet_from, closes=wish.quiet_to), at, calendar, days=0)
    day = calendar.day(at)
    if wish.is_quiet_on_days_off and not calendar.is_working(day):
        yield Window().span(day, calendar)
