"""Working days, office hours and pauses, over the real calendar and over any calendar."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import holidays
import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from arcadumas.core.deadlines import workdays
from arcadumas.core.deadlines.workdays import (
    Calendar,
    CountedIn,
    DayOff,
    Hours,
    NoWorkingTime,
    Skipped,
    add_working_time,
    end_of_nth_calendar_day,
    end_of_nth_working_day,
    resume,
    skipped,
    working_days_between,
    working_time_between,
)

WITA = ZoneInfo("Asia/Makassar")
ALWAYS = date(2014, 1, 1)
HOURS = (
    *(Hours(weekday=day, opens=time(8), closes=time(16), valid_from=ALWAYS) for day in (1, 2, 3, 4)),
    Hours(weekday=5, opens=time(8), closes=time(11, 30), valid_from=ALWAYS),
    Hours(weekday=5, opens=time(13, 30), closes=time(16, 30), valid_from=ALWAYS),
)
KNOWN = holidays.country_holidays("ID", years=(2026, 2027), categories=("public", "government"), language="id")
REAL = Calendar(zone=WITA, days_off={day: DayOff(name_id=name) for day, name in KNOWN.items()}, hours=HOURS)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=WITA)


def calendar_of(days_off: set[date], hours: tuple[Hours, ...] = HOURS, zone: ZoneInfo = WITA) -> Calendar:
    return Calendar(zone=zone, days_off={day: DayOff(name_id="Libur") for day in days_off}, hours=hours)


# -- Days --------------------------------------------------------------------------------------------------------------
def test_five_working_days_from_17_march_2026_pass_over_nyepi_idul_fitri_and_cuti_bersama() -> None:
    assert end_of_nth_working_day(at("2026-03-17T09:00"), 5, REAL) == at("2026-03-31T23:59:59")


def test_fourteen_working_days_from_16_december_2026_end_in_the_new_year() -> None:
    assert [end_of_nth_working_day(at("2026-12-16T10:00"), n, REAL) for n in (3, 5, 14)] == [
        at("2026-12-21T23:59:59"),
        at("2026-12-23T23:59:59"),
        at("2027-01-11T23:59:59"),
    ]


@pytest.mark.parametrize("clock", ["00:00:00", "07:59:59", "23:59:59", "23:59:59.999999"])
def test_the_day_it_begins_on_never_counts(clock: str) -> None:
    assert end_of_nth_working_day(at(f"2026-11-24T{clock}"), 1, REAL) == at("2026-11-25T23:59:59")


def test_the_local_date_counts_not_that_of_utc() -> None:
    late_in_utc = datetime(2026, 11, 24, 16, 0, tzinfo=UTC)  # 25 November 00.00 WITA
    assert end_of_nth_working_day(late_in_utc, 1, REAL) == at("2026-11-26T23:59:59")
    assert end_of_nth_working_day(late_in_utc - timedelta(microseconds=1), 1, REAL) == at("2026-11-25T23:59:59")


def test_a_count_begun_on_a_sunday_has_monday_as_its_first_day() -> None:
    assert end_of_nth_working_day(at("2026-11-22T12:00"), 1, REAL) == at("2026-11-23T23:59:59")


def test_calendar_days_count_every_day() -> None:
    assert end_of_nth_calendar_day(at("2026-12-16T10:00"), 60, REAL) == at("2027-02-14T23:59:59")


def test_skipped_days_are_named_with_their_reasons() -> None:
    assert skipped(date(2026, 3, 18), date(2026, 3, 22), REAL, "id") == (
        Skipped(date=date(2026, 3, 18), reason="Cuti Bersama Hari Suci Nyepi"),
        Skipped(date=date(2026, 3, 19), reason="Hari Suci Nyepi"),
        Skipped(date=date(2026, 3, 20), reason="Cuti Bersama Hari Raya Idul Fitri"),
        Skipped(date=date(2026, 3, 21), reason="Sabtu, Hari Raya Idul Fitri"),
        Skipped(date=date(2026, 3, 22), reason="Minggu, Hari kedua dari Hari Raya Idul Fitri"),
    )


def test_a_reason_is_given_in_the_active_language_and_says_that_it_is_an_estimate() -> None:
    eid = DayOff(name_id="Hari Raya Idul Fitri", name_en="Eid al-Fitr", is_estimate=True)
    calendar = Calendar(zone=WITA, days_off={date(2027, 3, 10): eid}, hours=HOURS)
    said = []
    for language in ("id", "en"):
        with translation.override(language):
            said += [calendar.reason(date(2027, 3, 10)), calendar.reason(date(2027, 3, 13))]
    assert said == ["Hari Raya Idul Fitri (perkiraan)", "Sabtu", "Eid al-Fitr (estimated)", "Saturday"]


def test_an_estimate_counts_as_a_day_off_until_it_is_known_better() -> None:
    estimate = {date(2027, 3, 10): DayOff(name_id="Hari Raya Idul Fitri", is_estimate=True)}
    calendar = Calendar(zone=WITA, days_off=estimate, hours=HOURS)
    assert end_of_nth_working_day(at("2027-03-09T09:00"), 1, calendar) == at("2027-03-11T23:59:59")


def test_a_naive_moment_is_refused() -> None:
    with pytest.raises(ValueError, match="without a time zone"):
        end_of_nth_working_day(datetime(2026, 3, 17, 9), 1, REAL)  # noqa: DTZ001


def test_a_calendar_without_a_working_day_ends_the_search() -> None:
    first = date(2026, 1, 1)
    never = calendar_of({first + timedelta(days=n) for n in range(workdays.HORIZON + 10)})
    with pytest.raises(NoWorkingTime):
        end_of_nth_working_day(at("2026-01-01T09:00"), 1, never)


def test_the_end_of_time_ends_the_search() -> None:
    with pytest.raises(NoWorkingTime):
        end_of_nth_working_day(at("9999-12-30T09:00"), 5, REAL)


# -- Hours -------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("start", "due"),
    [
        ("2026-11-24T09:15", "2026-11-24T13:15"),  # Tuesday
        ("2026-11-24T12:00", "2026-11-24T16:00"),  # ends with the day, not at the next opening
        ("2026-11-24T12:01", "2026-11-25T08:01"),
        ("2026-11-24T06:00", "2026-11-24T12:00"),  # before the opening
        ("2026-11-24T16:00", "2026-11-25T12:00"),  # at the closing
        ("2026-11-24T23:59:59", "2026-11-25T12:00"),
        ("2026-11-27T10:00", "2026-11-27T16:00"),  # Friday: over the prayer
        ("2026-11-27T12:00", "2026-11-30T09:00"),  # within the prayer, then Monday
        ("2026-11-28T09:00", "2026-11-30T12:00"),  # Saturday
        ("2026-12-23T14:00", "2026-12-28T10:00"),  # over cuti bersama, Christmas and the weekend
    ],
)
def test_four_working_hours_run_inside_the_office_hours(start: str, due: str) -> None:
    assert add_working_time(at(start), timedelta(hours=4), REAL) == at(due)


def test_office_hours_are_those_in_force_on_the_day() -> None:
    ramadan = (
        Hours(weekday=4, opens=time(8), closes=time(16), valid_from=ALWAYS, valid_to=date(2026, 2, 18)),
        Hours(weekday=4, opens=time(8), closes=time(15), valid_from=date(2026, 2, 19)),
    )
    calendar = calendar_of(set(), ramadan)
    assert add_working_time(at("2026-02-12T14:00"), timedelta(hours=2), calendar) == at("2026-02-12T16:00")
    assert add_working_time(at("2026-02-19T14:00"), timedelta(hours=2), calendar) == at("2026-02-26T09:00")


def test_overlapping_office_hours_count_once() -> None:
    double = (
        Hours(weekday=2, opens=time(8), closes=time(12), valid_from=ALWAYS),
        Hours(weekday=2, opens=time(10), closes=time(11), valid_from=ALWAYS),
        Hours(weekday=2, opens=time(12), closes=time(14), valid_from=ALWAYS),
    )
    calendar = calendar_of(set(), double)
    assert working_time_between(at("2026-11-24T00:00"), at("2026-11-25T00:00"), calendar) == timedelta(hours=6)
    assert add_working_time(at("2026-11-24T09:00"), timedelta(hours=5), calendar) == at("2026-11-24T14:00")


def test_a_zone_that_moves_its_clocks_counts_real_hours() -> None:
    everyday = tuple(Hours(weekday=n, opens=time(0), closes=time(23, 59), valid_from=ALWAYS) for n in range(1, 6))
    calendar = calendar_of(set(), everyday, ZoneInfo("America/Sao_Paulo"))
    start = datetime(2018, 11, 5, 9, tzinfo=calendar.zone)
    assert add_working_time(start, timedelta(hours=4), calendar) == start + timedelta(hours=4)


def test_no_office_hours_end_the_search() -> None:
    with pytest.raises(NoWorkingTime):
        add_working_time(at("2026-11-24T09:00"), timedelta(hours=4), calendar_of(set(), ()))


def test_working_time_between_leaves_out_nights_prayers_and_days_off() -> None:
    assert working_time_between(at("2026-11-26T15:00"), at("2026-11-30T09:00"), REAL) == timedelta(hours=8.5)
    assert working_time_between(at("2026-11-30T09:00"), at("2026-11-26T15:00"), REAL) == timedelta()


# -- Pauses ------------------------------------------------------------------------------------------------------------
def test_a_pause_gives_back_the_working_days_it_took() -> None:
    due = end_of_nth_working_day(at("2026-03-10T09:00"), 14, REAL)
    paused, resumed = at("2026-03-13T10:00"), at("2026-03-26T10:00")
    again = resume(due, paused, resumed, CountedIn.WORKING_DAYS, REAL)
    assert (due, again) == (at("2026-04-07T23:59:59"), at("2026-04-13T23:59:59"))
    assert working_days_between(paused, due, REAL) == working_days_between(resumed, again, REAL)


def test_a_pause_over_a_weekend_gives_nothing_back() -> None:
    due = at("2026-11-30T23:59:59")
    assert resume(due, at("2026-11-27T18:00"), at("2026-11-29T18:00"), CountedIn.WORKING_DAYS, REAL) == due


def test_a_pause_gives_back_calendar_days() -> None:
    due, paused, resumed = at("2027-02-14T23:59:59"), at("2026-12-20T23:00"), at("2026-12-22T01:00")
    assert resume(due, paused, resumed, CountedIn.CALENDAR_DAYS, REAL) == at("2027-02-16T23:59:59")


def test_a_pause_gives_back_working_time_to_the_second() -> None:
    due, paused, resumed = at("2026-11-24T13:15"), at("2026-11-24T10:00"), at("2026-11-24T15:30")
    assert resume(due, paused, resumed, CountedIn.WORKING_HOURS, REAL) == at("2026-11-25T10:45")


def test_a_clock_that_went_backwards_is_no_pause() -> None:
    due = at("2026-11-30T23:59:59")
    assert resume(due, at("2026-11-27T18:00"), at("2026-11-20T18:00"), CountedIn.WORKING_DAYS, REAL) == due


def test_a_due_moment_moved_by_hand_keeps_its_hour() -> None:
    due, paused, resumed = at("2026-11-26T12:00"), at("2026-11-24T09:00"), at("2026-11-25T09:00")
    assert resume(due, paused, resumed, CountedIn.WORKING_DAYS, REAL) == at("2026-11-27T12:00")


# -- Any calendar ------------------------------------------------------------------------------------------------------
FIRST, LAST = datetime(2026, 1, 1), datetime(2027, 6, 30)  # noqa: DTZ001
ZONES = st.sampled_from([WITA, ZoneInfo("Asia/Jayapura"), ZoneInfo("UTC")])
MOMENTS = st.datetimes(FIRST, LAST, timezones=st.just(UTC))
DAYS = st.dates(FIRST.date(), LAST.date() + timedelta(days=400))
DAYS_OFF = st.sets(DAYS, max_size=60)
CLOCKS = st.times().filter(lambda clock: clock.tzinfo is None)
COUNTS = st.sampled_from(list(CountedIn))
AMOUNTS = st.integers(1, 60)


@st.composite
def office_hours(draw: st.DrawFn) -> tuple[Hours, ...]:
    """Any intervals, overlapping ones too, and never a week without any."""
    spans = draw(st.lists(st.tuples(st.integers(1, 5), CLOCKS, CLOCKS), max_size=8))
    drawn = [
        Hours(weekday=weekday, opens=min(one, other), closes=max(one, other), valid_from=ALWAYS)
        for weekday, one, other in spans
        if one != other
    ]
    return (*drawn, HOURS[0])


CALENDARS = st.builds(calendar_of, DAYS_OFF, office_hours(), ZONES)


@given(CALENDARS, DAYS, MOMENTS, AMOUNTS, COUNTS)
def test_another_holiday_never_makes_a_deadline_earlier(
    calendar: Calendar, day: date, start: datetime, amount: int, counted_in: CountedIn
) -> None:
    fuller = calendar_of({*calendar.days_off, day}, calendar.hours, calendar.zone)
    before = workdays.due_at(start, amount, counted_in, calendar)
    assert workdays.due_at(start, amount, counted_in, fuller) >= before


@given(CALENDARS, MOMENTS, AMOUNTS, AMOUNTS, COUNTS)
def test_more_time_is_never_due_earlier(
    calendar: Calendar, start: datetime, one: int, other: int, counted_in: CountedIn
) -> None:
    less, more = (workdays.due_at(start, n, counted_in, calendar) for n in sorted((one, other)))
    assert start < less <= more


@given(CALENDARS, MOMENTS, MOMENTS, AMOUNTS, COUNTS)
def test_a_later_start_is_never_due_earlier(
    calendar: Calendar, one: datetime, other: datetime, amount: int, counted_in: CountedIn
) -> None:
    first, second = (workdays.due_at(start, amount, counted_in, calendar) for start in sorted((one, other)))
    assert first <= second


@given(CALENDARS, MOMENTS, AMOUNTS)
def test_working_days_end_on_a_working_day_after_exactly_so_many(
    calendar: Calendar, start: datetime, amount: int
) -> None:
    due = end_of_nth_working_day(start, amount, calendar)
    assert calendar.is_working(due.date())
    assert due.time() == time(23, 59, 59)
    assert working_days_between(start, due, calendar) == amount


@given(CALENDARS, MOMENTS, AMOUNTS)
def test_working_hours_end_inside_the_office_hours_after_exactly_so_many(
    calendar: Calendar, start: datetime, amount: int
) -> None:
    due = add_working_time(start, timedelta(hours=amount), calendar)
    assert any(opens < due <= closes for opens, closes in calendar.openings(calendar.day(due)))
    assert working_time_between(start, due, calendar) == timedelta(hours=amount)


@given(CALENDARS, MOMENTS, AMOUNTS, COUNTS, MOMENTS, MOMENTS)
def test_going_on_is_never_due_earlier_than_before_the_pause(
    calendar: Calendar, start: datetime, amount: int, counted_in: CountedIn, one: datetime, other: datetime
) -> None:
    due, (paused, resumed) = workdays.due_at(start, amount, counted_in, calendar), sorted((one, other))
    assert resume(due, paused, resumed, counted_in, calendar) >= due


@given(CALENDARS, MOMENTS, AMOUNTS, COUNTS, st.lists(MOMENTS, min_size=3, max_size=3))
def test_a_longer_pause_is_never_due_earlier(
    calendar: Calendar, start: datetime, amount: int, counted_in: CountedIn, moments: list[datetime]
) -> None:
    due, (paused, sooner, later) = workdays.due_at(start, amount, counted_in, calendar), sorted(moments)
    short, long = (resume(due, paused, resumed, counted_in, calendar) for resumed in (sooner, later))
    assert short <= long


@given(CALENDARS, MOMENTS, MOMENTS, COUNTS, MOMENTS, MOMENTS)
def test_what_was_due_later_stays_due_later_after_a_pause(
    calendar: Calendar, first: datetime, second: datetime, counted_in: CountedIn, one: datetime, other: datetime
) -> None:
    paused, resumed = sorted((one, other))
    sooner, later = (resume(due, paused, resumed, counted_in, calendar) for due in sorted((first, second)))
    assert sooner <= later


@given(CALENDARS, MOMENTS, AMOUNTS, COUNTS, st.lists(MOMENTS, min_size=2, max_size=2))
def test_what_was_left_at_the_pause_is_left_again(
    calendar: Calendar, start: datetime, amount: int, counted_in: CountedIn, moments: list[datetime]
) -> None:
    due, (paused, resumed) = workdays.due_at(start, amount, counted_in, calendar), sorted(moments)
    paused = min(paused, due)
    again = resume(due, paused, resumed, counted_in, calendar)
    left = {
        CountedIn.WORKING_DAYS: lambda begin, end: working_days_between(begin, end, calendar),
        CountedIn.CALENDAR_DAYS: lambda begin, end: calendar.day(end) - calendar.day(begin),
        CountedIn.WORKING_HOURS: lambda begin, end: working_time_between(begin, end, calendar),
    }[counted_in]
    if paused < resumed:
        assert left(resumed, again) == left(paused, due)
