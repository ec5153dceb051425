"""What a reporter's link does and opens: no more than the message said, unless the key or the number says who asks."""

import json
import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from arcadumas.core.handling import archive, close
from arcadumas.core.handling.ask import ask
from arcadumas.core.handling.escalate import warn
from arcadumas.core.reports.models import Promise, Report
from arcadumas.duties.notifications import readmitting, tapping
from arcadumas.duties.notifications.composing import content_of
from arcadumas.duties.notifications.links import Dead
from arcadumas.duties.notifications.models import Notice
from tests import builders
from tests.cast import Cast
from tests.edges.pages.desk.test_taps import address, message_to, text

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def both_channels(cast: Cast, settings: Any) -> None:
    settings.WHATSAPP_TOKEN, settings.WHATSAPP_PHONE_NUMBER_ID = "t", "1"
    settings.EMAIL_URL = "smtp://127.0.0.1:1"


@pytest.fixture
def visitor() -> Client:
    return Client(headers={"accept-language": "en"})


def test_a_reporters_link_that_was_passed_on_asks_for_the_key(cast: Cast, visitor: Client) -> None:
    receipt = builders.answered(cast, phone="0812 3456 7890", title="Judul dari warga")
    code, link = receipt.report.code, address(message_to(receipt.report), "report")
    asked = visitor.post(link)
    page = visitor.get(asked["Location"]).content.decode()
    assert (asked.status_code, asked["Location"], f'value="{code}"' in page) == (303, f"/lacak/?code={code}", True)
    assert "Judul dari warga" not in page
    assert visitor.get(f"/lacak/{code}/").status_code == 302
    visitor.post("/lacak/", {"code": code, "secret": receipt.secret})
    opened = visitor.post(link)
    assert (opened["Location"], "Judul dari warga" in text(visitor.get(opened["Location"]))) == (
        f"/lacak/{code}/",
        True,
    )


def test_an_act_by_a_link_opens_nothing_beside(cast: Cast, visitor: Client) -> None:
    report = builders.answered(cast, phone="0812 3456 7890").report
    visitor.post(address(message_to(report), "stop"))
    assert visitor.get(f"/lacak/{report.code}/").status_code == 302


def test_the_link_for_a_lost_key_opens_the_report_once(cast: Cast, visitor: Client) -> None:
    report = builders.answered(cast, phone="0812 3456 7890", title="Judul dari warga").report
    message_to(report)
    link = re.findall(r"/t/[\w-]+/", readmitting.by_number("6281234567890"))[0]
    assert (visitor.get(link).status_code, visitor.get(f"/lacak/{report.code}/").status_code) == (200, 302)
    opened = visitor.post(link)
    assert "Judul dari warga" in text(visitor.get(opened["Location"]))
    dead = visitor.post(link)
    assert (dead.status_code, "This link was used to open the report" in dead.content.decode()) == (410, True)
    again = re.findall(r"/t/[\w-]+/", readmitting.by_number("6281234567890"))[0]
    assert Client().post(again)["Location"] == f"/lacak/{report.code}/"


def test_the_reporter_says_that_it_is_settled(cast: Cast, visitor: Client) -> None:
    report = builders.answered(cast, phone="0812 3456 7890").report
    answer = visitor.post(address(message_to(report), "confirmation"))
    report.refresh_from_db()
    assert (answer.status_code, report.state, report.closed_by) == (200, "closed", "reporter")


def test_the_reporter_says_what_is_not_settled(cast: Cast, visitor: Client) -> None:
    report = builders.answered(cast, phone="0812 3456 7890").report
    link = address(message_to(report), "reopening")
    assert visitor.post(link, {"text": "  "}).status_code == 422
    visitor.post(link, {"text": "Lubangnya masih ada dan makin dalam."})
    report.refresh_from_db()
    assert report.state == "disposed"


def test_after_closing_the_reporter_opens_a_follow_up_report(cast: Cast, visitor: Client) -> None:
    report = builders.answered(cast, phone="0812 3456 7890").report
    close.run_out(report.code, at=timezone.now() + timedelta(days=60))
    link = address(message_to(report), "reopening")
    assert "Send, and open a follow-up report" in visitor.get(link).content.decode()
    page = visitor.post(link, {"text": "Lubangnya masih ada dan makin dalam."}).content.decode()
    new = Report.objects.get(previous=report)
    assert (new.state, f"a follow-up report is open for you: {new.code}." in page) == ("verified", True)
    assert visitor.get(link).status_code == 410


def test_after_setting_aside_the_reporter_writes_what_should_be_looked_at_again(cast: Cast, visitor: Client) -> None:
    report = builders.verified(cast, phone="0812 3456 7890").report
    archive.archive(report.code, by=cast.front_officer, reason="unclear", note="Tempatnya tidak disebut.")
    message = message_to(report)
    assert "Not settled" not in json.dumps(content_of(message.pk, bytes(message.text)))
    visitor.post(address(message, "messages"), {"text": "Lubangnya di depan pasar Alalak."})
    line = report.events.latest("seq")
    message_to(report)
    told = Notice.objects.filter(event=line, person__isnull=False).values_list("person__login", flat=True)
    assert (line.kind, "kominfo" in told) == ("message_sent", True)


def test_of_two_presses_in_one_moment_one_opens_the_report(cast: Cast) -> None:
    report = builders.answered(cast, phone="0812 3456 7890").report
    message_to(report)
    token = re.findall(r"/t/([\w-]+)/", readmitting.by_number("6281234567890"))[0]
    both = [tapping.look(token), tapping.look(token)]
    tapping.open_once(both[0])
    with pytest.raises(Dead) as refused:
        tapping.open_once(both[1])
    assert (refused.value.code, refused.value.values["act"]) == ("link.used", tapping.ASKED["key"])


def test_a_reporter_with_nothing_to_add_says_so_by_the_link_of_the_reminder(cast: Cast, visitor: Client) -> None:
    report = builders.in_work(cast, phone="081234567890", language="en").report
    ask(report.code, by=cast.pupr_admin, text="Di jalan apa tepatnya lubang itu?")
    warn(Promise.objects.get(report=report, step="complete_info").pk)
    link = address(message_to(report), "nothing-more")
    assert "I have nothing to add" in text(visitor.get(link))
    assert "Thank you. The report goes on with what we have." in text(visitor.post(link))
    line = report.events.latest("seq")
    assert (line.kind, line.facts["cause"], line.via) == ("resumed", "reporter", "link")
    assert visitor.post(link).status_code == 410
