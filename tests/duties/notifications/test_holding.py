"""When a notice may go out, hour by hour over weeks: windows of rules, quiet hours, weekends and holidays."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from types import MappingProxyType
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from arcadumas.core.deadlines.workdays import Calendar, DayOff, Hours
from arcadumas.duties.notifications import holding
from arcadumas.duties.notifications.holding import Window
from arcadumas.duties.notifications.models import Preference, Rule

ZONE = ZoneInfo("Asia/Makassar")
SINCE = date(2020, 1, 1)
HOURS = tuple(
    Hours(weekday=day, opens=time(8), closes=time(11) if day == 5 else time(16), valid_from=SINCE)
    for day in range(1, 6)
)
# Thursday 26 November 2026 is a holiday; Monday is the 23rd.
CALENDAR = Calendar(zone=ZONE, days_off=MappingProxyType({date(2026, 11, 26): DayOff(name_id="Libur")}), hours=HOURS)


def on(day: int, hour: int, minute: int = 0, *, month: int = 11) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=ZONE)


def rule(**values: object) -> Rule:
    return Rule(key="r", **values)


def a_week() -> Iterator[datetime]:
    """Each half hour from Sunday 22 to Monday 30 November."""
    start = on(22, 0)
    for step in range(9 * 48):
        yield start + timedelta(minutes=30 * step)


# -- Windows -----------------------------------------------------------------------------------------------------------
def test_the_head_hears_only_after_four_in_the_afternoon() -> None:
    only_late = rule(from_time=time(16))
    for at in a_week():
        expected = at if at.hour >= 16 else at.replace(hour=16, minute=0)
        assert holding.told_at(only_late, at, CALENDAR) == expected


def test_office_days_and_hours_hold_the_night_the_weekend_and_the_holiday() -> None:
    office = rule(only_working_days=True, from_time=time(8), to_time=time(16))
    for at in a_week():
        moment = at
        while not (moment.isoweekday() < 6 and moment.day != 26 and 8 <= moment.hour < 16):
            moment += timedelta(minutes=30)
        assert holding.told_at(office, at, CALENDAR) == moment


def test_hours_over_midnight_belong_to_the_evening_they_begin_on() -> None:
    friday_night = rule(weekdays=[5], from_time=time(22), to_time=time(4))
    table = {
        on(27, 21, 59): on(27, 22),
        on(27, 22): on(27, 22),
        on(28, 3, 59): on(28, 3, 59),
        on(28, 4): on(4, 22, month=12),
        on(23, 2): on(27, 22),
    }
    assert {at: holding.told_at(friday_night, at, CALENDAR) for at in table} == table


def test_days_without_hours_begin_with_the_office() -> None:
    working_days = rule(only_working_days=True)
    assert holding.told_at(working_days, on(28, 10), CALENDAR) == on(30, 8)  # Saturday: Monday morning
    assert holding.told_at(working_days, on(26, 23), CALENDAR) == on(27, 8)  # the holiday
    assert holding.told_at(working_days, on(24, 3), CALENDAR) == on(24, 3)  # on such a day no hour is wrong


@pytest.mark.parametrize(
    ("at", "days", "expected"),
    [
        (on(23, 10), 1, on(25, 8)),  # Monday: Tuesday is the day, and it has passed on Wednesday
        (on(25, 10), 1, on(30, 8)),  # Wednesday: Thursday is a holiday, Friday is the day
        (on(27, 23, 59), 1, on(1, 8, month=12)),
        (on(28, 10), 1, on(1, 8, month=12)),  # Saturday: Monday is the day
        (on(23, 10), 3, on(30, 8)),
    ],
)
def test_a_rule_may_wait_until_working_days_have_passed(at: datetime, days: int, expected: datetime) -> None:
    assert holding.told_at(rule(after_days=days), at, CALENDAR) == expected


def test_with_both_conditions_the_first_that_comes_counts() -> None:
    both = rule(weekdays=[1], from_time=time(16), after_days=1)
    assert holding.told_at(both, on(23, 10), CALENDAR) == on(23, 16)  # today is Monday: at four
    assert holding.told_at(both, on(23, 17), CALENDAR) == on(23, 17)
    assert holding.told_at(both, on(24, 10), CALENDAR) == on(27, 8)  # Wednesday has passed, Thursday is a holiday


def test_without_a_condition_nothing_waits() -> None:
    assert [at for at in a_week() if holding.told_at(rule(), at, CALENDAR) != at] == []


def test_what_never_opens_holds_nothing() -> None:
    never = Window(weekdays=frozenset({6, 7}), only_working_days=True)
    assert holding.opening(never, on(24, 10), CALENDAR) == on(24, 10)


HOUR = st.none() | st.times().map(lambda found: found.replace(minute=found.minute // 15 * 15, second=0, microsecond=0))
WINDOWS = st.builds(
    Window, weekdays=st.frozensets(st.integers(1, 5)), only_working_days=st.booleans(), opens=HOUR, closes=HOUR
).filter(lambda window: window.opens is None or window.opens != window.closes)
MOMENTS = st.integers(0, 20 * 96).map(lambda quarters: on(16, 0) + timedelta(minutes=15 * quarters))


@given(window=WINDOWS, at=MOMENTS)
def test_it_goes_out_at_the_first_open_moment(window: Window, at: datetime) -> None:
    found = holding.opening(window, at, CALENDAR)
    assert found >= at
    assert holding.is_open(window, found, CALENDAR)
    assert holding.opening(window, found, CALENDAR) == found
    if window.has_no_hours:
        return
    quarters = (at + timedelta(minutes=15 * n) for n in range((found - at) // timedelta(minutes=15)))
    assert [moment for moment in quarters if holding.is_open(window, moment, CALENDAR)] == []


# -- Quiet hours -------------------------------------------------------------------------------------------------------
NIGHT = Preference(quiet_from=time(21), quiet_to=time(6))
NIGHT_AND_FREE = Preference(quiet_from=time(21), quiet_to=time(6), is_quiet_on_days_off=True)


def test_a_night_is_quiet_across_midnight() -> None:
    for at in a_week():
        expected = None
        if at.hour >= 21:
            expected = (at + timedelta(days=1)).replace(hour=6, minute=0)
        elif at.hour < 6:
            expected = at.replace(hour=6, minute=0)
        assert holding.quiet_until(NIGHT, at, CALENDAR) == expected


@pytest.mark.parametrize(
    ("at", "until"),
    [
        (on(27, 20, 59), None),
        (on(27, 21), on(30, 6)),  # Friday night runs into the weekend, and Sunday night into Monday
        (on(28, 12), on(30, 6)),
        (on(29, 23), on(30, 6)),
        (on(30, 6), None),
        (on(25, 22), on(27, 6)),  # the evening before the holiday
        (on(26, 12), on(27, 6)),
        (on(24, 12), None),
    ],
)
def test_days_off_may_be_quiet_too(at: datetime, until: datetime | None) -> None:
    assert holding.quiet_until(NIGHT_AND_FREE, at, CALENDAR) == until


def test_quiet_hours_within_a_day() -> None:
    prayer = Preference(quiet_from=time(11, 30), quiet_to=time(13))
    assert holding.quiet_until(prayer, on(24, 12), CALENDAR) == on(24, 13)
    assert holding.quiet_until(prayer, on(24, 13), CALENDAR) is None


@pytest.mark.parametrize("wish", [None, Preference()])
def test_nobody_has_quiet_hours_unasked(wish: Preference | None) -> None:
    assert [at for at in a_week() if holding.quiet_until(wish, at, CALENDAR)] == []


@given(begins=st.integers(0, 23), length=st.integers(1, 14), free=st.booleans(), at=MOMENTS)
def test_the_end_of_quiet_is_never_quiet(begins: int, length: int, free: bool, at: datetime) -> None:
    wish = Preference(quiet_from=time(begins), quiet_to=time((begins + length) % 24), is_quiet_on_days_off=free)
    until = holding.quiet_until(wish, at, CALENDAR)
    if until is None:
        return
    assert until > at
    assert holding.quiet_until(wish, until, CALENDAR) is None
    between = at + (until - at) / 2
    assert holding.quiet_until(wish, between, CALENDAR) == until
