"""The public form: without JavaScript, once however often it is sent, and nothing typed is lost."""

import html
import io
import re
from typing import Any

import pytest
from django.test import Client
from PIL import Image

from arcadumas.core.reports import attachments, dangers
from arcadumas.core.reports.models import Attachment, Report, Reporter
from arcadumas.site import demo

pytestmark = pytest.mark.django_db


def token_of(client: Client) -> str:
    page = client.get("/lapor/").content.decode()
    found = re.search(r'name="token" value="([^"]+)"', page)
    assert found
    return found[1]


def entries(client: Client, **values: Any) -> dict[str, Any]:
    return {
        "token": token_of(client), "kind": "complaint", "title": "Lampu jalan mati", "body": "Gelap sejak hari Senin.",
        "anonymous": "on", **values,
    }  # fmt: skip


def photo() -> io.BytesIO:
    file = io.BytesIO()
    exif = Image.Exif()
    exif[0x8825] = {1: "S", 2: (3.0, 5.0, 6.0)}
    Image.new("RGB", (40, 30), "green").save(file, "JPEG", exif=exif)
    file.seek(0)
    file.name = "Budi Contoh.jpg"
    return file


def test_a_citizen_sends_a_report_and_gets_code_and_key(client: Client) -> None:
    demo.load()
    answer = client.post(
        "/lapor/",
        entries(client, district="63.04.05", village="handil bakti", photos=[photo()], phone="0812 3456 7890"),
    )
    assert (answer.status_code, answer["Location"]) == (302, "/lapor/terima/")
    report = Report.objects.get()
    receipt = client.get("/lapor/terima/").content.decode()
    assert report.code in receipt
    assert (report.area_id, report.is_anonymous, report.source) == ("63.04.05.1003", True, "web")
    assert Attachment.objects.get().content_type == "image/jpeg"
    assert Reporter.objects.count() == 1


def test_the_same_form_sent_twice_is_one_report_and_one_receipt(client: Client) -> None:
    values = entries(client)
    client.post("/lapor/", values)
    first = client.get("/lapor/terima/").content
    client.post("/lapor/", values)
    assert Report.objects.count() == 1
    key = re.compile(rb'<dd class="code" translate="no">([^<]+)</dd>')
    assert key.findall(client.get("/lapor/terima/").content) == key.findall(first)


def test_what_was_typed_stays_when_something_is_missing(client: Client) -> None:
    answer = client.post("/lapor/", entries(client, title="", phone="123", body="Isi yang panjang & <tebal>."))
    page = answer.content.decode()
    assert (answer.status_code, Report.objects.count()) == (422, 0)
    assert "Isi yang panjang &amp; &lt;tebal&gt;." in page
    assert 'href="#title"' in page
    assert 'href="#phone"' in page


@pytest.mark.parametrize(
    "values",
    [{"title": "x" * 201}, {"body": "y" * 10_001}, {"title": "nol\x00"}, {"occurred_on": "kemarin"}, {"unit": "tidak-ada"},
     {"district": "99.99"}, {"kind": "lain"}, {"email": "salah@"}],
)  # fmt: skip
def test_what_does_not_fit_is_refused_and_nothing_is_stored(client: Client, values: dict[str, Any]) -> None:
    assert client.post("/lapor/", entries(client, **values)).status_code == 422
    assert Report.objects.count() == 0


def test_a_stale_form_keeps_the_entries_under_a_new_token(client: Client) -> None:
    answer = client.post("/lapor/", entries(client, token="lama"))
    assert answer.status_code == 422
    assert "Gelap sejak hari Senin." in answer.content.decode()
    token = re.search(r'name="token" value="([^"]+)"', answer.content.decode())
    assert token
    assert client.post("/lapor/", entries(client, token=token[1])).status_code == 302


def test_a_file_that_is_no_photo_is_refused_with_a_sentence(client: Client) -> None:
    bad = io.BytesIO(b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>")
    bad.name = "foto.jpg"
    answer = client.post("/lapor/", entries(client, photos=[bad]))
    assert (answer.status_code, Report.objects.count()) == (422, 0)
    assert "e-photos" in answer.content.decode()


def test_danger_brings_the_emergency_numbers_first(client: Client) -> None:
    client.post("/lapor/", entries(client, title="Rumah kebakaran"))
    page = client.get("/lapor/terima/").content.decode()
    assert page.index('href="tel:112"') < page.index("<dl")


def test_the_browser_is_given_the_words_that_the_server_knows(client: Client) -> None:
    page = html.unescape(client.get("/lapor/").content.decode())
    assert (f'data-danger="{dangers.WORD}"' in page, f'data-otherwise="{dangers.OTHERWISE}"' in page) == (True, True)
    client.post("/lapor/", entries(client, title="Kepala dinas kebakaran jenggot"))
    assert 'href="tel:112"' not in client.get("/lapor/terima/").content.decode()


def test_the_receipt_needs_the_browser_that_sent_the_form(client: Client) -> None:
    client.post("/lapor/", entries(client))
    assert Client().get("/lapor/terima/").status_code == 302


def test_too_many_reports_from_one_address_wait(client: Client, settings: Any) -> None:
    settings.INTAKE_LIMIT = 2
    assert [client.post("/lapor/", entries(client)).status_code for _n in range(3)] == [302, 302, 429]


@pytest.mark.parametrize("address", ["/", "/lapor/", "/lacak/"])
def test_a_program_may_look_at_the_head_alone(client: Client, address: str) -> None:
    assert client.head(address).status_code == 200


def test_it_takes_as_many_photos_as_every_other_door(client: Client) -> None:
    sent = client.post("/lapor/", entries(client, photos=[photo() for _each in range(attachments.MOST + 1)]))
    assert (sent.status_code, Report.objects.count()) == (422, 0)
    client.post("/lapor/", entries(client, photos=[photo() for _each in range(attachments.MOST)]))
    assert Attachment.objects.filter(report=Report.objects.get()).count() == attachments.MOST
