"""A reply button: who may press it, what it does, and what is said when somebody was first."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from arcadumas.base import moments
from arcadumas.core.handling.accept import accept
from arcadumas.core.handling.dispose import dispose
from arcadumas.core.handling.instruct import instruct
from arcadumas.core.organisation.actors import Via
from arcadumas.core.organisation.models import Person
from arcadumas.core.reports.models import Report
from arcadumas.duties.notifications import links, tell
from arcadumas.duties.notifications.acting import Pressed, press
from arcadumas.duties.notifications.composing import content_of
from arcadumas.duties.notifications.models import Message, Notice
from tests.builders import answered, disposed, in_work
from tests.cast import Cast

ADMIN, LIAISON, STRANGER, REPORTER = "628110000003", "628110000005", "628999999999", "6281234567890"


@pytest.fixture(autouse=True)
def _english(settings: Any, cast: Cast) -> None:
    settings.WHATSAPP_TOKEN, settings.WHATSAPP_PHONE_NUMBER_ID = "t", "1"
    Person.objects.update(language="en")


def told(report: Report) -> Report:
    while tell.once():
        pass
    return report


def payload(stem: str, act: str, **whom: str) -> str:
    message = Message.objects.filter(notices__stem=stem, **whom).latest("queued_at")
    buttons = content_of(message.pk, bytes(message.text))["buttons"]
    return next(each["value"] for each in buttons if each["value"].startswith(f"{act}:"))


def admins(act: str) -> str:
    return payload("aduan_disposisi", act, notices__person__login="pupr.admin")


def by(number: str, pressed: str) -> Pressed:
    return press(pressed, from_number=number, via=Via.WHATSAPP)


def test_accept_takes_the_report_for_whoever_pressed(cast: Cast):
    report = told(disposed(cast).report)
    report.promises.filter(step="respond").update(due_at="2027-01-12T04:00:00Z")
    pressed = by(ADMIN, admins("acceptance"))
    report.refresh_from_db()
    line = report.events.get(kind="accepted")
    assert (report.state, line.post_title, line.via) == ("in_work", "Admin Penghubung Dinas PUPR", "whatsapp")
    assert pressed == Pressed(
        outcome="accepted", code=report.code,
        sentence=f"Noted: report {report.code} is now yours. Answer by Tuesday 12 January 2027 at 12:00 WITA.",
    )  # fmt: skip


def test_pressed_twice_it_says_who_took_it(cast: Cast):
    report = told(disposed(cast).report)
    by(ADMIN, admins("acceptance"))
    report.events.filter(kind="accepted").update(at="2027-01-04T01:00:00Z")
    assert by(ADMIN, admins("acceptance")) == Pressed(
        outcome="too_late", code=report.code,
        sentence=f"Report {report.code} was taken by Admin Penghubung Dinas PUPR on Monday 4 January 2027 at 09:00 WITA. "
        "Nothing is needed from you.",
    )  # fmt: skip


def test_pressed_after_a_colleague_it_names_the_colleagues_post(cast: Cast):
    report = told(disposed(cast).report)
    accept(report.code, by=cast.pupr_liaison)
    pressed = by(ADMIN, admins("acceptance"))
    assert (pressed.outcome, "Pejabat Penghubung Dinas PUPR" in pressed.sentence) == ("too_late", True)


def test_pressed_when_the_report_has_gone_elsewhere_it_says_nothing_of_where(cast: Cast):
    report = told(disposed(cast).report)
    dispose(report.code, to="dinkes", by=cast.front_officer)
    pressed = by(ADMIN, admins("acceptance"))
    report.refresh_from_db()
    assert (pressed.outcome, report.unit.code if report.unit else "") == ("old", "dinkes")
    assert pressed.sentence == f"Report {report.code} has been passed on to another unit. Nothing is needed from you."


@pytest.mark.parametrize(("closed_by", "who"), [("reporter", "the reporter"), ("officer", "an officer"), ("system", "the system")])  # fmt: skip
def test_pressed_after_the_end_it_says_who_closed_it(cast: Cast, closed_by: str, who: str):
    report = told(disposed(cast).report)
    Report.objects.filter(pk=report.pk).update(state="closed", closed_by=closed_by)
    pressed = by(ADMIN, admins("acceptance"))
    assert pressed.sentence.startswith(f"That button no longer applies; status now: Closed by {who}. See the latest")


@pytest.mark.parametrize("number", [LIAISON, STRANGER, "", "not a number"])
def test_a_button_pressed_from_another_number_does_nothing(cast: Cast, number: str):
    report = told(disposed(cast).report)
    pressed = by(number, admins("acceptance"))
    report.refresh_from_db()
    assert (pressed.outcome, report.state) == ("unknown", "disposed")


@pytest.mark.parametrize("torn", ["", "acceptance", "acceptance:", "acceptance:abc", "hello"])
def test_a_payload_that_is_not_ours_does_nothing(cast: Cast, torn: str):
    assert by(ADMIN, torn).outcome == "unknown"


def test_a_token_of_one_act_does_not_serve_another(cast: Cast):
    report = told(disposed(cast).report)
    token = admins("return").split(":")[1]
    assert by(ADMIN, f"acceptance:{token}").outcome == "unknown"
    report.refresh_from_db()
    assert report.state == "disposed"


def test_a_return_asks_for_its_reason_on_the_page(cast: Cast):
    report = told(disposed(cast).report)
    pressed = by(ADMIN, admins("return"))
    assert (pressed.outcome, pressed.code) == ("reason_needed", report.code)
    assert pressed.sentence.startswith("What is the reason? Explain it on the report's page. http://127.0.0.1:8000/t/")


def test_the_reporter_confirms_by_a_button(cast: Cast):
    report = told(answered(cast, phone="081234567890", language="en").report)
    settled = payload("aduan_warga_jawaban", "confirmation", notices__recipient="reporter")
    assert by(STRANGER, settled).outcome == "unknown"
    assert by(REPORTER, settled) == Pressed(
        outcome="confirmed", code=report.code,
        sentence=f"Thank you. Report {report.code} is closed as you said. Would you rate it?",
    )  # fmt: skip
    report.refresh_from_db()
    assert (report.state, report.closed_by) == ("closed", "reporter")
    assert by(REPORTER, settled).outcome == "old"


def test_an_objection_by_button_is_explained_on_the_page(cast: Cast):
    told(answered(cast, phone="081234567890", language="en").report)
    pressed = by(REPORTER, payload("aduan_warga_jawaban", "reopening", notices__recipient="reporter"))
    assert (pressed.outcome, pressed.sentence.startswith("All right. What is not settled?")) == ("reason_needed", True)


def test_the_unit_accepts_an_instruction_by_a_button(cast: Cast):
    report, due = in_work(cast).report, timezone.localdate() + timedelta(days=3)
    instruct(report.code, by=cast.regional_head, text="Tutup lubang itu.", unit="pupr", due_on=due)
    told(report)
    pressed = by(ADMIN, payload("aduan_instruksi", "instruction-acceptance", notices__person__login="pupr.admin"))
    assert pressed == Pressed(
        outcome="accepted", code=report.code,
        sentence=f"Noted: the instruction about report {report.code} is with you. Carry it out by {moments.day(due, 'en')}.",
    )  # fmt: skip
    assert report.events.latest("seq").via == "whatsapp"


def test_of_two_instructions_each_button_accepts_its_own_and_settles_no_other(cast: Cast):
    report, orders = in_work(cast).report, []
    for n, leader in enumerate([cast.secretary, cast.regional_head]):
        due = timezone.localdate() + timedelta(days=3 + n)
        orders.append(instruct(report.code, by=leader, text="Tutup lubang itu.", unit="pupr", due_on=due))
        told(report)
    newest = payload("aduan_instruksi", "instruction-acceptance", notices__person__login="pupr.admin")
    pressed = by(ADMIN, newest)
    assert (pressed.outcome, moments.day(orders[1].due_on, "en") in pressed.sentence) == ("accepted", True)
    told(report)
    for order in orders:
        order.refresh_from_db()
    waiting = Notice.objects.filter(purpose="instructed", settled_at=None, fallback_at__isnull=False)
    asked = Notice.objects.filter(purpose="instructed").exclude(settled_at=None)
    assert [one.accepted_at is None for one in orders] == [True, False]
    assert {each.event.facts["instruction"] for each in asked if each.event} == {orders[1].pk}
    assert {each.event.facts["instruction"] for each in waiting if each.event} <= {orders[0].pk}
    assert by(ADMIN, newest).outcome == "old"


def test_a_button_that_has_run_out_says_where_a_new_message_is_asked_for(cast: Cast):
    told(disposed(cast).report)
    message = Message.objects.filter(notices__stem="aduan_disposisi", notices__person__login="pupr.admin")[0]
    token = links.make(message.pk, "acceptance", expires_at=links.expiry(timezone.now()) - timedelta(days=15))
    assert by(ADMIN, f"acceptance:{token}") == Pressed(
        outcome="old",
        sentence=f"That button has run out. Ask for a new message here: {links.address(token)}",
    )


def test_a_button_for_more_time_leads_to_the_page_that_asks_for_date_and_reason(cast: Cast):
    report = told(disposed(cast).report)
    message = Message.objects.filter(notices__stem="aduan_disposisi", notices__person__login="pupr.admin")[0]
    token = links.make(message.pk, "extension-request", expires_at=links.expiry(message.queued_at))
    assert by(ADMIN, f"extension-request:{token}") == Pressed(
        outcome="reason_needed", code=report.code,
        sentence=f"Give the date and the reason here: {links.address(token)}",
    )  # fmt: skip
