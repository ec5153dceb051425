"""Hand-over: who holds the report changes, clocks and state do not, and after its last day it goes back by itself."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from arcadumas.base.refusals import OutOfTurn, Powerless, Unfit
from arcadumas.core.handling import handover
from arcadumas.core.handling.handover import hand_over
from arcadumas.core.handling.models import Disposition, HandOver
from arcadumas.core.handling.takeover import take_over
from arcadumas.core.handling.tasks import add_task
from arcadumas.core.reports.models import About, Event, Promise, Report
from tests import builders
from tests.cast import Cast

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def holder(report: Report) -> str:
    return Disposition.objects.get(report=report, role="lead").accepted_by.person.login


def test_the_colleague_holds_it_and_no_clock_moves(cast: Cast) -> None:
    report = builders.in_work(cast).report
    clocks = Promise.objects.filter(report=report).order_by("id").values()
    before = list(clocks)
    hand_over(report.code, by=cast.pupr_admin, to="pupr.penghubung")
    report.refresh_from_db()
    assert (holder(report), report.state, list(clocks.all())) == ("pupr.penghubung", "in_work", before)


def test_it_can_be_passed_on_before_anybody_has_taken_it(cast: Cast) -> None:
    report = builders.disposed(cast).report
    hand_over(report.code, by=cast.pupr_liaison, to="pupr.pengganti")
    assert (holder(report), Report.objects.get(pk=report.pk).state) == ("pupr.pengganti", "disposed")


def test_after_its_last_day_it_goes_back_once(cast: Cast) -> None:
    report, now = builders.in_work(cast).report, timezone.now()
    row = hand_over(report.code, by=cast.pupr_admin, to="pupr.penghubung", until=timezone.localdate())
    assert (handover.ending(now), handover.give_it_back(row.pk, at=now)) == ([], False)
    assert handover.ending(now + DAY) == [row.pk]
    assert (handover.give_it_back(row.pk, at=now + DAY), holder(report)) == (True, "pupr.admin")
    line = Event.objects.filter(report=report).latest("seq")
    assert (line.kind, line.facts["is_back"], line.actor) == ("handed_over", True, "house")
    assert (handover.give_it_back(row.pk, at=now + DAY), handover.ending(now + DAY)) == (False, [])


def test_what_somebody_took_over_meanwhile_stays_with_them(cast: Cast) -> None:
    report, now = builders.in_work(cast).report, timezone.now()
    row = hand_over(report.code, by=cast.pupr_admin, to="pupr.penghubung", until=timezone.localdate())
    take_over(report.code, by=cast.pupr_substitute)
    assert (handover.give_it_back(row.pk, at=now + DAY), holder(report)) == (False, "pupr.pengganti")


def test_passed_on_again_only_the_newest_counts(cast: Cast) -> None:
    report = builders.in_work(cast).report
    hand_over(report.code, by=cast.pupr_admin, to="pupr.penghubung", until=timezone.localdate())
    hand_over(report.code, by=cast.pupr_liaison, to="pupr.pengganti")
    assert HandOver.objects.filter(ended_at=None).count() == 1
    assert handover.ending(timezone.now() + DAY) == []


@pytest.mark.parametrize("login", ["dinkes.admin", "pupr.teknis", "kominfo", "tidak.ada"])
def test_only_an_admin_the_liaison_or_the_head_of_the_unit_can_hold_it(cast: Cast, login: str) -> None:
    report = builders.in_work(cast).report
    with pytest.raises(Unfit) as refused:
        hand_over(report.code, by=cast.pupr_admin, to=login)
    assert (refused.value.code, refused.value.field) == ("handover.colleague", "to")


def test_nobody_who_is_complained_of_gets_it(cast: Cast) -> None:
    report = builders.in_work(cast).report
    About.objects.create(report=report, person=cast.person("pupr_liaison"))
    with pytest.raises(Unfit):
        hand_over(report.code, by=cast.pupr_admin, to="pupr.penghubung")


def test_a_day_that_has_gone_or_is_too_far_and_whoever_holds_it_are_refused(cast: Cast) -> None:
    report = builders.in_work(cast).report
    for day in (timezone.localdate() - DAY, timezone.localdate() + 367 * DAY, date.max):
        with pytest.raises(Unfit):
            hand_over(report.code, by=cast.pupr_admin, to="pupr.penghubung", until=day)
    with pytest.raises(OutOfTurn) as refused:
        hand_over(report.code, by=cast.pupr_liaison, to="pupr.admin")
    assert refused.value.code == "handover.own"


def test_a_member_may_with_a_task_and_not_without(cast: Cast) -> None:
    report = builders.in_work(cast).report
    with pytest.raises(Powerless):
        hand_over(report.code, by=cast.pupr_member, to="pupr.penghubung")
    add_task(report.code, by=cast.pupr_admin, title="Tinjau", assignee="pupr.teknis")
    hand_over(report.code, by=cast.pupr_member, to="pupr.penghubung")
