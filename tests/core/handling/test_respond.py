"""Answer the reporter: the first and the final answer, and approval where the unit needs it."""

from datetime import timedelta

import pytest
from django.utils import timezone, translation

from arcadumas.base.refusals import OutOfTurn, Powerless, Unfit
from arcadumas.core.handling.dispose import dispose
from arcadumas.core.handling.models import Disposition, Response
from arcadumas.core.handling.respond import respond
from arcadumas.core.handling.work import approve, draft
from tests import builders
from tests.cast import Cast
from tests.core.handling.glance import clock, clocks, is_as_ruled, make_late, newest

pytestmark = pytest.mark.django_db


def test_a_first_answer_meets_respond_and_the_work_goes_on(cast: Cast) -> None:
    report = builders.in_work(cast).report
    sent = respond(report.code, by=cast.pupr_admin, text=builders.ANSWER, is_final=False)
    line = newest(report)
    assert (sent.state, sent.sent_at, sent.is_final) == ("sent", line.at, False)
    assert (clock(report, "respond").state, clock(report, "respond").met_at) == ("met", line.at)
    assert clock(report, "settle").state == "running"
    respond(report.code, by=cast.pupr_admin, text=builders.ANSWER, is_final=False)
    assert clock(report, "respond").met_at == line.at


def test_the_final_answer_meets_respond_and_settle_and_waits_for_the_reporter(cast: Cast) -> None:
    report = builders.in_work(cast).report
    respond(report.code, by=cast.pupr_liaison, text=builders.ANSWER)
    report.refresh_from_db()
    line = newest(report)
    assert clocks(report) == {
        "verify": "met", "settle": "met", "respond": "met", "dispose@diskominfo": "met", "sp4n_link@diskominfo": "running",
        "accept@pupr": "met", "reporter_reply": "running", "sp4n_answer@diskominfo": "running",
    }  # fmt: skip
    assert is_as_ruled(clock(report, "reporter_reply"), starts_with=line, amount=10, counted_in="working_days")
    assert is_as_ruled(
        clock(report, "sp4n_answer", "diskominfo"), starts_with=line, amount=1, counted_in="working_days"
    )
    held = Disposition.objects.get(report=report)
    assert (report.state, held.state, held.ended_at) == ("answered", "answered", line.at)


def test_a_late_answer_leaves_both_promises_broken_and_dated(cast: Cast) -> None:
    report = builders.in_work(cast).report
    late = {step: make_late(report, step, is_noted=step == "settle") for step in ("respond", "settle")}
    respond(report.code, by=cast.pupr_admin, text=builders.ANSWER)
    for step, before in late.items():
        kept = clock(report, step)
        assert (kept.state, kept.met_at, kept.broken_at) == ("broken", newest(report).at, before.due_at)


def test_an_answer_in_the_last_second_is_in_time(cast: Cast) -> None:
    report = builders.in_work(cast).report
    settle = clock(report, "settle")
    settle.due_at = timezone.now() + timedelta(seconds=30)
    settle.save()
    respond(report.code, by=cast.pupr_admin, text=builders.ANSWER)
    assert clock(report, "settle").state == "met"


def test_a_unit_that_needs_approval_sends_nothing_without_it(cast: Cast) -> None:
    report = builders.in_work(cast, to="dinkes").report
    for is_final in (True, False):
        with pytest.raises(OutOfTurn) as refused:
            respond(report.code, by=cast.dinkes_admin, text=builders.ANSWER, is_final=is_final)
        assert (refused.value.code, refused.value.needs) == ("answer.needs_approval", "approval")
    draft(report.code, by=cast.dinkes_admin, text=builders.ANSWER)
    with pytest.raises(OutOfTurn) as refused:
        respond(report.code, by=cast.dinkes_admin)
    assert refused.value.needs == "approval"
    approve(report.code, by=cast.dinkes_head)
    with pytest.raises(OutOfTurn):
        respond(report.code, by=cast.dinkes_admin, text="Bukan kata-kata yang disetujui itu.")
    sent = respond(report.code, by=cast.dinkes_admin)
    assert (sent.state, sent.text, Response.objects.count()) == ("sent", builders.ANSWER, 1)


@pytest.mark.parametrize(("is_final", "state"), [(False, "in_work"), (True, "answered")])
def test_an_approved_draft_goes_out_as_what_it_was_approved_as(cast: Cast, is_final: bool, state: str) -> None:
    report = builders.in_work(cast, to="dinkes").report
    draft(report.code, by=cast.dinkes_admin, text=builders.ANSWER, is_final=is_final)
    approve(report.code, by=cast.dinkes_head)
    with pytest.raises(OutOfTurn) as refused:
        respond(report.code, by=cast.dinkes_admin, is_final=not is_final)
    assert (refused.value.code, refused.value.needs) == ("answer.other_kind", "approval")
    with translation.override("en"):
        said = refused.value.sentence
    assert said.startswith(f"It was approved as {'the final' if is_final else 'a first'} answer.")
    sent = respond(report.code, by=cast.dinkes_admin)
    report.refresh_from_db()
    assert (sent.is_final, newest(report).facts["is_final"], report.state) == (is_final, is_final, state)


def test_what_was_approved_for_the_one_is_approved_anew_for_the_other(cast: Cast) -> None:
    report = builders.in_work(cast, to="dinkes").report
    draft(report.code, by=cast.dinkes_admin, text=builders.ANSWER, is_final=False)
    approve(report.code, by=cast.dinkes_head)
    draft(report.code, by=cast.dinkes_admin, text=builders.ANSWER, is_final=True)
    with pytest.raises(OutOfTurn) as refused:
        respond(report.code, by=cast.dinkes_admin)
    assert refused.value.code == "answer.needs_approval"
    approve(report.code, by=cast.dinkes_head)
    assert respond(report.code, by=cast.dinkes_admin, is_final=True).is_final is True


@pytest.mark.parametrize(("asked", "sent"), [(None, True), (True, True), (False, False)])
def test_a_draft_that_does_not_say_goes_out_as_it_is_sent(cast: Cast, asked: bool | None, sent: bool) -> None:
    report = builders.in_work(cast, to="dinkes").report
    draft(report.code, by=cast.dinkes_admin, text=builders.ANSWER)
    approve(report.code, by=cast.dinkes_head)
    assert respond(report.code, by=cast.dinkes_admin, is_final=asked).is_final is sent


def test_whoever_may_approve_it_and_whoever_needs_no_approval_decide_while_sending(cast: Cast) -> None:
    report = builders.in_work(cast, to="dinkes").report
    draft(report.code, by=cast.dinkes_admin, text=builders.ANSWER, is_final=False)
    approve(report.code, by=cast.dinkes_head)
    assert respond(report.code, by=cast.dinkes_head, is_final=True).is_final is True
    other = builders.in_work(cast).report
    draft(other.code, by=cast.pupr_member, text=builders.ANSWER, is_final=False)
    assert respond(other.code, by=cast.pupr_admin, is_final=True).is_final is True


def test_a_head_who_may_approve_answers_in_own_words(cast: Cast) -> None:
    report = builders.in_work(cast, to="dinkes").report
    draft(report.code, by=cast.dinkes_admin, text=builders.ANSWER)
    sent = respond(report.code, by=cast.dinkes_head, text="Kami sendiri yang meninjau dan memperbaikinya.")
    assert (sent.by, sent.state) == (cast.person("dinkes_head"), "sent")
    assert list(Response.objects.order_by("id").values_list("state", flat=True)) == ["replaced", "sent"]
    assert clock(report, "approve", "dinkes").state == "cancelled"


def test_without_words_the_waiting_draft_goes_out(cast: Cast) -> None:
    report = builders.in_work(cast).report
    with pytest.raises(Unfit) as refused:
        respond(report.code, by=cast.pupr_admin)
    assert refused.value.code == "answer.missing"
    draft(report.code, by=cast.pupr_member, text=builders.ANSWER)
    assert respond(report.code, by=cast.pupr_admin, is_final=False).by == cast.person("pupr_member")
    assert not report.promises.filter(step="approve").exists()


def test_a_member_drafts_but_does_not_answer(cast: Cast) -> None:
    report = builders.in_work(cast).report
    with pytest.raises(Powerless):
        respond(report.code, by=cast.pupr_member, text=builders.ANSWER)


def test_a_supports_clock_ends_with_the_answer(cast: Cast) -> None:
    report = builders.in_work(cast).report
    dispose(report.code, to="dinkes", role="support", by=cast.front_officer)
    respond(report.code, by=cast.pupr_admin, text=builders.ANSWER)
    assert clock(report, "accept", "dinkes").state == "cancelled"
