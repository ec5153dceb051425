"""Whoever owes a promise and acts has the full time to the next rung; once for each rung, so that nobody gets away."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from arcadumas.core.deadlines import rules
from arcadumas.core.deadlines.workdays import add_working_time
from arcadumas.core.handling import beside
from arcadumas.core.handling.extend import ask_extension
from arcadumas.core.handling.handover import hand_over
from arcadumas.core.handling.takeover import take_over
from arcadumas.core.handling.tasks import add_task
from arcadumas.core.reports import journal
from arcadumas.core.reports.models import Event, Promise, Report
from arcadumas.duties.escalation import auditor, reader, rounds
from tests import builders
from tests.cast import Cast

pytestmark = pytest.mark.django_db
REASON = "Karena memang demikian adanya."


@pytest.fixture
def cast(db: None) -> Cast:
    return Cast.assemble()


def settle(report: Report) -> Promise:
    return Promise.objects.get(report=report, step="settle")


def after(report: Report, hours: float) -> datetime:
    """So many working hours after it was to be settled, and a minute."""
    return add_working_time(settle(report).due_at, timedelta(hours=hours, minutes=1), rules.current().calendar)


def heard(report: Report, at: datetime) -> list[str]:
    """Who was told that it is not settled, once the rounds of this moment are done."""
    rounds.run(at)
    lines = [line.facts for line in journal.story(report) if line.kind == "rung_climbed"]
    return [facts["audience"] for facts in lines if facts["step"] == "settle"]


def done(report: Report, act: Callable[[], object], *, at: datetime) -> None:
    before = Report.objects.get(pk=report.pk).version
    act()
    Event.objects.filter(report=report, seq__gt=before).update(at=at)
    while reader.once():
        pass


def test_an_act_holds_the_next_rung_for_its_full_time_and_all_that_follow(cast: Cast) -> None:
    report = builders.in_work(cast).report
    assert heard(report, after(report, 1)) == ["holder"]
    done(report, lambda: take_over(report.code, by=cast.pupr_substitute), at=after(report, 3))
    assert heard(report, after(report, 6.9)) == ["holder"]
    assert heard(report, after(report, 7.1)) == ["holder", "substitute"]
    assert heard(report, after(report, 10.9)) == ["holder", "substitute"]
    assert heard(report, after(report, 11.1)) == ["holder", "substitute", "head"]
    assert heard(report, after(report, 19.1))[-1] == "desk_and_secretary"


def test_each_rung_waits_once_however_often_they_act(cast: Cast) -> None:
    report = builders.in_work(cast).report
    heard(report, after(report, 1))
    for hours in (2, 3, 5):
        done(report, lambda: add_task(report.code, by=cast.pupr_admin, title="Ukur lubang"), at=after(report, hours))
    assert heard(report, after(report, 6.1)) == ["holder", "substitute"]
    done(report, lambda: add_task(report.code, by=cast.pupr_head, title="Susun bahan"), at=after(report, 9))
    assert heard(report, after(report, 12.9)) == ["holder", "substitute"]
    assert heard(report, after(report, 13.1)) == ["holder", "substitute", "head"]


@pytest.mark.parametrize(
    "act",
    [
        lambda cast, code: beside.note(code, by=cast.pupr_admin, text=REASON),
        lambda cast, code: beside.note(code, by=cast.front_officer, text=REASON),
        lambda cast, code: hand_over(code, by=cast.pupr_admin, to="pupr.penghubung"),
        lambda cast, code: beside.attach(code, by=cast.front_officer, file=builders.photo(), name="foto.jpg"),
    ],
    ids=["note", "note of another", "hand over", "file by the front desk"],
)
def test_what_moves_the_matter_no_further_holds_nothing(cast: Cast, act: Callable[[Cast, str], object]) -> None:
    report = builders.in_work(cast, source="letter").report
    heard(report, after(report, 1))
    done(report, lambda: act(cast, report.code), at=after(report, 3))
    assert heard(report, after(report, 4.1)) == ["holder", "substitute"]


def test_what_was_done_before_the_last_rung_holds_nothing_more(cast: Cast) -> None:
    report = builders.in_work(cast).report
    done(report, lambda: add_task(report.code, by=cast.pupr_admin, title="Ukur lubang"), at=after(report, -2))
    assert heard(report, after(report, 4.1)) == ["holder", "substitute"]
    assert heard(report, after(report, 8.1)) == ["holder", "substitute", "head"]


def test_an_act_of_one_unit_holds_nothing_that_another_owes(cast: Cast) -> None:
    report = builders.in_work(cast).report
    entry = Promise.objects.get(report=report, step="sp4n_link")
    Promise.objects.filter(pk=entry.pk).update(due_at=settle(report).due_at)
    heard(report, after(report, 1))
    done(report, lambda: add_task(report.code, by=cast.pupr_admin, title="Ukur lubang"), at=after(report, 3))
    entry.refresh_from_db()
    assert (entry.ascent.next_at is None, entry.ascent.acted_at) == (False, None)
    assert settle(report).ascent.acted_at == after(report, 3)


def test_the_next_moment_that_a_message_names_is_the_one_that_is_kept(cast: Cast) -> None:
    report = builders.in_work(cast).report
    heard(report, after(report, 1))
    done(report, lambda: add_task(report.code, by=cast.pupr_admin, title="Ukur lubang"), at=after(report, 3))
    heard(report, after(report, 7.1))
    line = [line for line in journal.story(report) if line.kind == "rung_climbed" and line.facts["step"] == "settle"][
        -1
    ]
    assert datetime.fromisoformat(line.facts["next_at"]) == settle(report).ascent.next_at
    assert auditor.look(after(report, 7.2)).mended == 0


def test_asking_for_more_time_is_no_act(cast: Cast) -> None:
    report = builders.disposed(cast).report
    accept = Promise.objects.get(report=report, step="accept")
    ask_extension(
        report.code, by=cast.pupr_admin, reason=REASON, due_at=accept.due_at + timedelta(hours=2), step="accept"
    )
    rounds.run(add_working_time(accept.due_at, timedelta(hours=4, minutes=1), rules.current().calendar))
    accept.refresh_from_db()
    assert (accept.ascent.acted_at, accept.ascent.place) == (None, 3)
