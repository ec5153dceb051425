from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from arcadumas.base import moments

MAKASSAR = ZoneInfo("Asia/Makassar")
AT = datetime(2026, 11, 24, 6, 5, tzinfo=UTC)


def test_a_day_is_weekday_and_date_in_both_languages() -> None:
    assert moments.day(AT, "id", MAKASSAR) == "Selasa, 24 November 2026"
    assert moments.day(AT, "en", MAKASSAR) == "Tuesday 24 November 2026"


def test_a_moment_names_its_zone() -> None:
    assert moments.moment(AT, "id", MAKASSAR) == "Selasa, 24 November 2026 pukul 14.05 WITA"
    assert moments.moment(AT, "en", MAKASSAR) == "Tuesday 24 November 2026 at 14:05 WITA"


@pytest.mark.parametrize(("zone", "end"), [
    ("Asia/Jakarta", "13.05 WIB"), ("Asia/Pontianak", "13.05 WIB"), ("Asia/Makassar", "14.05 WITA"),
    ("Asia/Jayapura", "15.05 WIT"), ("Europe/Berlin", "07.05 CET"),
])  # fmt: skip
def test_each_zone_has_its_own_clock_and_name(zone: str, end: str) -> None:
    assert moments.moment(AT, "id", ZoneInfo(zone)) == f"Selasa, 24 November 2026 pukul {end}"


def test_the_local_date_counts_not_the_stored_one() -> None:
    assert moments.day(datetime(2026, 11, 24, 16, 30, tzinfo=UTC), "id", MAKASSAR) == "Rabu, 25 November 2026"


def test_a_bare_date_is_taken_as_it_stands() -> None:
    assert moments.day(date(2027, 1, 1)) == "Jumat, 1 Januari 2027"


def test_a_naive_datetime_is_refused() -> None:
    with pytest.raises(ValueError, match="naive"):
        moments.moment(datetime(2026, 11, 24, 6, 5))  # noqa: DTZ001


def test_the_short_forms() -> None:
    assert moments.short(AT, "id", MAKASSAR) == "24 Nov 2026, 14.05"
    assert moments.short(AT, "en", MAKASSAR) == "24 Nov 2026, 14:05"
    assert moments.short_day(date(2026, 8, 17)) == "17 Agu 2026"
    assert moments.weekday_day(date(2026, 12, 3)) == "Kamis 3 Des"
    assert moments.weekday_day(date(2026, 12, 3), "en") == "Thursday 3 Dec"
    assert moments.stamp(AT, "id", MAKASSAR) == "Selasa 24 Nov, 14.05"


@pytest.mark.parametrize(("on", "words"), [
    (date(2026, 11, 24), "Hari ini, Selasa 24 November"),
    (date(2026, 11, 23), "Kemarin, Senin 23 November"),
    (date(2026, 11, 25), "Besok, Rabu 25 November"),
    (date(2026, 11, 20), "Jumat 20 November"),
    (date(2027, 1, 4), "Senin 4 Januari 2027"),
])  # fmt: skip
def test_a_relative_word_never_stands_alone(on: date, words: str) -> None:
    assert moments.near(on, AT, "id", MAKASSAR) == words


def test_durations_in_words() -> None:
    assert moments.span_words(3) == "3 hari kerja"
    assert moments.span_words(1, "working_days", "en") == "1 working day"
    assert moments.span_words(4, "working_hours") == "4 jam kerja"
    assert moments.span_words(60, "calendar_days", "en") == "60 calendar days"
    assert moments.left_words(9) == "9 hari kerja lagi"
    assert moments.late_words(2) == "lewat 2 hari kerja"
    assert moments.late_words(1, "working_days", "en") == "1 working day late"


def test_numbers_in_each_language() -> None:
    assert moments.number(1284) == "1.284"
    assert moments.number(1284.5, "en", 1) == "1,284.5"
    assert moments.percent(0.695, "id", 1) == "69,5%"
    assert moments.percent(0.69, "en") == "69%"


def test_an_unknown_language_reads_as_indonesian() -> None:
    assert moments.day(AT, "fr", MAKASSAR) == "Selasa, 24 November 2026"
    assert moments.day(AT, "en-GB", MAKASSAR) == "Tuesday 24 November 2026"
    assert moments.day(AT, None, MAKASSAR) == "Selasa, 24 November 2026"


@pytest.mark.parametrize(
    ("minutes", "indonesian", "english"),
    [(0, "1 menit", "1 min"), (59, "59 menit", "59 min"), (60, "1 jam", "1 h"), (190, "3 jam 10 menit", "3 h 10 min")],
)
def test_how_long_something_took_is_said_in_hours_and_minutes(minutes: int, indonesian: str, english: str) -> None:
    span = timedelta(minutes=minutes)
    assert (moments.lasting(span, "id"), moments.lasting(span, "en")) == (indonesian, english)
