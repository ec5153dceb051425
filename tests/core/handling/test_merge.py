"""Merging: one answer for all, nobody's clock or words lost, and back again exactly."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from arcadumas.base.refusals import OutOfTurn, Powerless, Stale, Unfit, Unseen
from arcadumas.core.deadlines import rules
from arcadumas.core.handling import ask, close, sp4n, story, visible
from arcadumas.core.handling.accept import accept
from arcadumas.core.handling.invite import invite, look
from arcadumas.core.handling.merge import merge, unmerge
from arcadumas.core.handling.models import Disposition, Merging, Response
from arcadumas.core.handling.respond import respond
from arcadumas.core.handling.tasks import add_task
from arcadumas.core.handling.verify import Finding, verify
from arcadumas.core.handling.waiting import is_waiting_for
from arcadumas.core.handling.work import draft
from arcadumas.core.reports import journal, promises
from arcadumas.core.reports.models import Event, Promise, Report
from tests import builders
from tests.cast import Cast
from tests.core.handling.acts import REASON

pytestmark = pytest.mark.django_db


def fresh(report: Report) -> Report:
    return Report.objects.get(pk=report.pk)


def clocks(report: Report) -> list[tuple[Any, ...]]:
    found = Promise.objects.filter(report=report).order_by("id")
    return list(found.values_list("step", "unit", "round", "state", "starts_at", "due_at", "met_at", "paused_since"))


def dispositions(report: Report) -> list[dict[str, Any]]:
    return list(Disposition.objects.filter(report=report).order_by("id").values())


def lines(report: Report) -> list[tuple[str, dict[str, Any]]]:
    return [(line.kind, line.facts) for line in journal.story(report)]


def earlier(report: Report, days: int) -> None:
    """As if it had come in so many days before."""
    for clock in Promise.objects.filter(report=report):
        clock.due_at -= timedelta(days=days)
        clock.save()


# -- Joining -----------------------------------------------------------------------------------------------------------
def test_the_report_is_joined_and_the_story_of_both_says_so(cast: Cast) -> None:
    main, other = builders.in_work(cast).report, builders.received().report
    merge(other.code, into=main.code, by=cast.front_head)
    other, main = fresh(other), fresh(main)
    assert (other.state, other.merged_into_id, other.due_at, main.state) == ("merged", main.pk, None, "in_work")
    due = Promise.objects.get(report=main, step="settle").due_at.isoformat()
    assert lines(other)[-1] == ("merged", {"code": main.code, "is_main": False, "count": 1, "due_at": due})
    assert lines(main)[-1] == ("merged", {"code": other.code, "is_main": True, "count": 1, "due_at": due})


def test_neither_reporter_reads_the_other_code(cast: Cast) -> None:
    main, other = builders.in_work(cast).report, builders.received().report
    merge(other.code, into=main.code, by=cast.front_head)
    assert main.code not in str(story.lines(fresh(other), for_staff=False)[-1].text)
    assert other.code not in str(story.lines(fresh(main), for_staff=False)[-1].text)
    assert main.code in str(story.lines(fresh(other), for_staff=True, reader=cast.front_head)[-1].text)


@pytest.mark.parametrize("make", ["received", "verified", "disposed", "in_work"])
def test_separated_again_it_stands_exactly_as_before(cast: Cast, make: str) -> None:
    main = builders.in_work(cast).report
    other = builders.received().report if make == "received" else getattr(builders, make)(cast, to="dinkes").report if make != "verified" else builders.verified(cast).report  # fmt: skip
    if make == "in_work":
        draft(other.code, by=cast.dinkes_admin, text=builders.ANSWER)
    before = (fresh(other).state, fresh(other).unit_id, fresh(other).due_at, clocks(other), dispositions(other))
    mains = clocks(main)
    merge(other.code, into=main.code, by=cast.front_head)
    unmerge(other.code, by=cast.front_head)
    other = fresh(other)
    assert (other.state, other.unit_id, other.due_at, clocks(other), dispositions(other)) == before
    assert (other.merged_into_id, clocks(main)) == (None, mains)
    assert (lines(other)[-1], lines(main)[-1]) == (
        ("unmerged", {"code": main.code, "is_main": False}),
        ("unmerged", {"code": other.code, "is_main": True}),
    )
    assert Response.objects.filter(report=other, state="drafted").count() == (make == "in_work")


def test_the_earliest_date_of_the_group_counts_until_it_leaves(cast: Cast) -> None:
    main, early, earliest = (builders.verified(cast).report for _n in range(3))
    earlier(early, 2)
    earlier(earliest, 4)
    own = Promise.objects.get(report=main, step="settle").due_at
    for other in (early, earliest):
        merge(other.code, into=main.code, by=cast.front_head)
    settle = Promise.objects.get(report=main, step="settle")
    assert settle.due_at == own - timedelta(days=4)
    unmerge(earliest.code, by=cast.front_head)
    settle.refresh_from_db()
    assert settle.due_at == own - timedelta(days=2)
    unmerge(early.code, by=cast.front_head)
    settle.refresh_from_db()
    assert settle.due_at == own
    assert fresh(main).due_at == min(Promise.objects.filter(report=main, met_at=None).values_list("due_at", flat=True))


def test_a_main_report_verified_later_keeps_the_earlier_date(cast: Cast) -> None:
    main, other = builders.received().report, builders.verified(cast).report
    earlier(other, 3)
    merge(other.code, into=main.code, by=cast.front_head)
    verify(main.code, by=cast.front_officer, finding=Finding())
    due = Promise.objects.get(report=other, step="respond").due_at
    assert Promise.objects.get(report=main, step="respond").due_at == due


# -- Answering ---------------------------------------------------------------------------------------------------------
def test_one_answer_reaches_five_reporters_and_each_judges_alone(cast: Cast) -> None:
    main = builders.in_work(cast).report
    others = [builders.received().report, builders.verified(cast).report, builders.disposed(cast, to="dinkes").report,
              builders.in_work(cast).report]  # fmt: skip
    for other in others:
        merge(other.code, into=main.code, by=cast.front_head)
    respond(main.code, by=cast.pupr_admin, text=builders.ANSWER)
    for report in [main, *others]:
        report = fresh(report)
        assert (report.state, report.unit.code, report.merged_into_id) == ("answered", "pupr", None if report.pk == main.pk else main.pk)  # fmt: skip
        assert [message.text for message in story.correspondence(report)] == [builders.ANSWER]
        assert not Promise.objects.filter(report=report, unit=None, step__in=["verify", "respond", "settle"]).exclude(state="met").exists()  # fmt: skip
        assert Promise.objects.filter(report=report, step="reporter_reply", state="running").count() == 1
    close.confirm(others[0].code, by=cast.reporter(others[0]))
    close.object_(others[1].code, by=cast.reporter(others[1]), reason=REASON)
    states = [fresh(report).state for report in [main, *others]]
    assert states == ["answered", "closed", "disposed", "answered", "answered"]
    accept(others[1].code, by=cast.pupr_admin)


@pytest.mark.parametrize("make", ["received", "verified", "linked"])
def test_an_answered_report_of_the_group_is_to_be_entered_in_sp4n_once(cast: Cast, make: str) -> None:
    main = builders.in_work(cast).report
    other = builders.received().report if make == "received" else builders.verified(cast).report
    entered = {"tracking_id": "91648207", "entered_at": timezone.now()}
    if make == "linked":
        sp4n.link(other.code, by=cast.front_officer, **entered)
    merge(other.code, into=main.code, by=cast.front_head)
    respond(main.code, by=cast.pupr_admin, text=builders.ANSWER, is_final=False)
    respond(main.code, by=cast.pupr_admin, text=builders.ANSWER)
    owed = Promise.objects.get(report=other, step="sp4n_link")
    assert (owed.state, owed.round, owed.unit.code) == ("met" if make == "linked" else "running", 1, "diskominfo")
    if make != "linked":
        sp4n.link(other.code, by=cast.front_officer, **entered)
    sp4n.answer(other.code, by=cast.front_officer, entered_at=timezone.now())
    assert Promise.objects.get(report=other, step="sp4n_answer").state == "met"


def test_a_unit_that_loses_a_joined_report_by_the_answer_has_nothing_left_to_do(cast: Cast) -> None:
    main, other = builders.in_work(cast).report, builders.in_work(cast, to="dinkes").report
    task = add_task(other.code, by=cast.dinkes_admin, title="Tinjau lokasi", assignee="dinkes.admin")
    token = invite(other.code, by=cast.dinkes_admin, to="PLN ULP Marabahan", text="Tiang miring, mohon ditegakkan.")[1]  # fmt: skip
    merge(other.code, into=main.code, by=cast.front_head)
    respond(main.code, by=cast.pupr_admin, text=builders.ANSWER)
    task.refresh_from_db()
    assert (task.is_cancelled, is_waiting_for(fresh(other), cast.dinkes_admin)) == (True, False)
    with pytest.raises(Unseen):
        look(token)


def test_a_first_answer_reaches_all_and_the_group_stays(cast: Cast) -> None:
    main, other = builders.in_work(cast).report, builders.verified(cast).report
    merge(other.code, into=main.code, by=cast.front_head)
    respond(main.code, by=cast.pupr_admin, text=builders.ANSWER, is_final=False)
    assert (fresh(other).state, lines(other)[-1][0], lines(other)[-1][1]["is_final"]) == ("merged", "responded", False)
    unmerge(other.code, by=cast.front_head)
    met = Promise.objects.get(report=other, step="respond")
    assert (fresh(other).state, met.state, met.met_at is not None) == ("verified", "met", True)


def test_whoever_is_joined_after_the_first_answer_gets_it_too(cast: Cast) -> None:
    main, other = builders.in_work(cast).report, builders.verified(cast).report
    respond(main.code, by=cast.pupr_admin, text=builders.ANSWER, is_final=False)
    merge(other.code, into=main.code, by=cast.front_head)
    assert [message.text for message in story.correspondence(fresh(other))] == [builders.ANSWER]
    assert (fresh(other).state, lines(other)[-1][0]) == ("merged", "responded")
    met = Promise.objects.get(report=other, step="respond")
    assert (met.state, met.met_at is not None) == ("met", True)


def test_an_answer_to_which_the_main_reporter_objected_reaches_nobody_else(cast: Cast) -> None:
    main, other = builders.answered(cast).report, builders.verified(cast).report
    close.object_(main.code, by=cast.reporter(main), reason=REASON)
    merge(other.code, into=main.code, by=cast.front_head)
    assert (story.correspondence(fresh(other)), lines(other)[-1][0]) == ([], "merged")


def test_a_report_joined_unverified_counts_as_verified_with_the_main_one(cast: Cast) -> None:
    main, other = builders.in_work(cast).report, builders.received().report
    merge(other.code, into=main.code, by=cast.front_head)
    respond(main.code, by=cast.pupr_admin, text=builders.ANSWER)
    verify_ = Promise.objects.get(report=other, step="verify")
    assert (verify_.state, verify_.met_at) == ("met", Merging.objects.get(report=other).at)


def test_a_pause_before_the_joining_moves_no_date_of_the_joined_report(cast: Cast) -> None:
    main, other = builders.in_work(cast).report, builders.verified(cast).report
    ask.ask(main.code, by=cast.pupr_admin, text="Di jalan apa tepatnya lubang itu?")
    since = timezone.now() - timedelta(days=9)
    Event.objects.filter(report=main, kind="question_asked").update(at=since)
    Promise.objects.filter(report=main, state="paused").update(paused_since=since)
    own = Promise.objects.get(report=main, step="settle").due_at
    merge(other.code, into=main.code, by=cast.front_head)
    ask.send(main.code, by=cast.reporter(main), text="Jalan Panglima Antasari.")
    settle = Promise.objects.get(report=main, step="settle")
    assert (settle.due_at, settle.state) == (Promise.objects.get(report=other, step="settle").due_at, "running")
    unmerge(other.code, by=cast.front_head)
    settle.refresh_from_db()
    began, ended = promises.stood_still(main)[0]
    assert settle.due_at == rules.resume(own, began, ended, settle.counted_in)


def test_a_joined_report_that_leaves_during_the_pause_gives_its_date_back(cast: Cast) -> None:
    main, other = builders.in_work(cast).report, builders.verified(cast).report
    earlier(other, 3)
    ask.ask(main.code, by=cast.pupr_admin, text="Di jalan apa tepatnya lubang itu?")
    before = clocks(main)
    merge(other.code, into=main.code, by=cast.front_head)
    assert clocks(main) != before
    unmerge(other.code, by=cast.front_head)
    assert clocks(main) == before


def test_an_answer_later_than_the_own_date_is_late_for_that_reporter(cast: Cast) -> None:
    main, other = builders.in_work(cast).report, builders.verified(cast).report
    earlier(other, 60)
    merge(other.code, into=main.code, by=cast.front_head)
    respond(main.code, by=cast.pupr_admin, text=builders.ANSWER)
    assert Promise.objects.get(report=other, step="settle").state == "broken"


def test_who_answers_reads_what_is_joined_but_acts_on_the_main_report_alone(cast: Cast) -> None:
    main, other = builders.in_work(cast).report, builders.verified(cast).report
    assert not visible.to(cast.pupr_admin).filter(pk=other.pk).exists()
    merge(other.code, into=main.code, by=cast.front_head)
    other = fresh(other)
    assert visible.to(cast.pupr_admin).filter(pk=other.pk).exists()
    assert visible.sight(other, cast.pupr_admin, visible.ground(other, cast.pupr_admin)) == "read"
    assert not visible.to(cast.dinkes_admin).filter(pk=other.pk).exists()
    with pytest.raises(Powerless):
        ask.ask(other.code, by=cast.pupr_admin, text="Di mana tepatnya lubang itu?")
    unmerge(other.code, by=cast.front_head)
    assert not visible.to(cast.pupr_admin).filter(pk=other.pk).exists()


# -- Refused -----------------------------------------------------------------------------------------------------------
def test_the_front_officer_proposes_and_its_head_decides(cast: Cast) -> None:
    main, other = builders.received().report, builders.received().report
    for verb in (lambda: merge(other.code, into=main.code, by=cast.front_officer), lambda: unmerge(other.code, by=cast.front_officer)):  # fmt: skip
        with pytest.raises(Powerless) as refused:
            verb()
        assert refused.value.needs == "front_head"
    with pytest.raises(Unseen):
        merge(other.code, into=main.code, by=cast.pupr_admin)


@pytest.mark.parametrize(
    ("values", "code"),
    [({"is_confidential": True}, "merge.mixed"), ({"about_officials": True, "unit": "pupr"}, "merge.mixed")],
)
def test_reports_of_unequal_protection_are_not_joined(cast: Cast, values: dict[str, Any], code: str) -> None:
    main, other = builders.received().report, builders.received(**values).report
    for one, into in ((main, other), (other, main)):
        with pytest.raises(Unfit) as refused:
            merge(one.code, into=into.code, by=cast.front_head)
        assert refused.value.code == code
    assert fresh(other).state == "received"


def test_two_confidential_reports_are_joined(cast: Cast) -> None:
    main, other = (builders.received(is_confidential=True).report for _n in range(2))
    merge(other.code, into=main.code, by=cast.front_head)
    assert fresh(other).state == "merged"


def test_neither_to_itself_nor_to_what_is_answered_nor_to_what_is_joined_nor_to_nothing(cast: Cast) -> None:
    one, main, joined = (builders.received().report for _n in range(3))
    answered = builders.answered(cast).report
    merge(joined.code, into=main.code, by=cast.front_head)
    wrong = {one.code: "merge.itself", answered.code: "merge.into_over", joined.code: "merge.into_over", "7K3M-2QDX": "merge.into_unknown"}  # fmt: skip
    for into, code in wrong.items():
        with pytest.raises(Unfit) as refused:
            merge(one.code, into=into, by=cast.front_head)
        assert (refused.value.code, refused.value.errors[0].field) == (code, "into")
    with pytest.raises(OutOfTurn):
        merge(main.code, into=one.code, by=cast.front_head)


def test_out_of_turn_twice_and_stale(cast: Cast) -> None:
    main, other = builders.received().report, builders.received().report
    with pytest.raises(OutOfTurn):
        unmerge(other.code, by=cast.front_head)
    with pytest.raises(Stale):
        merge(other.code, into=main.code, by=cast.front_head, version=9)
    merge(other.code, into=main.code, by=cast.front_head, version=1)
    with pytest.raises(OutOfTurn):
        merge(other.code, into=main.code, by=cast.front_head)
