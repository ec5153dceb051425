from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation

from arcadumas.edges.pages.clocks import Clock
from arcadumas.edges.pages.dues import due, pie

NOW = datetime(2026, 11, 24, 10, 44, tzinfo=ZoneInfo("Asia/Makassar"))
EVENING = NOW.replace(hour=23, minute=59, second=59)
STARTED = NOW - timedelta(days=4)


def said(*, words: str = "date", language: str = "id", **values: Any) -> tuple[str, str]:
    with translation.override(language):
        sign = due(Clock(**{"starts_at": STARTED, "due_at": EVENING} | values), NOW, words=words)
    return sign.kind, sign.words


def test_a_running_promise_says_its_day() -> None:
    assert said(due_at=EVENING + timedelta(days=9), working_days_left=7) == ("run", "Kamis 3 Des")
    assert said(due_at=EVENING + timedelta(days=9), working_days_left=7, language="en") == ("run", "Thursday 3 Dec")


def test_a_running_promise_may_say_what_is_left() -> None:
    assert said(due_at=EVENING + timedelta(days=13), working_days_left=9, words="left") == ("run", "9 hari kerja lagi")


def test_the_last_day_is_near_and_the_date_stands_beside_the_word() -> None:
    assert said(working_days_left=0) == ("soon", "Hari ini, 24 Nov")
    assert said(due_at=EVENING + timedelta(days=1), working_days_left=1) == ("soon", "Besok, 25 Nov")


def test_an_hour_that_binds_is_said() -> None:
    assert said(due_at=NOW + timedelta(hours=24)) == ("soon", "Besok, 25 Nov, 10.44")


def test_one_working_day_over_a_weekend_is_near() -> None:
    assert said(due_at=EVENING + timedelta(days=6), working_days_left=1) == ("soon", "Senin 30 Nov")


def test_a_late_promise_says_by_how_much() -> None:
    late = {"due_at": EVENING - timedelta(days=4), "working_days_left": -2}
    assert said(**late) == ("late", "Lewat 2 hari kerja")
    assert said(**late, language="en") == ("late", "2 working days late")


def test_a_promise_late_on_its_own_day_says_since_when() -> None:
    assert said(due_at=NOW - timedelta(hours=1)) == ("late", "Lewat sejak Selasa 24 Nov, 09.44")
    assert said(due_at=EVENING - timedelta(days=1)) == ("late", "Lewat sejak Senin 23 Nov")


def test_a_paused_promise_is_never_late() -> None:
    paused = {"state": "paused", "due_at": NOW - timedelta(days=3), "paused_since": NOW - timedelta(days=4)}
    assert said(**paused) == ("calm", "Dijeda sejak Jumat 20 Nov")
    assert said(state="paused") == ("calm", "Dijeda")


def test_a_met_promise_says_on_which_day() -> None:
    met = {"step": "respond", "state": "met", "met_at": NOW, "day_number": 3, "total_days": 5}
    assert said(**met) == ("good", "Dijawab, hari ke-3 dari 5")
    assert said(step="accept", state="met", met_at=NOW) == ("good", "Ditangani")
    assert said(step="unheard-of", state="met") == ("good", "Dipenuhi")


def test_a_promise_kept_late_stays_late() -> None:
    assert said(step="respond", state="broken", met_at=NOW, due_at=NOW - timedelta(days=1)) == (
        "late",
        "Dijawab terlambat",
    )


def test_a_cancelled_promise_no_longer_runs() -> None:
    assert said(state="cancelled") == ("calm", "Tidak berjalan lagi")


def test_a_promise_without_a_due_moment_says_so() -> None:
    assert said(due_at=None) == ("calm", "Tanpa tenggat")


@pytest.mark.parametrize(("share", "arc"), [(0.25, "0 1 15.6 10.0"), (0.5, "0 1 10.0 15.6"), (0.75, "1 1 4.4 10.0")])
def test_the_pie_fills_clockwise(share: float, arc: str) -> None:
    assert pie(share).endswith(f'A5.6 5.6 0 {arc}z"/>')


def test_the_pie_is_never_empty_and_never_full() -> None:
    assert pie(-1) == pie(0) != pie(1) == pie(7)


def test_without_counted_days_the_pie_follows_the_clock() -> None:
    with translation.override("id"):
        sign = due(Clock(starts_at=NOW - timedelta(days=3), due_at=NOW + timedelta(days=3)), NOW)
    assert sign.shape == pie(0.5)
