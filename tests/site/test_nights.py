"""Learning at night: once, when there is something new, in a process of its own."""

import subprocess
from datetime import datetime
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from arcadumas.core.reports.models import Report
from arcadumas.core.suggestions.models import Lesson
from arcadumas.site import nights
from tests.cast import Cast
from tests.core.suggestions.conftest import routed

pytestmark = pytest.mark.django_db
NIGHT = datetime(2026, 11, 24, 2, 10, tzinfo=ZoneInfo("Asia/Makassar"))


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    found: list[list[str]] = []

    def run(command: list[str], **_given: Any) -> SimpleNamespace:
        found.append(command[-2:])
        return SimpleNamespace(returncode=0, stderr="")

    monkeypatch.setattr(subprocess, "run", run)
    return found


def test_one_worker_learns_once_a_night(started: list[list[str]]) -> None:
    Cast.assemble()
    routed(210)
    assert [nights.once(NIGHT), nights.once(NIGHT), nights.once(NIGHT.replace(day=25))] == [True, False, True]
    assert (started, Lesson.objects.count()) == ([["classify", "train"]] * 2, 1)


def test_by_day_or_with_too_little_nobody_learns(started: list[list[str]]) -> None:
    Cast.assemble()
    routed(150)
    assert nights.once(NIGHT) is False
    Report.objects.all().delete()
    routed(210)
    assert (nights.once(NIGHT.replace(hour=12)), started) == (False, [])


def test_without_the_library_nobody_learns(started: list[list[str]], monkeypatch: pytest.MonkeyPatch) -> None:
    Cast.assemble()
    routed(210)
    monkeypatch.setattr(nights, "find_spec", lambda name: None)
    assert (nights.once(NIGHT), started) == (False, [])
