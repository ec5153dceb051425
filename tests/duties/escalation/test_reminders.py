"""The reporter is reminded twice before their time is over; officers' clocks have a ladder instead."""

from datetime import date, datetime, timedelta

import pytest

from arcadumas.core.deadlines import rules
from arcadumas.core.deadlines.models import Holiday
from arcadumas.core.handling import ask
from arcadumas.core.reports.models import Event, Promise, Report
from arcadumas.duties.escalation import reminders, rounds
from tests import builders
from tests.cast import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(db: None) -> Cast:
    return Cast.assemble()


HOUR = timedelta(hours=1)


def clock(report: Report, step: str) -> Promise:
    return Promise.objects.get(report=report, step=step)


def asked(cast: Cast) -> Report:
    report = builders.in_work(cast).report
    ask.ask(report.code, by=cast.pupr_admin, text="Di depan pasar yang mana?")
    return report


def reminded(report: Report) -> list[str]:
    lines = Event.objects.filter(report=report, kind="promise_warned").order_by("seq")
    return [line.facts["step"] for line in lines]


@pytest.mark.parametrize("step", ["complete_info", "reporter_reply"])
def test_twice_and_no_more(cast: Cast, step: str) -> None:
    report = asked(cast) if step == "complete_info" else builders.answered(cast).report
    end = clock(report, step).due_at
    moments: list[datetime] = [
        end - timedelta(days=9),
        end - timedelta(days=3),
        end - timedelta(days=3) + HOUR,
        end - 20 * HOUR,
        end - HOUR,
    ]
    found = []
    for at in moments:
        found.append(reminders.due(at, most=10) == [clock(report, step).pk])
        if found[-1]:
            Promise.objects.filter(pk=clock(report, step).pk).update(warned_at=at)
    assert found == [False, True, False, True, False]


def test_the_first_comes_three_working_days_before_also_over_a_long_run_of_days_off(cast: Cast) -> None:
    """Eid with its joint leave, two weekends and Nyepi: sixteen days lie between."""
    zone = rules.current().calendar.zone
    for day in (5, 6, 9, 10, 11, 12, 13, 16, 17):
        Holiday.objects.create(date=date(2031, 6, day), name_id="Cuti bersama", kind="collective_leave")
    mine = clock(asked(cast), "complete_info")
    Promise.objects.filter(pk=mine.pk).update(due_at=datetime(2031, 6, 18, 23, 59, 59, tzinfo=zone))
    noons = [datetime(2031, 5, 30, 12, tzinfo=zone), datetime(2031, 6, 2, 12, tzinfo=zone)]
    assert [reminders.due(at, most=10) for at in noons] == [[], [mine.pk]]


def test_a_round_writes_the_line_and_a_second_one_does_not(cast: Cast) -> None:
    report = asked(cast)
    Promise.objects.filter(report=report, step="complete_info").update(due_at=report.received_at + timedelta(days=1))
    at = report.received_at + HOUR
    assert (rounds.run(at).reminded, rounds.run(at).reminded, reminded(report)) == (1, 0, ["complete_info"])


def test_once_the_reporter_has_spoken_nobody_is_reminded(cast: Cast) -> None:
    report = asked(cast)
    end = clock(report, "complete_info").due_at
    ask.send(report.code, by=cast.reporter(report), text="Di depan Pasar Handil Bakti.")
    assert reminders.due(end - HOUR, most=10) == []
