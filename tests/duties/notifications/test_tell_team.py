"""Who is told of the team's own work: urgency, tasks, mentions, visits, hand-overs."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from arcadumas.core.handling import beside
from arcadumas.core.handling.handover import hand_over
from arcadumas.core.handling.inspect import inspect
from arcadumas.core.handling.models import TaskTemplate
from arcadumas.core.handling.tasks import add_task
from arcadumas.core.handling.urgent import mark_urgent
from arcadumas.core.reports import journal
from arcadumas.core.reports.models import Event, Report
from arcadumas.duties.notifications import tell
from arcadumas.duties.notifications.composing import content_of
from arcadumas.duties.notifications.models import Message, Notice
from tests.builders import in_work
from tests.cast import Cast

REASON = "Urusan ini ada pada unit kerja lain."
REACHABLE = {"phone": "0812 3456 7890", "email": "warga@demo.test"}
Who = tuple[str, str]


@pytest.fixture(autouse=True)
def _both_channels(settings: Any) -> None:
    settings.WHATSAPP_TOKEN, settings.WHATSAPP_PHONE_NUMBER_ID = "t", "1"
    settings.EMAIL_URL = "smtp://127.0.0.1:1"


def tell_all() -> None:
    while tell.once():
        pass


def told(report: Report, event: str) -> set[Who]:
    """(purpose, login or "reporter") of every notice of the newest such line."""
    newest = Event.objects.filter(report=report, kind=event).latest("seq")
    notices = Notice.objects.filter(event=newest).select_related("person")
    return {(each.purpose, each.person.login if each.person else each.recipient) for each in notices}


def after(act: Callable[[], Any], report: Report, event: str) -> set[Who]:
    """Who is told of what the act does, everything before being told already."""
    tell_all()
    act()
    tell_all()
    return told(report, event)


# -- Urgent ------------------------------------------------------------------------------------------------------------
def test_of_what_was_marked_urgent_the_holder_the_head_and_the_regional_head_hear_by_both_channels(cast: Cast):
    report = in_work(cast).report
    marked = after(lambda: mark_urgent(report.code, by=cast.secretary, reason=REASON), report, "marked_urgent")
    assert marked == {
        ("marked_urgent", "pupr.admin"),
        ("marked_urgent", "pupr.kepala"),
        ("brought_to_leader", "bupati"),
    }
    notices = Notice.objects.filter(event__kind="marked_urgent")
    assert set(notices.values_list("urgency", flat=True)) == {"urgent"}
    assert set(Message.objects.filter(notices__in=notices).values_list("channel", flat=True)) == {"whatsapp", "email"}


# -- The work ----------------------------------------------------------------------------------------------------------
def test_whoever_is_given_a_task_is_told_and_nobody_else(cast: Cast):
    report = in_work(cast).report
    given = lambda: add_task(report.code, by=cast.pupr_admin, title="Kanaritugas", assignee="pupr.teknis")  # noqa: E731
    assert after(given, report, "task_added") == {("task_given", "pupr.teknis")}
    own = lambda: add_task(report.code, by=cast.pupr_admin, title="Susun bahan", assignee="pupr.admin")  # noqa: E731
    assert after(own, report, "task_added") == set()


def test_a_task_in_an_officers_own_words_is_not_quoted_and_a_usual_one_is(cast: Cast):
    report = in_work(cast).report
    usual = TaskTemplate.objects.create(title="Ukur lubang", days=2)
    add_task(report.code, by=cast.pupr_admin, title="Kanaritugas di rumah Siti", assignee="pupr.teknis")
    add_task(report.code, by=cast.pupr_admin, template=usual.pk, assignee="pupr.teknis")
    tell_all()
    texts = [
        str(content_of(one.pk, bytes(one.text)))
        for one in Message.objects.filter(notices__purpose="task_given").order_by("queued_at", "notices__event__seq")
    ]
    assert ["Kanari" in text or "Siti" in text for text in texts] == [False] * len(texts)
    assert sum("Ukur lubang" in text for text in texts) == len(texts) // 2 > 0


def test_those_who_are_named_in_a_note_are_told_without_its_words(cast: Cast):
    report = in_work(cast).report
    named = lambda: beside.note(report.code, by=cast.pupr_admin, text="Kanaricatatan untuk @pupr.kepala")  # noqa: E731
    assert after(named, report, "note_added") == {("mentioned", "pupr.kepala")}
    texts = [str(content_of(one.pk, bytes(one.text))) for one in Message.objects.filter(notices__purpose="mentioned")]
    assert [("Kanari" in text, report.code in text) for text in texts] == [(False, True)] * len(texts)


def test_the_reporter_hears_of_a_visit_that_is_planned_and_not_of_one_that_was_made(cast: Cast):
    report = in_work(cast, **REACHABLE).report
    now = journal.now()
    made = lambda: inspect(report.code, by=cast.pupr_member, visit_at=now - timedelta(days=1))  # noqa: E731
    assert after(made, report, "inspected") == set()
    planned = lambda: inspect(report.code, by=cast.pupr_member, visit_at=now + timedelta(days=1))  # noqa: E731
    assert after(planned, report, "inspected") == {("visit_planned", "reporter")}


def test_whoever_is_handed_a_report_is_told(cast: Cast):
    report = in_work(cast).report
    passed = lambda: hand_over(report.code, by=cast.pupr_admin, to="pupr.penghubung")  # noqa: E731
    assert after(passed, report, "handed_over") == {("handed_over", "pupr.penghubung")}
