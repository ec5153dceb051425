"""Ask the reporter, and go on: the clocks stand still and lose nothing."""

from datetime import timedelta

import pytest
from django.utils import timezone

from arcadumas.base.refusals import OutOfTurn, Powerless, Unfit
from arcadumas.core.deadlines import rules
from arcadumas.core.handling import ask
from arcadumas.core.handling.models import Task
from arcadumas.core.handling.verify import Finding, classify
from arcadumas.core.organisation.models import Post
from arcadumas.core.reports.models import Event, Letter, Promise, Report
from tests import builders
from tests.cast import Cast
from tests.core.handling.glance import REASON, clock, clocks, is_as_ruled, newest

pytestmark = pytest.mark.django_db
QUESTION = "Di jalan apa tepatnya lubang itu?"


def asked(cast: Cast, report: Report, *, days_ago: float = 0) -> None:
    """Asked, and as if it had been so many days ago."""
    at_desk = report.state in ("received", "verified")
    ask.ask(report.code, by=cast.front_officer if at_desk else cast.pupr_admin, text=QUESTION)
    if days_ago:
        since = timezone.now() - timedelta(days=days_ago)
        Promise.objects.filter(report=report, state="paused").update(paused_since=since)


@pytest.mark.parametrize("state", ["received", "verified", "in_work"])
def test_a_question_pauses_the_citizens_clocks_and_an_answer_lets_them_run_on(cast: Cast, state: str) -> None:
    report = builders.received().report if state == "received" else getattr(builders, state)(cast).report
    running = {"received": {"verify", "settle"}}.get(state, {"respond", "settle"})
    asked(cast, report)
    question = newest(report)
    assert {name for name, now in clocks(report).items() if now == "paused"} == running
    assert is_as_ruled(clock(report, "complete_info"), starts_with=question, amount=10, counted_in="working_days")
    assert question.facts["letter"] == str(Letter.objects.get(report=report).pk)
    letter = ask.send(report.code, by=cast.reporter(report), text="Di depan pasar, Pak.")
    report.refresh_from_db()
    assert (report.state, report.state_before, newest(report).facts) == (state, "", {"letter": str(letter.pk)})
    assert {name for name, now in clocks(report).items() if now == "running"} >= running
    assert (clock(report, "complete_info").state, clock(report, "complete_info").met_at) == ("met", newest(report).at)


@pytest.mark.parametrize("days", [0.001, 1, 3, 20])
def test_what_was_left_at_the_pause_is_left_again(cast: Cast, days: float) -> None:
    report = builders.in_work(cast).report
    before = {step: clock(report, step).due_at for step in ("respond", "settle")}
    asked(cast, report, days_ago=days)
    since = clock(report, "settle").paused_since
    ask.send(report.code, by=cast.reporter(report), text="Di depan pasar, Pak.")
    until = newest(report).at
    assert since is not None
    for step, due_at in before.items():
        now = clock(report, step)
        assert now.due_at == rules.resume(due_at, since, until, "working_days") >= due_at
        assert (now.state, now.paused_since, now.paused_total) == ("running", None, until - since)


def test_a_second_pause_is_added_to_the_first(cast: Cast) -> None:
    report = builders.in_work(cast).report
    spans = []
    for days in (4, 9):
        asked(cast, report, days_ago=days)
        since = clock(report, "settle").paused_since
        assert since is not None
        ask.send(report.code, by=cast.reporter(report), text="Di depan pasar, Pak.")
        spans.append((since, newest(report).at))
    kept = clock(report, "settle")
    assert kept.paused_total == sum((until - since for since, until in spans), timedelta())
    assert clocks(report)["complete_info#2"] == "met"


def test_the_units_own_clocks_do_not_stand_still(cast: Cast) -> None:
    report = builders.verified(cast).report
    asked(cast, report)
    assert clocks(report)["dispose@diskominfo"] == "running"
    report.refresh_from_db()
    assert report.due_at == clock(report, "dispose", "diskominfo").due_at


def test_an_officer_goes_on_with_a_reason(cast: Cast) -> None:
    report = builders.in_work(cast).report
    asked(cast, report)
    with pytest.raises(Unfit):
        ask.resume(report.code, by=cast.pupr_admin, reason="Lanjut")
    report = ask.resume(report.code, by=cast.pupr_head, reason=REASON)
    assert (report.state, newest(report).facts, clocks(report)["settle"]) == (
        "in_work",
        {"cause": "officer"},
        "running",
    )
    assert clocks(report)["complete_info"] == "met"


def test_at_the_limit_the_house_goes_on_and_two_are_asked_to_decide(cast: Cast) -> None:
    report = builders.in_work(cast).report
    asked(cast, report)
    due = clock(report, "complete_info").due_at
    assert ask.end_pause(report.code, at=due - timedelta(seconds=1)) is None
    ended = ask.end_pause(report.code, at=due)
    assert ended is not None
    assert (ended.state, newest(report).facts) == ("in_work", {"cause": "limit"})
    tasks = Task.objects.filter(report=report).order_by("id").values_list("title", "unit__code", "assignee__login")
    assert list(tasks) == [("decide", "pupr", "pupr.admin"), ("decide", "diskominfo", "kominfo.kepala")]
    kept = clock(report, "complete_info")
    assert (kept.state, kept.broken_at, kept.met_at) == ("broken", due, due)
    assert clocks(report)["settle"] == "running"
    assert ask.end_pause(report.code, at=due) is None


def test_the_citizens_clocks_run_on_from_the_limit_however_late_the_round_comes(cast: Cast) -> None:
    reports = [builders.in_work(cast).report for _each in range(2)]
    for report in reports:
        asked(cast, report)
        due = clock(report, "complete_info").due_at
        ask.end_pause(report.code, at=due + timedelta(days=0 if report == reports[0] else 3))
    first, second = (clock(report, "settle") for report in reports)
    assert (first.state, second.state) == ("running", "running")
    assert second.due_at == first.due_at
    assert (
        second.paused_total == clock(reports[1], "complete_info").due_at - clock(reports[1], "complete_info").starts_at
    )


def test_a_round_that_came_late_adds_nothing_when_the_time_is_counted_anew(cast: Cast) -> None:
    report = builders.in_work(cast).report
    asked(cast, report)
    ask.end_pause(report.code, at=clock(report, "complete_info").due_at + timedelta(days=5))
    before = clock(report, "settle").due_at
    classify(report.code, by=cast.front_officer, finding=Finding(is_urgent=True))
    assert clock(report, "settle").due_at == before


def test_one_task_is_enough_where_the_head_of_the_front_desk_asked(cast: Cast) -> None:
    report = builders.received().report
    ask.ask(report.code, by=cast.front_head, text=QUESTION)
    ask.end_pause(report.code, at=clock(report, "complete_info").due_at)
    assert list(Task.objects.values_list("assignee__login", flat=True)) == ["kominfo.kepala"]


def test_nobody_is_asked_to_decide_on_what_they_may_not_see(cast: Cast) -> None:
    insider = builders.received().report
    classify(insider.code, by=cast.front_officer, finding=Finding(is_whistleblowing=True))
    ask.ask(insider.code, by=cast.inspector, text=QUESTION)
    ask.end_pause(insider.code, at=clock(insider, "complete_info").due_at)
    assert list(Task.objects.values_list("assignee__login", flat=True)) == ["inspektorat"]


def test_whoever_holds_the_post_no_more_is_not_asked_to_decide(cast: Cast) -> None:
    report = builders.in_work(cast).report
    asked(cast, report)
    Post.objects.filter(person__login="pupr.admin").update(valid_to=timezone.localdate() - timedelta(days=1))
    ask.end_pause(report.code, at=clock(report, "complete_info").due_at)
    assert list(Task.objects.values_list("assignee__login", flat=True)) == ["kominfo.kepala"]


def test_what_was_never_passed_on_is_the_front_desks_to_pass_on_after_the_pause(cast: Cast) -> None:
    report = builders.verified(cast).report
    asked(cast, report)
    Promise.objects.filter(report=report, step="dispose").delete()
    ask.send(report.code, by=cast.reporter(report), text="Di depan pasar, Pak.")
    assert clocks(report)["dispose@diskominfo"] == "running"


def test_a_report_that_sp4n_has_waiting_goes_on_at_the_limit_without_an_asker(cast: Cast) -> None:
    report = builders.received().report
    asked(cast, report)
    Event.objects.filter(report=report, kind="question_asked").update(kind="imported")
    ask.end_pause(report.code, at=clock(report, "complete_info").due_at)
    assert list(Task.objects.values_list("assignee__login", flat=True)) == ["kominfo.kepala"]


@pytest.mark.parametrize("state", ["received", "in_work", "answered"])
def test_a_message_outside_a_question_moves_nothing(cast: Cast, state: str) -> None:
    report = builders.received().report if state == "received" else getattr(builders, state)(cast).report
    before = clocks(report)
    letter = ask.send(report.code, by=cast.reporter(report), text="Hubungi saya di 0812 3456 7890")
    assert (letter.is_from_reporter, letter.unit, letter.text) == (True, None, "Hubungi saya di [nomor disamarkan]")
    assert (newest(report).kind, clocks(report)) == ("message_sent", before)
    assert Report.objects.get(pk=report.pk).state == state


@pytest.mark.parametrize("text", ["", "   ", "x" * 10_001, "a\x00b"])
def test_a_message_needs_words_that_can_be_kept(cast: Cast, text: str) -> None:
    report = builders.received().report
    with pytest.raises(Unfit) as refused:
        ask.send(report.code, by=cast.reporter(report), text=text)
    assert refused.value.field == "text"


@pytest.mark.parametrize("state", ["received", "in_work"])
def test_a_reporter_with_nothing_to_add_ends_the_pause(cast: Cast, state: str) -> None:
    report = builders.received().report if state == "received" else builders.in_work(cast).report
    asked(cast, report, days_ago=3)
    ask.add_nothing(report.code, by=cast.reporter(report))
    report.refresh_from_db()
    assert (report.state, report.state_before, newest(report).kind, newest(report).facts) == (state, "", "resumed", {"cause": "reporter"})  # fmt: skip
    assert (clock(report, "complete_info").state, clock(report, "settle").state) == ("met", "running")
    assert Letter.objects.filter(report=report, is_from_reporter=True).count() == 0


def test_only_a_reporter_who_was_asked_has_nothing_to_add(cast: Cast) -> None:
    report = builders.in_work(cast).report
    with pytest.raises(OutOfTurn):
        ask.add_nothing(report.code, by=cast.reporter(report))
    asked(cast, report)
    with pytest.raises(Powerless):
        ask.add_nothing(report.code, by=cast.pupr_admin)
