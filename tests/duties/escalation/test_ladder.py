"""The ladder: each rung once, frozen at the start, stopped by an act, escaped by nobody."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from arcadumas.core.handling.accept import accept
from arcadumas.core.handling.ask import ask, send
from arcadumas.core.handling.dispose import dispose
from arcadumas.core.handling.giveback import give_back
from arcadumas.core.handling.split import Part, split
from arcadumas.core.reports import journal, promises
from arcadumas.core.reports.models import Promise, Report
from arcadumas.duties.escalation import auditor, ladder, reader, rounds
from arcadumas.duties.escalation.models import Ascent, Rung
from tests import builders
from tests.cast import Cast

pytestmark = pytest.mark.django_db
AUDIENCES = ["holder", "substitute", "head", "desk_and_secretary", "regional_head"]


@pytest.fixture(autouse=True)
def cast(db: None) -> Cast:
    """With the ladders as they are shipped."""
    return Cast.assemble()


def read() -> None:
    while reader.once():
        pass


def rungs(report: Report, step: str) -> list[str]:
    lines = [event for event in journal.story(report) if event.kind == "rung_climbed" and event.facts["step"] == step]
    return [event.facts["audience"] for event in lines]


def due(report: Report, step: str) -> datetime:
    return Promise.objects.get(report=report, step=step, state__in=["running", "broken"]).due_at


def test_it_climbs_every_rung_once_and_repeats_the_last_as_often_as_it_may() -> None:
    report = builders.received().report
    for days in range(1, 60):
        rounds.run(timezone.now() + timedelta(days=days))
    assert rungs(report, "verify") == [*AUDIENCES, "regional_head", "regional_head", "regional_head"]


def test_a_late_round_climbs_all_that_was_due_each_once() -> None:
    report = builders.received().report
    at = timezone.now() + timedelta(days=90)
    rounds.run(at)
    rounds.run(at)
    assert rungs(report, "verify")[:5] == AUDIENCES
    assert len(rungs(report, "verify")) == 8


def test_it_warns_a_working_day_before_and_only_once() -> None:
    report = builders.received().report
    read()
    warning = Ascent.objects.get(promise__report=report, promise__step="verify").next_at
    assert warning is not None
    assert warning < due(report, "verify")
    rounds.run(warning)
    rounds.run(warning)
    assert [event.kind for event in journal.story(report)] == ["received", "promise_warned"]


def test_of_what_was_late_before_a_split_the_part_climbs_from_the_split_on_and_every_rung(cast: Cast) -> None:
    report = builders.in_work(cast).report
    read()
    rounds.run(due(report, "settle") + timedelta(days=5))
    assert rungs(report, "settle")[:1] == ["holder"]
    (part,) = split(report.code, parts=[Part(unit="dinkes", title="Puskesmas tutup")], by=cast.front_officer)
    late = Promise.objects.get(report=part, step="settle")
    assert (late.state, late.met_at, late.due_at) == ("broken", None, due(report, "settle"))
    read()
    ascent = Ascent.objects.get(promise=late)
    assert ascent.next_at is not None
    assert ascent.next_at >= ascent.begun_at
    for days in range(1, 90):
        rounds.run(ascent.begun_at + timedelta(days=days))
    assert rungs(part, "settle")[:5] == AUDIENCES
    assert [line.facts["step"] for line in journal.story(part) if line.kind == "promise_broken"].count("settle") == 0


def test_a_part_whose_dates_lie_ahead_is_warned_and_climbs_as_its_whole(cast: Cast) -> None:
    report = builders.in_work(cast).report
    (part,) = split(report.code, parts=[Part(unit="dinkes", title="Puskesmas tutup")], by=cast.front_officer)
    read()
    moments = [Ascent.objects.get(promise__report=one, promise__step="settle").next_at for one in (report, part)]
    assert moments[0] == moments[1] is not None
    assert not Ascent.objects.filter(promise__report=part, promise__step="verify").exists()


def test_an_act_that_keeps_the_promise_stops_it(cast: Cast) -> None:
    report = builders.disposed(cast).report
    read()
    rounds.run(due(report, "accept") + timedelta(hours=1))
    assert rungs(report, "accept") == ["holder"]
    accept(report.code, by=cast.pupr_admin)
    rounds.run(timezone.now() + timedelta(days=30))
    assert rungs(report, "accept") == ["holder"]


def test_a_report_given_back_and_forth_does_not_escape_the_citizens_ladder(cast: Cast) -> None:
    report = builders.disposed(cast).report
    before = due(report, "respond")
    give_back(report.code, by=cast.pupr_admin, reason="Jalan ini milik provinsi.")
    dispose(report.code, to="dinkes", by=cast.front_officer)
    give_back(report.code, by=cast.dinkes_admin, reason="Bukan urusan kesehatan.")
    read()
    assert due(report, "respond") == before
    rounds.run(before + timedelta(days=20))
    assert rungs(report, "respond")[:5] == AUDIENCES


def test_a_replaced_units_promise_climbs_no_more(cast: Cast) -> None:
    report = builders.disposed(cast).report
    dispose(report.code, to="dinkes", by=cast.front_officer)
    rounds.run(timezone.now() + timedelta(days=30))
    units = {
        event.facts["unit"]
        for event in journal.story(report)
        if event.kind == "rung_climbed" and event.facts["step"] == "accept"
    }
    assert units == {"dinkes"}


def test_a_pause_holds_the_ladder_and_an_answer_lets_it_run_on(cast: Cast) -> None:
    receipt = builders.verified(cast)
    report = receipt.report
    ask(report.code, by=cast.front_officer, text="Di jalan apa tepatnya lubang itu?")
    read()
    assert Ascent.objects.get(promise__report=report, promise__step="settle").next_at is None
    send(report.code, by=cast.reporter(report), text="Di Jalan Pasar Baru.")
    read()
    assert Ascent.objects.get(promise__report=report, promise__step="settle").next_at is not None


def test_the_chain_is_frozen_when_the_promise_begins() -> None:
    report = builders.received().report
    read()
    Rung.objects.filter(number__gte=2).update(is_active=False)
    rounds.run(timezone.now() + timedelta(days=90))
    assert rungs(report, "verify")[:5] == AUDIENCES


def test_it_never_changes_a_state(cast: Cast) -> None:
    report = builders.disposed(cast).report
    rounds.run(timezone.now() + timedelta(days=90))
    report.refresh_from_db()
    assert report.state == "disposed"


def test_the_auditor_finds_a_promise_without_a_ladder_and_mends_it() -> None:
    report = builders.received().report
    read()
    Ascent.objects.all().delete()
    later = timezone.now() + timedelta(minutes=6)
    assert auditor.look(later).mended == 2
    assert auditor.look(later).mended == 0
    assert Ascent.objects.filter(promise__report=report).count() == 2


@pytest.mark.parametrize("next_in", [None, timedelta(days=900)])
def test_the_auditor_puts_back_what_slipped_off_in_the_midst_of_its_ladder(next_in: timedelta | None) -> None:
    report = builders.received().report
    read()
    ascent = Ascent.objects.get(promise__report=report, promise__step="verify")
    right = ascent.next_at
    at = timezone.now() + timedelta(minutes=6)
    Ascent.objects.filter(pk=ascent.pk).update(next_at=next_in and at + next_in, ended_at=None if next_in else at)
    assert auditor.look(at).mended == 1
    ascent.refresh_from_db()
    assert (ascent.next_at, ascent.ended_at, auditor.look(at).mended) == (right, None, 0)


def test_a_ladder_that_has_said_everything_is_left_in_peace() -> None:
    report = builders.received().report
    at = timezone.now() + timedelta(days=400)
    rounds.run(at)
    assert len(rungs(report, "verify")) == 8
    assert auditor.look(at).mended == 0


def test_that_nobody_has_ever_looked_is_a_problem_as_soon_as_something_waits() -> None:
    assert auditor.problem(timezone.now()) == ""
    builders.received()
    assert auditor.problem(timezone.now()) == ""
    assert "never looked" in auditor.problem(timezone.now() + timedelta(minutes=6))


def test_the_auditor_says_when_rungs_are_behind_and_when_it_is_silent() -> None:
    builders.received()
    read()
    assert auditor.problem(timezone.now()) == ""
    auditor.look(timezone.now() + timedelta(days=10))
    assert auditor.problem(timezone.now()) == "rungs behind their time: 1"
    assert "silent" in auditor.problem(timezone.now() + timedelta(minutes=6))


def test_a_promise_that_was_late_when_it_came_in_climbs_from_then() -> None:
    report = builders.received().report
    read()
    now = timezone.now()
    Promise.objects.filter(report=report).update(due_at=now - timedelta(days=700))
    Ascent.objects.all().delete()
    ladder.follow([report.pk])
    rounds.run(now + timedelta(minutes=1))
    assert "regional_head" not in rungs(report, "settle")


# -- Another due moment ------------------------------------------------------------------------------------------------
def warned(report: Report) -> list[str]:
    return [line.facts["step"] for line in journal.story(report) if line.kind == "promise_warned"]


def test_a_rung_is_not_skipped_when_more_time_is_given_while_it_is_climbed(cast: Cast) -> None:
    report = builders.disposed(cast).report
    read()
    promise = Promise.objects.get(report=report, step="accept")
    late = promise.due_at + timedelta(days=1)
    promises.extend(promise, due_at=promise.due_at + timedelta(days=14))  # committed, and not yet read by the ladder
    assert [ladder.step(promise.pk, at=late) for _ in range(3)] == [False, False, False]
    for days in range(60):
        rounds.run(late + timedelta(days=days))
    assert rungs(report, "accept") == [*AUDIENCES, "regional_head", "regional_head", "regional_head"]


def test_a_new_due_moment_is_warned_of_as_the_first_was(cast: Cast) -> None:
    report = builders.disposed(cast).report
    read()
    promise = Promise.objects.get(report=report, step="accept")
    for due_at in (promise.due_at, promise.due_at + timedelta(days=14)):
        promises.extend(promise, due_at=due_at)
        ladder.follow([report.pk])
        warning = Ascent.objects.get(promise=promise).next_at
        assert warning is not None and warning < due_at
        for _ in range(3):
            rounds.run(warning)
        ladder.follow([report.pk])
    assert (warned(report).count("accept"), rungs(report, "accept")) == (2, [])


def test_what_has_climbed_is_warned_of_no_more_when_its_moment_changes(cast: Cast) -> None:
    report = builders.disposed(cast).report
    read()
    promise = Promise.objects.get(report=report, step="accept")
    rounds.run(promise.due_at + timedelta(hours=1))
    place = Ascent.objects.get(promise=promise).place
    promise.refresh_from_db()
    promises.extend(promise, due_at=promise.due_at + timedelta(days=30))
    ladder.follow([report.pk])
    assert Ascent.objects.get(promise=promise).place == place
