"""The house notes a broken promise once, and moves nothing."""

from datetime import timedelta

import pytest

from arcadumas.core.handling.escalate import climb, mark_broken, warn
from arcadumas.core.handling.unreachable import mark_unreachable
from arcadumas.core.handling.verify import Finding, verify
from arcadumas.core.handling.work import draft
from arcadumas.core.organisation.models import Unit
from arcadumas.core.reports import promises
from arcadumas.core.reports.models import Event, Report
from tests import builders
from tests.cast import Cast
from tests.core.handling.glance import clock, newest

pytestmark = pytest.mark.django_db


def test_a_promise_is_broken_at_its_moment_and_said_once(cast: Cast) -> None:
    report = builders.disposed(cast).report
    accept = clock(report, "accept", "pupr")
    assert mark_broken(accept.pk, at=accept.due_at - timedelta(seconds=1)) is False
    assert mark_broken(accept.pk, at=accept.due_at) is True
    assert mark_broken(accept.pk, at=accept.due_at + timedelta(days=1)) is False
    assert (newest(report).kind, newest(report).facts) == (
        "promise_broken", {"promise": accept.pk, "step": "accept", "unit": "pupr"},
    )  # fmt: skip
    kept = clock(report, "accept", "pupr")
    assert (kept.state, kept.broken_at, kept.met_at) == ("broken", accept.due_at, None)
    assert Report.objects.get(pk=report.pk).state == "disposed"


@pytest.mark.parametrize("is_broken", [False, True])
def test_an_approval_that_its_unit_needs_no_more_breaks_and_climbs_no_promise(cast: Cast, is_broken: bool) -> None:
    report = builders.in_work(cast, to="dinkes").report
    draft(report.code, by=cast.dinkes_admin, text=builders.ANSWER)
    promise = clock(report, "approve", "dinkes")
    if is_broken:
        mark_broken(promise.pk, at=promise.due_at)
    Unit.objects.filter(code="dinkes").update(answer_needs_approval=False)
    at = promise.due_at + timedelta(days=1)
    assert (warn(promise.pk), mark_broken(promise.pk, at=at)) == (False, False)
    assert climb(promise.pk, number=3, audience="head", next_at=None, is_repeat=False, at=at) is False
    assert clock(report, "approve", "dinkes").state == "cancelled"
    assert Report.objects.get(pk=report.pk).due_at == promises.earliest(report)


def test_a_kept_promise_is_let_be(cast: Cast) -> None:
    report = builders.received().report
    due = clock(report, "verify").due_at
    verify(report.code, by=cast.front_officer, finding=Finding())
    assert mark_broken(clock(report, "verify").pk, at=due + timedelta(days=9)) is False


def test_a_broken_promise_that_is_kept_late_stays_broken(cast: Cast) -> None:
    report = builders.received().report
    promise = clock(report, "verify")
    mark_broken(promise.pk, at=promise.due_at)
    verify(report.code, by=cast.front_officer, finding=Finding())
    kept = clock(report, "verify")
    assert (kept.state, kept.broken_at, kept.met_at) == ("broken", promise.due_at, newest(report).at)


def test_a_post_that_cannot_be_told_is_said_once(cast: Cast) -> None:
    report = builders.disposed(cast).report
    assert [mark_unreachable(report.code, post_id=post) for post in (7, 7, 0, 0)] == [True, False, True, False]
    lines = Event.objects.filter(report=report, kind="unreachable").order_by("seq")
    assert [line.facts for line in lines] == [{"post": 7}, {"post": 0}]
