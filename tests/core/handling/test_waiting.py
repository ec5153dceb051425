"""Whose task a report is, at each stand of its way."""

import pytest

from arcadumas.core.handling import work
from arcadumas.core.handling.accept import accept
from arcadumas.core.handling.giveback import give_back
from arcadumas.core.handling.respond import respond
from arcadumas.core.handling.waiting import is_waiting_for
from arcadumas.core.reports.models import Report
from tests import builders
from tests.cast import LOGINS, Cast
from tests.core.handling.acts import REASON

pytestmark = pytest.mark.django_db


def whose(cast: Cast, report: Report) -> set[str]:
    return {name for name in LOGINS if is_waiting_for(report, getattr(cast, name))}


DESK = {"front_officer", "front_head"}
WRITERS = {"pupr_admin", "pupr_substitute", "pupr_liaison"}


def test_the_task_moves_with_the_report(cast: Cast) -> None:
    report = builders.received().report
    assert whose(cast, report) == DESK
    report = builders.disposed(cast).report
    assert whose(cast, report) == {*WRITERS, "pupr_head"}
    accept(report.code, by=cast.pupr_admin)
    assert whose(cast, report) == WRITERS
    work.draft(report.code, by=cast.pupr_admin, text=builders.ANSWER)
    assert whose(cast, report) == {*WRITERS, "pupr_head"}
    work.reject(report.code, by=cast.pupr_head, reason=REASON)
    assert whose(cast, report) == WRITERS
    respond(report.code, by=cast.pupr_admin, text=builders.ANSWER)
    assert whose(cast, report) == set()


def test_a_returned_report_waits_for_the_desk(cast: Cast) -> None:
    report = builders.disposed(cast, to="dinkes").report
    give_back(report.code, by=cast.dinkes_admin, reason=REASON)
    assert whose(cast, report) == DESK


def test_a_draft_never_waits_for_its_author(cast: Cast) -> None:
    report = builders.in_work(cast).report
    work.draft(report.code, by=cast.pupr_head, text=builders.ANSWER)
    assert whose(cast, report) == WRITERS  # who send it; its approval is awaited by nobody


def test_where_approval_is_needed_a_draft_waits_for_the_approver_alone(cast: Cast) -> None:
    report = builders.in_work(cast, to="dinkes").report
    assert whose(cast, report) == {"dinkes_admin"}
    work.draft(report.code, by=cast.dinkes_admin, text=builders.ANSWER)
    assert whose(cast, report) == {"dinkes_head"}


def test_an_insiders_report_waits_for_the_inspectorate(cast: Cast) -> None:
    report = builders.received().report
    Report.objects.filter(pk=report.pk).update(is_whistleblowing=True)
    assert whose(cast, report) == {"inspector"}
