"""A main report that goes, or is protected otherwise: who goes with it, and who goes on alone."""

from typing import Any

import pytest

from arcadumas.core.handling import archive
from arcadumas.core.handling.complain import Whom
from arcadumas.core.handling.dispose import dispose
from arcadumas.core.handling.merge import merge
from arcadumas.core.handling.models import Merging, Response
from arcadumas.core.handling.respond import respond
from arcadumas.core.handling.verify import Finding, classify, verify
from arcadumas.core.reports.models import Promise
from tests import builders
from tests.cast import Cast
from tests.core.handling.acts import REASON
from tests.core.handling.test_merge import earlier, fresh, lines

pytestmark = pytest.mark.django_db


def test_the_group_goes_on_when_the_main_reporter_withdraws(cast: Cast) -> None:
    main, other = builders.in_work(cast).report, builders.verified(cast).report
    merge(other.code, into=main.code, by=cast.front_head)
    archive.withdraw(main.code, by=cast.reporter(main))
    assert (fresh(main).state, fresh(other).state, fresh(other).merged_into_id) == ("archived", "verified", None)


def test_the_whole_group_is_closed_with_its_main_report_and_each_may_be_restored(cast: Cast) -> None:
    main, other = builders.verified(cast).report, builders.received().report
    merge(other.code, into=main.code, by=cast.front_head)
    archive.archive(main.code, by=cast.front_officer, reason="out_of_scope", note=REASON)
    assert [fresh(report).state for report in (main, other)] == ["archived", "archived"]
    archive.restore(other.code, by=cast.front_head, reason=REASON)
    assert (fresh(other).state, fresh(other).merged_into_id) == ("verified", None)


def test_a_main_report_that_is_taken_up_again_has_its_own_dates(cast: Cast) -> None:
    main, early = builders.verified(cast).report, builders.verified(cast).report
    earlier(early, 4)
    own = Promise.objects.get(report=main, step="settle").due_at
    merge(early.code, into=main.code, by=cast.front_head)
    archive.archive(main.code, by=cast.front_officer, reason="unclear", note=REASON)
    archive.restore(main.code, by=cast.front_head, reason=REASON)
    assert Promise.objects.get(report=main, step="settle").due_at == own


def test_the_group_is_referred_as_one(cast: Cast) -> None:
    main, other = builders.verified(cast).report, builders.received().report
    merge(other.code, into=main.code, by=cast.front_head)
    archive.refer(main.code, by=cast.front_officer, to="Balai Jalan Nasional", note=REASON)
    assert [fresh(report).referred_to for report in (main, other)] == ["Balai Jalan Nasional"] * 2


@pytest.mark.parametrize("act", [verify, classify])
@pytest.mark.parametrize(
    "finding",
    [Finding(is_whistleblowing=True), Finding(visibility=["confidential"]), Finding(is_oversight=True), Finding(about_units=["dinkes"])],
)  # fmt: skip
def test_where_the_main_report_is_protected_otherwise_the_others_part(cast: Cast, act: Any, finding: Finding) -> None:
    main, other = builders.received().report, builders.verified(cast).report
    merge(other.code, into=main.code, by=cast.front_head)
    act(main.code, by=cast.front_officer, finding=finding)
    assert (fresh(other).state, fresh(other).merged_into_id, lines(other)[-1][0]) == ("verified", None, "unmerged")
    assert Merging.objects.filter(into=main, ended_at=None).count() == 0


def test_where_whom_it_complains_of_is_taken_back_the_others_part(cast: Cast) -> None:
    main, other = (builders.verified(cast, finding=Finding(about_units=["dinkes"])).report for _n in range(2))
    merge(other.code, into=main.code, by=cast.front_head)
    finding = Finding(not_about=Whom(units=["dinkes"]), not_about_reason=REASON)
    classify(main.code, by=cast.front_officer, finding=finding)
    assert fresh(other).state == "verified"


def test_the_answer_of_a_report_made_confidential_reaches_its_own_reporter_alone(cast: Cast) -> None:
    main, open_one = builders.in_work(cast).report, builders.verified(cast).report
    merge(open_one.code, into=main.code, by=cast.front_head)
    classify(main.code, by=cast.front_officer, finding=Finding(visibility=["confidential"]))
    respond(main.code, by=cast.pupr_admin, text=builders.ANSWER)
    assert (fresh(main).state, Response.objects.filter(report=open_one).count()) == ("answered", 0)


@pytest.mark.parametrize(
    "finding",
    [
        Finding(is_urgent=True),
        Finding(visibility=["anonymous"]),
        Finding(is_oversight=False),
        Finding(kind="aspiration"),
    ],
)
def test_what_changes_no_protection_leaves_the_group_together(cast: Cast, finding: Finding) -> None:
    main, other = builders.verified(cast).report, builders.verified(cast).report
    merge(other.code, into=main.code, by=cast.front_head)
    classify(main.code, by=cast.front_officer, finding=finding)
    assert (fresh(other).state, fresh(other).merged_into_id) == ("merged", main.pk)


def test_a_returned_main_report_keeps_its_group(cast: Cast) -> None:
    main, other = builders.disposed(cast).report, builders.received().report
    merge(other.code, into=main.code, by=cast.front_head)
    dispose(main.code, to="dinkes", by=cast.front_officer)
    assert fresh(other).state == "merged"
