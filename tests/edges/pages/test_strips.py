from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import translation

from arcadumas.edges.pages.clocks import Clock
from arcadumas.edges.pages.strips import cells, strip, weeks

NOW = datetime(2026, 11, 24, 10, 44, tzinfo=ZoneInfo("Asia/Makassar"))  # a Tuesday
EVENING = NOW.replace(hour=23, minute=59, second=59)
WEEKEND = ((date(2026, 11, 21), "Sabtu"), (date(2026, 11, 22), "Minggu"))


def kinds(**values: Any) -> str:
    clock = Clock(**{"starts_at": NOW - timedelta(days=5), "due_at": EVENING + timedelta(days=2)} | values)
    assert clock.starts_at is not None
    assert clock.due_at is not None
    return " | ".join(cells(clock, clock.starts_at.date(), clock.due_at.date(), NOW.date()))


def test_the_day_of_the_start_does_not_count_and_weekends_are_dots() -> None:
    assert kinds() == "x | w | w | x | t | d | e d"


def test_a_met_promise_fills_only_to_the_day_it_was_met() -> None:
    assert kinds(state="met", met_at=NOW - timedelta(days=1)) == "x | w | w | x | d | d | e d"


def test_a_holiday_is_a_dot_too() -> None:
    assert kinds(skipped=((date(2026, 11, 23), "Libur daerah"),)) == "x | w | w | w | t | d | e d"


def test_after_the_due_day_the_boxes_are_late() -> None:
    assert kinds(due_at=EVENING - timedelta(days=4)) == "e x | w | w | l | l"


def test_a_long_clock_is_drawn_in_weeks() -> None:
    days = ["x"] * 7 + ["w", "w", "t"] + ["d"] * 10 + ["e d"]
    assert weeks(days) == ["x", "t", "d", "e d"]


def test_the_sentence_names_the_days_that_do_not_count() -> None:
    with translation.override("id"):
        made = strip(
            Clock(starts_at=NOW - timedelta(days=5), due_at=EVENING, day_number=3, total_days=3, skipped=WEEKEND), NOW
        )
    assert made is not None
    assert made.sentence == "Tenggat Selasa, 24 November 2026. Tidak dihitung: Sabtu 21 Nov, Minggu 22 Nov."
    assert made.label == "Hari kerja ke-3 dari 3"


def test_many_weekends_are_counted_and_holidays_named() -> None:
    skipped = tuple((date(2026, 11, 21) + timedelta(days=days), "Sabtu") for days in (0, 1, 7, 8, 14))
    with translation.override("id"):
        made = strip(
            Clock(starts_at=NOW - timedelta(days=7), due_at=EVENING + timedelta(days=40),
                  skipped=(*skipped, (date(2026, 12, 25), "Hari Raya Natal"))), NOW,
        )  # fmt: skip
    assert made is not None
    assert made.sentence == (
        "Tenggat Minggu, 3 Januari 2027. Tidak dihitung: 3 akhir pekan, Jumat 25 Des (Hari Raya Natal). "
        "Satu kotak mewakili lima hari kerja."
    )


def test_a_box_is_fifteen_wide_and_a_dot_small() -> None:
    made = strip(Clock(starts_at=NOW - timedelta(days=1), due_at=EVENING), NOW)
    assert made is not None
    assert made.svg == '<rect class="e t" x="1" y="1.5" width="15" height="13" rx="2"/>'
    assert made.width == 18.5


def test_clocks_not_counted_in_working_days_have_no_strip() -> None:
    assert strip(Clock(starts_at=NOW, due_at=NOW + timedelta(days=60), counted_in="calendar_days"), NOW) is None
    assert strip(Clock(starts_at=NOW, due_at=NOW + timedelta(hours=4)), NOW) is None
    assert strip(Clock(due_at=NOW), NOW) is None
