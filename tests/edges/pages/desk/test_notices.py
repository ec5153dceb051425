"""All messages of a case: who, by what, when, what came of it and what is next; and once more, after a question."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from arcadumas.core.audit.models import Entry
from arcadumas.core.handling.accept import accept
from arcadumas.core.reports.models import Report
from arcadumas.duties.notifications import tell
from arcadumas.duties.notifications.models import Hold, Message, Notice
from tests import builders
from tests.cast import Cast
from tests.edges.pages.conftest import SignsIn

pytestmark = pytest.mark.django_db
PLANTED = ("3456", "62811", "@demo.test", "@contoh.id", "Siti", "Jalan berlubang", "membahayakan")


@pytest.fixture
def report(cast: Cast, settings: Any) -> Report:
    settings.WHATSAPP_TOKEN, settings.WHATSAPP_PHONE_NUMBER_ID = "t", "1"
    settings.EMAIL_URL = "smtp://127.0.0.1:1"
    found = builders.disposed(cast, name="Siti Aminah", phone="0812 3456 7890", email="siti@contoh.id").report
    while tell.once():
        pass
    return found


def to(login: str, channel: str = "whatsapp") -> Any:
    return Message.objects.filter(notices__person__login=login, notices__purpose="disposed", channel=channel)


def address(report: Report, message: Message | None = None) -> str:
    return f"/meja/{report.code}/pesan/" + (f"{message.pk}/kirim-ulang/" if message else "")


def text(response: Any) -> str:
    page = re.sub(r"<head>.*?</head>", "", response.content.decode(), flags=re.S)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page)).strip()


def person(page: str, name: str) -> str:
    """What the page says of one recipient, up to the next."""
    return page.split(name, 1)[1].split("Send once more", 1)[0]


def test_a_failure_says_why_and_what_comes_next(signs_in: SignsIn, report: Report) -> None:
    now = timezone.now()
    to("pupr.admin").update(state="failed", failed_at=now, error_code="131026", error_text="scripted")
    to("pupr.admin", "email").update(state="delivered", sent_at=now, delivered_at=now)
    to("pupr.kepala").update(attempts=2, next_at=now + timedelta(days=30), error_code="131000", error_text="scripted")
    page = text(signs_in("front_officer").get(address(report)))
    assert "The number is not on WhatsApp, or cannot receive messages; it has arrived by e-mail." in page
    assert re.search(r"A fault at WhatsApp; tried again at \w+day \d+ \w+, \d\d:\d\d\.", page)
    assert "scripted" not in page


def test_a_held_carrier_is_said(signs_in: SignsIn, report: Report) -> None:
    now = timezone.now()
    Hold.objects.create(carrier="whatsapp", since=now, until=now + timedelta(days=2), code="190")
    assert "WhatsApp takes nothing at present; tried again at" in text(signs_in("pupr_admin").get(address(report)))


def test_names_posts_and_units_stand_there_and_the_reporter_as_reporter(signs_in: SignsIn, cast: Cast, report: Report) -> None:  # fmt: skip
    page = text(signs_in("pupr_admin").get(address(report)))
    holder = cast.person("pupr_head")
    assert (holder.name in page, "Kepala Dinas PUPR" in page, "Reporter" in page) == (True, True, True)


def test_an_address_a_name_or_a_text_stands_nowhere(signs_in: SignsIn, report: Report) -> None:
    said = "550 5.1.1 <siti@contoh.id> 0812 3456 7890 Siti"
    Message.objects.update(state="failed", error_code="550", error_text=said, failed_at=timezone.now())
    message = to("pupr.admin").get()
    for role in ("front_officer", "front_head", "pupr_admin", "pupr_head", "inspector", "secretary", "regional_head"):
        client = signs_in(role)
        for where in (f"/meja/{report.code}/", address(report), address(report, message)):
            page = client.get(where).content.decode()
            hidden = [word for word in PLANTED if word in page and not (where.endswith(f"{report.code}/") and word in ("Jalan berlubang", "membahayakan"))]  # fmt: skip
            assert hidden == [], (role, where)


def test_the_summary_counts_each_recipient_once(signs_in: SignsIn, report: Report) -> None:
    Message.objects.update(state="sent")
    Message.objects.filter(notices__purpose="disposed", notices__recipient="post").update(state="read")
    Message.objects.filter(notices__recipient="reporter").update(state="failed", error_code="550")
    recipients = {
        (each.post_id, each.recipient) for each in Notice.objects.filter(report=report, messages__isnull=False)
    }
    read = Notice.objects.filter(report=report, purpose="disposed", recipient="post", messages__isnull=False)
    newest = f"{len(recipients)} told, {read.distinct().count()} read, 1 could not be reached"
    for where in (address(report), f"/meja/{report.code}/"):
        assert newest in text(signs_in("front_officer").get(where))


def test_a_later_notice_counts_and_not_the_first(signs_in: SignsIn, report: Report) -> None:
    """The front desk read that it came in; of the desk's notices only the newest decides."""
    Message.objects.update(state="failed", error_code="131026")
    Notice.objects.update(settled_at=None)
    assert "could not be reached" in text(signs_in("front_officer").get(address(report)))
    Notice.objects.update(settled_at=timezone.now())
    assert "could not be reached" not in text(signs_in("front_officer").get(address(report)))


def test_the_newest_news_stands_first_and_old_news_is_folded(cast: Cast, signs_in: SignsIn, report: Report) -> None:
    accept(report.code, by=cast.pupr_admin)
    while tell.once():
        pass
    page = signs_in("front_officer").get(address(report)).content.decode()
    titles = re.findall(r"<summary><b>(.*?)</b>", page)
    assert titles[-1] == "Report received"
    assert (len(titles) > 3, page.count("<details open>")) == (True, 3)


def test_sixty_messages_ask_no_more_statements_than_few(signs_in: SignsIn, report: Report) -> None:
    client = signs_in("front_officer")
    client.get(address(report))
    with CaptureQueriesContext(connection) as few:
        client.get(address(report))
    for notice in Notice.objects.filter(report=report):
        for n in range(8):
            make_copy(notice, n)
    assert Message.objects.count() > 60
    with CaptureQueriesContext(connection) as many:
        client.get(address(report))
    assert (len(few), len(few) <= 20) == (len(many), True)


def make_copy(notice: Notice, number: int) -> None:
    message = notice.messages.order_by("queued_at").first()
    if message is not None:
        message.pk, message._state.adding = None, True
        message.id = type(message)().id
        message.dedupe_key = f"{notice.pk}:{number}"
        message.save(force_insert=True)
        message.notices.set([notice])


# -- Once more ---------------------------------------------------------------------------------------------------------
def test_it_is_asked_first_and_then_done(signs_in: SignsIn, cast: Cast, report: Report) -> None:
    to("pupr.admin").update(state="failed", error_code="131026")
    message = to("pupr.admin").get()
    client, where = signs_in("front_officer"), address(report, message)
    before = Message.objects.count()
    asked = client.get(where)
    assert (asked.status_code, Message.objects.count()) == (200, before)
    assert "The same text goes by WhatsApp to" in text(asked)
    done = client.post(where)
    assert (done.status_code, done["Location"]) == (303, address(report))
    page = text(client.get(address(report)))
    assert (f"sent once more by {cast.person('front_officer').name}" in page, "Sent once more by WhatsApp" in page) == (True, True)  # fmt: skip
    assert Entry.objects.filter(act="message_resent", by="kominfo").count() == 1
    again = client.post(where)
    assert (again.status_code, "still on its way" in text(again)) == (409, True)
    assert Message.objects.count() == before + 1


def test_who_may_not_see_notices_finds_no_page(signs_in: SignsIn, report: Report) -> None:
    message = to("pupr.admin").get()
    for role, status in (("pupr_member", 403), ("dinkes_admin", 404), ("engineer", 403)):
        client = signs_in(role)
        assert [client.get(address(report)).status_code, client.post(address(report, message)).status_code] == [status] * 2  # fmt: skip


def test_a_message_of_another_case_is_not_found_here(signs_in: SignsIn, cast: Cast, report: Report) -> None:
    message = to("pupr.admin").get()
    other = builders.disposed(cast).report
    assert signs_in("front_officer").post(address(other, message)).status_code == 404


def test_a_stranger_is_asked_to_sign_in(client: Client, report: Report) -> None:
    assert client.get(address(report)).status_code == 302
