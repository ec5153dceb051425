"""The page of the whole outbox: for those who tend it, by what is looked for, and never an address or a text."""

import csv
import io
import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from arcadumas.core.audit.models import Entry
from arcadumas.core.organisation.models import Unit
from arcadumas.core.reports.models import About, Report
from arcadumas.duties.notifications import tell
from arcadumas.duties.notifications.models import Hold, Message, Notice
from tests import builders
from tests.cast import Cast
from tests.edges.pages.conftest import SignsIn

pytestmark = pytest.mark.django_db
AT = "/pengaturan/pesan/"
PLANTED = ("3456", "62811", "@demo.test", "@contoh.id", "Siti", "Jalan berlubang", "membahayakan")


@pytest.fixture
def report(cast: Cast, settings: Any) -> Report:
    settings.WHATSAPP_TOKEN, settings.WHATSAPP_PHONE_NUMBER_ID = "t", "1"
    settings.EMAIL_URL = "smtp://127.0.0.1:1"
    found = builders.disposed(cast, name="Siti Aminah", phone="0812 3456 7890", email="siti@contoh.id").report
    while tell.once():
        pass
    Notice.objects.update(settled_at=None)
    return found


def fail(**of: Any) -> int:
    said = "550 5.1.1 <siti@contoh.id> 0812 3456 7890 Siti"
    return Message.objects.filter(**of).update(
        state="failed", failed_at=timezone.now(), error_code="550", error_text=said, attempts=1
    )


def rows(page: Any) -> list[str]:
    body = page.content.decode().partition("Recipient</th>")[2]
    return [
        re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", row)) for row in re.findall(r'<tr><th scope="row">.*?</tr>', body, re.S)
    ]  # fmt: skip


@pytest.mark.parametrize(
    "role", ["front_officer", "pupr_admin", "pupr_head", "inspector", "secretary", "regional_head"]
)
def test_only_those_who_tend_it_come_in(signs_in: SignsIn, report: Report, role: str) -> None:
    client = signs_in(role)
    key = Message.objects.all()[0].pk
    pages = [AT, f"{AT}unduh/", f"{AT}kirim-ulang/", f"{AT}pembatalan/", "/pengaturan/biaya/"]
    assert {client.get(page).status_code for page in pages} == {403}
    posts = [f"{AT}kirim-ulang/", f"{AT}pembatalan/", f"{AT}{key}/kirim-ulang/", "/pengaturan/biaya/"]
    assert {client.post(page, {"reason": "cukup panjang"}).status_code for page in posts} == {403}
    assert set(Message.objects.values_list("state", flat=True)) == {"queued"}


def test_a_stranger_is_asked_to_sign_in(client: Client) -> None:
    assert client.get(AT).status_code == 302


def test_the_head_of_the_desk_sees_codes_and_the_engineer_none(signs_in: SignsIn, report: Report) -> None:
    head, engineer = (signs_in(role).get(AT) for role in ("front_head", "engineer"))
    assert len(rows(head)) == len(rows(engineer)) == Message.objects.count()
    assert (report.code in head.content.decode(), report.code in engineer.content.decode()) == (True, False)


def test_no_number_tells_the_head_of_the_desk_of_messages_that_are_hidden(signs_in: SignsIn, report: Report) -> None:
    def due(role: str) -> list[str]:
        return re.findall(r'data-l="Due now">([0-9+]+)', signs_in(role).get(AT).content.decode())

    whatsapp, email = (str(Message.objects.filter(channel=channel).count()) for channel in ("whatsapp", "email"))
    assert due("front_head") == due("engineer") == [whatsapp, email]
    About.objects.create(report=report, unit=Unit.objects.get(is_front_desk=True))
    assert (due("front_head"), due("engineer")) == (["0", "0"], [whatsapp, email])


def test_an_address_a_name_or_a_text_stands_nowhere(signs_in: SignsIn, report: Report) -> None:
    fail()
    for role in ("front_head", "engineer"):
        for page in (AT, f"{AT}unduh/", f"{AT}kirim-ulang/", f"{AT}pembatalan/"):
            response = signs_in(role).get(page)
            content = b"".join(response.streaming_content) if response.streaming else response.content  # type: ignore[attr-defined]
            assert [word for word in PLANTED if word in content.decode()] == [], page


def test_it_shows_what_is_looked_for(signs_in: SignsIn, report: Report) -> None:
    fail(channel="email", unit__code="pupr")
    client = signs_in("front_head")
    failed = Message.objects.filter(state="failed").count()
    for look in ("keadaan=failed", "galat=550", "saluran=email&unit=pupr", "keadaan=failed&unit=pupr&perihal="):
        shown = rows(client.get(f"{AT}?{look}"))
        assert len(shown) == failed, look
    assert "There is no such mailbox" in shown[0]
    assert rows(client.get(f"{AT}?unit=dinkes")) == []
    assert client.get(f"{AT}?dari=kemarin").status_code == 422


def test_at_first_it_looks_back_thirty_days(signs_in: SignsIn, report: Report) -> None:
    Message.objects.filter(channel="email").update(queued_at=timezone.now() - timedelta(days=40))
    client = signs_in("front_head")
    few, all_ = rows(client.get(AT)), rows(client.get(f"{AT}?dari="))
    assert (len(few), len(all_)) == (Message.objects.filter(channel="whatsapp").count(), Message.objects.count())


def test_the_tabs_count_and_stop_at_a_thousand(signs_in: SignsIn, report: Report, monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    fail(channel="email")
    tabs = re.findall(r'<a href="\?[^"]*keadaan=(\w*)[^"]*"[^>]*>[^<]* <b>([^<]*)</b>', signs_in("front_head").get(AT).content.decode())  # fmt: skip
    whatsapp, email = (Message.objects.filter(channel=channel).count() for channel in ("whatsapp", "email"))
    assert tabs == [("", str(whatsapp + email)), ("queued", str(whatsapp)), ("failed", str(email)), ("uncertain", "0")]
    monkeypatch.setattr("arcadumas.edges.pages.settings.outbox.MOST", 2)
    assert "<b>2+</b>" in signs_in("front_head").get(AT).content.decode()


def test_more_rows_ask_no_more_statements(signs_in: SignsIn, report: Report) -> None:
    client = signs_in("front_head")
    client.get(AT)
    with CaptureQueriesContext(connection) as few:
        client.get(f"{AT}?unit=reporter&dari=")
    with CaptureQueriesContext(connection) as many:
        client.get(f"{AT}?dari=")
    assert (len(few), len(many), len(many) <= 13) == (len(many), len(many), True)


def test_the_next_page_goes_on(signs_in: SignsIn, report: Report, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("arcadumas.duties.notifications.overview.page.__kwdefaults__", {"after": "", "size": 4})
    client, seen = signs_in("front_head"), 0
    page = client.get(AT).content.decode()
    while True:
        seen += page.count("kirim-ulang/?") * 0 + len(
            re.findall(r'<tr><th scope="row">', page.rpartition("<thead>")[2])
        )
        more = re.search(r'<a class="btn" href="(\?[^"]*sesudah=[^"]*)"', page)
        if more is None:
            break
        page = client.get(AT + more[1].replace("&amp;", "&")).content.decode()
    assert seen == Message.objects.count()


def test_a_held_carrier_is_shown_with_its_reason(signs_in: SignsIn, report: Report) -> None:
    now = timezone.now()
    Hold.objects.create(carrier="whatsapp", since=now, until=now, code="131042", text="x")
    page = signs_in("engineer").get(AT).content.decode()
    assert "there is a problem with the payment of the WhatsApp account" in page


# -- Acts --------------------------------------------------------------------------------------------------------------
def test_what_failed_is_sent_again_after_a_look_at_how_many(signs_in: SignsIn, report: Report) -> None:
    failed = fail(channel="email")
    client = signs_in("front_head")
    asked = client.get(f"{AT}kirim-ulang/?saluran=email").content.decode()
    assert (f"{failed} messages go out once more" in asked, Message.objects.filter(state="failed").count()) == (True, failed)  # fmt: skip
    done = client.post(f"{AT}kirim-ulang/?saluran=email", follow=True)
    assert f"{failed} messages are queued once more." in done.content.decode()
    assert done.redirect_chain[0][1] == 303
    assert "saluran=email" in done.redirect_chain[0][0]
    assert Message.objects.filter(state="failed").count() == 0
    assert "0 messages are queued" in client.post(f"{AT}kirim-ulang/?saluran=email", follow=True).content.decode()


def test_one_is_sent_again(signs_in: SignsIn, report: Report) -> None:
    message = Message.objects.filter(channel="email")[0]
    fail(pk=message.pk)
    client = signs_in("engineer")
    assert f"{AT}{message.pk}/kirim-ulang/" in client.get(AT).content.decode()
    for words in ("The message is queued once more.", "nothing to send again"):
        assert words in client.post(f"{AT}{message.pk}/kirim-ulang/", follow=True).content.decode()
    assert Message.objects.get(pk=message.pk).state == "queued"


def test_what_waits_is_called_off_with_a_reason(signs_in: SignsIn, report: Report) -> None:
    client, where = signs_in("front_head"), f"{AT}pembatalan/?unit=pupr"
    waiting = Message.objects.filter(unit__code="pupr").count()
    assert f"{waiting} messages are not sent" in client.get(where).content.decode()
    refused = client.post(where, {"reason": "salah"})
    assert (refused.status_code, "salah</textarea>" in refused.content.decode()) == (422, True)
    assert Message.objects.filter(state="superseded").count() == 0
    done = client.post(where, {"reason": "Impor keliru, dikirim ulang besok."}, follow=True).content.decode()
    assert f"{waiting} messages are called off." in done
    assert Message.objects.filter(state="superseded").count() == waiting


def test_the_download_holds_what_is_looked_for_and_is_written_down(signs_in: SignsIn, report: Report) -> None:
    failed = fail(channel="email")
    response = signs_in("front_head").get(f"{AT}unduh/?keadaan=failed&dari=")
    table = list(csv.DictReader(io.StringIO(b"".join(response.streaming_content).decode())))  # type: ignore[attr-defined]
    assert (len(table), {row["error_code"] for row in table}, {row["report"] for row in table}) == (failed, {"550"}, {report.code})  # fmt: skip
    entry = Entry.objects.get(act="outbox_exported")
    assert (entry.by, entry.facts) == ("kominfo.kepala", {"state": "failed"})


def test_no_cell_of_the_download_is_a_formula(signs_in: SignsIn, report: Report, cast: Cast) -> None:
    notice = Notice.objects.filter(post__isnull=False)[0]
    notice.post.title = "=HYPERLINK(1)"
    notice.post.save()
    content = b"".join(signs_in("engineer").get(f"{AT}unduh/").streaming_content).decode()  # type: ignore[attr-defined]
    assert (",'=HYPERLINK(1)," in content, ",=HYPERLINK" in content) == (True, False)
