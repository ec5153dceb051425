"""What runs by itself goes on, whatever one job meets."""

import logging
import threading
import time

import pytest
from django.db import OperationalError

from arcadumas.site import schedule
from arcadumas.site.schedule import Job, _once

pytestmark = pytest.mark.django_db


def test_an_outage_is_one_line_without_a_traceback_and_the_next_one_another(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(schedule, "_waiting", set())
    is_away = iter((True, True, True, False, True))

    def act() -> None:
        if next(is_away):
            raise OperationalError("connection refused")

    job = Job(name="seal", seconds=1, act=act)
    for _n in range(5):
        _once(job)
    said = [(line.levelno, line.getMessage(), line.exc_info) for line in caplog.records]
    line = "job seal: the database did not answer (OperationalError); trying again"
    assert said == [(logging.WARNING, line, None)] * 2


def test_a_mistake_is_logged_whole_and_ends_nothing(caplog: pytest.LogCaptureFixture) -> None:
    def act() -> None:
        raise ValueError("a mistake")

    _once(Job(name="seal", seconds=1, act=act))
    assert [(line.getMessage(), line.exc_info is not None) for line in caplog.records] == [("job seal failed", True)]


def test_a_job_that_found_the_database_away_is_soon_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    stop, tried = threading.Event(), []

    def act() -> None:
        tried.append(time.monotonic())
        if len(tried) == 1:
            raise OperationalError("connection refused")
        stop.set()

    monkeypatch.setattr(schedule, "LOOPS", (lambda stop: stop.wait(),))
    monkeypatch.setattr(schedule, "JOBS", (Job(name="keep", seconds=600, act=act),))
    monkeypatch.setattr(schedule, "AGAIN", 0.3)
    schedule.run(stop)
    assert len(tried) == 2
