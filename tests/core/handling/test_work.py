"""Draft, approve, send back."""

import pytest

from arcadumas.base.refusals import OutOfTurn, Powerless, Unfit
from arcadumas.core.handling.models import Reason, Response
from arcadumas.core.handling.work import approve, draft, reject
from arcadumas.core.organisation import people
from arcadumas.core.organisation.actors import Actor, Via, person_actor
from arcadumas.core.organisation.models import Post, Unit
from arcadumas.core.reports.models import Report
from tests import builders
from tests.cast import Cast
from tests.core.handling.glance import REASON, clock, clocks, is_as_ruled, make_late, newest

pytestmark = pytest.mark.django_db


@pytest.fixture
def report(cast: Cast) -> Report:
    return builders.in_work(cast, to="dinkes").report


def liaison(*, may_approve: bool) -> Actor:
    person = people.add("dinkes.penghubung", name="Pejabat Penghubung (contoh)")
    unit = Unit.objects.get(code="dinkes")
    post = Post.objects.create(person=person, unit=unit, role="liaison", title="Penghubung")
    if may_approve:
        builders.delegation(post)
    return person_actor(person, via=Via.LINK)


def test_a_draft_starts_the_approval_of_its_unit(cast: Cast, report: Report) -> None:
    made = draft(report.code, by=cast.dinkes_admin, text=f"  {builders.ANSWER} ")
    assert (made.state, made.text, made.unit.code, made.by, made.is_final) == (
        "drafted", builders.ANSWER, "dinkes", cast.person("dinkes_admin"), None,
    )  # fmt: skip
    assert is_as_ruled(
        clock(report, "approve", "dinkes"), starts_with=newest(report), amount=1, counted_in="working_days"
    )


def test_where_no_approval_is_needed_no_clock_for_one_runs(cast: Cast) -> None:
    other = builders.in_work(cast).report
    draft(other.code, by=cast.pupr_member, text=builders.ANSWER)
    assert not other.promises.filter(step="approve").exists()
    approve(other.code, by=cast.pupr_head)
    assert not other.promises.filter(step="approve").exists()


@pytest.mark.parametrize("is_late", [False, True])
def test_a_new_draft_replaces_the_one_before_it(cast: Cast, report: Report, is_late: bool) -> None:
    draft(report.code, by=cast.dinkes_admin, text=builders.ANSWER)
    if is_late:
        make_late(report, "approve", "dinkes", is_noted=True)
    draft(report.code, by=cast.dinkes_admin, text=f"{builders.ANSWER} Dan diaspal ulang.")
    assert list(Response.objects.order_by("id").values_list("state", flat=True)) == ["replaced", "drafted"]
    kept = {name: state for name, state in clocks(report).items() if name.startswith("approve")}
    assert kept == {"approve@dinkes": "cancelled", "approve@dinkes#2": "running"}


def test_the_head_approves_and_the_promise_is_met(cast: Cast, report: Report) -> None:
    draft(report.code, by=cast.dinkes_admin, text=builders.ANSWER)
    made = approve(report.code, by=cast.dinkes_head)
    line = newest(report)
    assert (made.state, made.decided_by, made.decided_at) == ("approved", cast.person("dinkes_head"), line.at)
    assert (clock(report, "approve", "dinkes").state, clock(report, "approve", "dinkes").met_at) == ("met", line.at)


@pytest.mark.parametrize(
    ("drafted", "given", "kept"),
    [(None, None, None), (None, False, False), (False, None, False), (False, True, True), (True, False, False)],
)
def test_it_is_approved_as_the_draft_says_unless_the_approver_says_otherwise(
    cast: Cast, report: Report, drafted: bool | None, given: bool | None, kept: bool | None
) -> None:
    draft(report.code, by=cast.dinkes_admin, text=builders.ANSWER, is_final=drafted)
    assert newest(report).facts.get("is_final") is drafted
    assert approve(report.code, by=cast.dinkes_head, is_final=given).is_final is kept
    assert (newest(report).facts.get("is_final"), Response.objects.get().is_final) == (kept, kept)


def test_a_draft_sent_back_is_decided_and_the_next_one_starts_anew(cast: Cast, report: Report) -> None:
    draft(report.code, by=cast.dinkes_admin, text=builders.ANSWER)
    made = reject(report.code, by=cast.dinkes_head, reason=REASON)
    assert (made.state, made.reject_reason, Reason.objects.get(event=newest(report)).text) == (
        "rejected",
        REASON,
        REASON,
    )
    draft(report.code, by=cast.dinkes_admin, text=builders.ANSWER)
    kept = {name: state for name, state in clocks(report).items() if name.startswith("approve")}
    assert kept == {"approve@dinkes": "met", "approve@dinkes#2": "running"}


def test_a_late_approval_stays_broken_and_is_dated(cast: Cast, report: Report) -> None:
    draft(report.code, by=cast.dinkes_admin, text=builders.ANSWER)
    make_late(report, "approve", "dinkes")
    approve(report.code, by=cast.dinkes_head)
    assert (clock(report, "approve", "dinkes").state, clock(report, "approve", "dinkes").met_at) == (
        "broken", newest(report).at,
    )  # fmt: skip


def test_nobody_decides_on_their_own_draft(cast: Cast, report: Report) -> None:
    draft(report.code, by=cast.dinkes_head, text=builders.ANSWER)
    for act in (approve, lambda code, by: reject(code, by=by, reason=REASON)):
        with pytest.raises(Powerless) as refused:
            act(report.code, by=cast.dinkes_head)
        assert (refused.value.code, refused.value.needs) == ("answer.own_approval", "another_person")


def test_the_head_approves_another_draft_after_having_written_one(cast: Cast, report: Report) -> None:
    draft(report.code, by=cast.dinkes_head, text=builders.ANSWER)
    draft(report.code, by=cast.dinkes_admin, text=builders.ANSWER)
    assert approve(report.code, by=cast.dinkes_head).state == "approved"


def test_a_liaison_approves_only_as_named_delegate_and_never_alone(cast: Cast, report: Report) -> None:
    named = liaison(may_approve=True)
    draft(report.code, by=named, text=builders.ANSWER)
    with pytest.raises(Powerless) as refused:
        approve(report.code, by=named)
    assert refused.value.needs == "another_person"
    draft(report.code, by=cast.dinkes_admin, text=builders.ANSWER)
    assert approve(report.code, by=named).decided_by_id == named.person_id


def test_a_liaison_without_the_delegation_does_not_approve(cast: Cast, report: Report) -> None:
    draft(report.code, by=cast.dinkes_admin, text=builders.ANSWER)
    with pytest.raises(Powerless) as refused:
        approve(report.code, by=liaison(may_approve=False))
    assert refused.value.needs == ""


def test_without_a_draft_there_is_nothing_to_decide(cast: Cast, report: Report) -> None:
    with pytest.raises(OutOfTurn) as refused:
        approve(report.code, by=cast.dinkes_head)
    assert (refused.value.code, refused.value.needs) == ("approve.nothing", "draft")
    draft(report.code, by=cast.dinkes_admin, text=builders.ANSWER)
    approve(report.code, by=cast.dinkes_head)
    for act in (approve, lambda code, by: reject(code, by=by, reason=REASON)):
        with pytest.raises(OutOfTurn):
            act(report.code, by=cast.dinkes_head)


@pytest.mark.parametrize(("text", "code"), [(" ", "answer.missing"), ("Sudah.", "form.reason_length"), ("x" * 10_001, "form.reason_length"), ("Sudah kami\x00 aspal.", "form.characters")])  # fmt: skip
def test_a_draft_needs_words_that_can_be_kept(cast: Cast, report: Report, text: str, code: str) -> None:
    with pytest.raises(Unfit) as refused:
        draft(report.code, by=cast.dinkes_admin, text=text)
    assert (refused.value.code, refused.value.field) == (code, "text")
