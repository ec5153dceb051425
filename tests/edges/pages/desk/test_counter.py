"""Writing down a report for a citizen, and the receipt that is shown once."""

import io
import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from arcadumas.core.reports import identity, intake
from arcadumas.core.reports.models import Attachment, Report
from tests import builders
from tests.cast import Cast
from tests.edges.pages.conftest import SignsIn

pytestmark = pytest.mark.django_db
VALUES = {
    "once": "satu", "source": "counter", "kind": "complaint", "title": "Lampu jalan mati", "body": "Sejak Senin gelap sekali.",
    "anonymous": "on", "name": "Siti Aminah", "phone": "0812 3456 7890", "village": "63.04.05", "unit": "dishub",
}  # fmt: skip


def text(answer: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def test_the_citizen_gets_a_code_and_a_key_that_open_the_report(signs_in: SignsIn) -> None:
    answer = signs_in("front_officer").post("/meja/baru/", VALUES)
    code, key = re.findall(r'<dd class="code" translate="no">([^<]+)</dd>', answer.content.decode())
    report = Report.objects.get(code=code)
    assert (answer.status_code, answer["Cache-Control"], intake.is_secret(report, key)) == (200, "no-store", True)
    assert (report.source, report.visibility, report.area_id, report.named_unit.code) == (
        "counter",
        ["anonymous"],
        "63.04.05",
        "dishub",
    )
    assert identity.address_for(report).phone == "+6281234567890"
    assert "by " in text(answer)


def test_a_report_by_telephone_may_be_open(signs_in: SignsIn) -> None:
    values = {name: value for name, value in VALUES.items() if name != "anonymous"} | {
        "source": "phone",
        "confidential": "on",
    }
    signs_in("front_head").post("/meja/baru/", values)
    report = Report.objects.get()
    assert (report.source, report.visibility) == ("phone", ["confidential"])


def test_a_photo_is_cleaned_and_kept(signs_in: SignsIn) -> None:
    out = io.BytesIO()
    Image.new("RGB", (60, 40)).save(out, "JPEG")
    files = [SimpleUploadedFile(f"{n}.jpg", out.getvalue(), "image/jpeg") for n in range(2)]
    signs_in("front_officer").post("/meja/baru/", {**VALUES, "photos": files})
    assert [each.content_type for each in Attachment.objects.all()] == ["image/jpeg"] * 2


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"title": " "}, "There is no title yet."),
        ({"source": "web"}, "Select a valid choice"),
        ({"phone": "12"}, "That number looks incomplete."),
        ({"occurred_on": "2999-01-01"}, "That date is in the future."),
        ({"photos": SimpleUploadedFile("a.txt", b"bukan foto")}, "We do not take files like a.txt."),
    ],
)
def test_what_does_not_fit_is_said_and_nothing_is_lost(
    signs_in: SignsIn, change: dict[str, Any], sentence: str
) -> None:
    answer = signs_in("front_officer").post("/meja/baru/", {**VALUES, **change})
    page = answer.content.decode()
    assert (answer.status_code, sentence in text(answer), Report.objects.count()) == (422, True, 0)
    assert ("Sejak Senin gelap sekali." in page, 'value="Siti Aminah"' in page) == (True, True)


def test_the_same_form_sent_twice_makes_one_report(signs_in: SignsIn) -> None:
    client = signs_in("front_officer")
    client.post("/meja/baru/", VALUES)
    again = client.post("/meja/baru/", VALUES)
    assert (again.status_code, Report.objects.count()) == (409, 1)
    assert f"We already have this report, code {Report.objects.get().code}." in text(again)
    client.post("/meja/baru/", {**VALUES, "once": "dua"})
    assert Report.objects.count() == 2


def test_only_the_front_desk_writes_down(cast: Cast, signs_in: SignsIn) -> None:
    for role in ("pupr_admin", "secretary"):
        client = signs_in(role)
        assert (client.get("/meja/baru/").status_code, client.post("/meja/baru/", VALUES).status_code) == (403, 403)
        assert "Write down a report" not in text(client.get("/meja/"))
    assert Report.objects.count() == 0


def test_a_point_is_taken_from_the_button_or_from_what_the_citizen_shows(signs_in: SignsIn) -> None:
    client = signs_in("front_officer")
    client.post("/meja/baru/", {**VALUES, "place_text": "Seberang pasar", "lat": "-3.09512", "lon": "114.5726"})
    client.post("/meja/baru/", {**VALUES, "once": "dua", "place_text": "-3.09512, 114.57260"})
    kept = Report.objects.order_by("id").values_list("latitude", "longitude", "place_text")
    assert list(kept) == [(-3.09512, 114.5726, "Seberang pasar"), (-3.09512, 114.5726, "")]


def test_a_point_outlives_a_refusal_and_a_broken_one_is_said(signs_in: SignsIn) -> None:
    client = signs_in("front_officer")
    page = client.post("/meja/baru/", {**VALUES, "title": "", "lat": "-3.09512", "lon": "114.5726"}).content.decode()
    assert 'name="lat" value="-3.09512"' in page and 'name="lon" value="114.5726"' in page
    answer = client.post("/meja/baru/", {**VALUES, "lat": "utara", "lon": "114.5726"})
    assert (answer.status_code, Report.objects.count()) == (422, 0)
    assert "We cannot read that point." in text(answer) and 'name="lat" value=""' in answer.content.decode()


def test_a_place_outside_is_said_on_the_receipt(signs_in: SignsIn) -> None:
    answer = signs_in("front_officer").post("/meja/baru/", {**VALUES, "lat": "-6.2", "lon": "106.8"})
    assert "This place seems to be outside Kabupaten Barito Kuala." in text(answer)


def test_what_is_like_it_is_shown_once_before_it_is_saved(signs_in: SignsIn) -> None:
    same = {"title": "Lampu jalan mati", "body": "Lampu jalan depan pasar mati, gelap sekali."}
    placed = builders.received(**same, village="63.04.05").report
    bare = builders.received(**same, unit="dishub").report
    client = signs_in("front_officer")
    assert 'name="similar" value="ask"' in client.get("/meja/baru/").content.decode()
    answer = client.post("/meja/baru/", {**VALUES, **same, "similar": "ask"})
    page = answer.content.decode()
    assert (answer.status_code, Report.objects.count()) == (200, 2)
    assert (placed.code in page, bare.code in page, "no place to compare" in page, 'value="Siti Aminah"' in page) == (
        True,
    ) * 4
    assert 'name="similar" value=""' in page
    client.post("/meja/baru/", {**VALUES, **same, "similar": ""})
    assert Report.objects.count() == 3


def test_nothing_is_asked_where_nothing_is_like_it_or_photos_would_be_lost(signs_in: SignsIn) -> None:
    client = signs_in("front_officer")
    client.post("/meja/baru/", {**VALUES, "similar": "ask"})
    out = io.BytesIO()
    Image.new("RGB", (60, 40)).save(out, "JPEG")
    photo = SimpleUploadedFile("a.jpg", out.getvalue(), "image/jpeg")
    client.post("/meja/baru/", {**VALUES, "once": "dua", "similar": "ask", "photos": photo})
    assert Report.objects.count() == 2


def test_danger_brings_the_numbers_to_the_form_and_to_the_receipt(signs_in: SignsIn) -> None:
    client = signs_in("front_officer")
    burning = {**VALUES, "title": "Rumah tetangga kebakaran"}
    for answer in (client.post("/meja/baru/", {**burning, "phone": "12"}), client.post("/meja/baru/", burning)):
        assert 'href="tel:112"' in answer.content.decode()
    assert 'href="tel:112"' not in client.get("/meja/baru/").content.decode()
