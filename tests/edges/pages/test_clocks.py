from datetime import date, datetime
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest

from arcadumas.core.deadlines.workdays import Skipped
from arcadumas.edges.pages.clocks import Clock, clock_of, ends_with_the_day, read

ZONE = ZoneInfo("Asia/Makassar")


def at(day: int, hour: int = 10, minute: int = 0, month: int = 11) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=ZONE)


PROMISE = {"step": "respond", "starts_at": at(17), "due_at": at(24, 23, 59), "state": "running"}


def test_a_mapping_an_object_and_a_clock_read_alike() -> None:
    assert read(PROMISE) == read(SimpleNamespace(**PROMISE)) == read(Clock(**PROMISE))


def test_what_a_promise_does_not_know_stays_empty() -> None:
    assert read({"step": "respond", "met_at": None}) == Clock(step="respond")


def test_skipped_days_may_come_as_the_rules_give_them() -> None:
    given = {"skipped": (Skipped(date=date(2026, 11, 21), reason="Sabtu"),)}
    assert read(given).skipped == ((date(2026, 11, 21), "Sabtu"),)


@pytest.mark.django_db
def test_the_working_days_are_counted_by_the_calendar() -> None:
    clock = clock_of(PROMISE, at(20))
    assert (clock.total_days, clock.day_number, clock.working_days_left) == (5, 3, 2)
    assert [day.day for day, _reason in clock.skipped] == [21, 22]


@pytest.mark.django_db
def test_a_late_promise_counts_on() -> None:
    clock = clock_of(PROMISE, at(26))
    assert (clock.day_number, clock.working_days_left) == (7, -2)


@pytest.mark.django_db
def test_a_met_promise_stands_still() -> None:
    clock = clock_of(PROMISE | {"met_at": at(19), "state": "met"}, at(26))
    assert (clock.day_number, clock.working_days_left, len(clock.skipped)) == (2, 3, 2)


@pytest.mark.django_db
def test_a_paused_promise_stands_still() -> None:
    clock = clock_of(PROMISE | {"paused_since": at(18), "state": "paused"}, at(26))
    assert (clock.day_number, clock.working_days_left) == (1, 4)


def test_calendar_days_are_not_counted_as_working_days() -> None:
    promise = PROMISE | {"counted_in": "calendar_days"}
    assert clock_of(promise, at(20)) == read(promise)


def test_the_end_of_a_day_is_told_from_an_hour() -> None:
    assert (ends_with_the_day(at(24, 23, 59)), ends_with_the_day(at(24, 14, 5))) == (True, False)
