"""Words typed while a session, or the opening of a report, ran out: they are sent by one press after."""

import re
from typing import Any

import pytest
from django.test import Client

from arcadumas.core.reports.models import Event
from tests import builders
from tests.cast import Cast
from tests.edges.pages.conftest import SignsIn

pytestmark = pytest.mark.django_db
PASSWORD = "tiga kata acak sekali"
WORDS = 'Lubang "besar" sudah ditambal <hari ini> oleh seksi jalan.'


def fields(answer: Any, action: str) -> dict[str, str]:
    """The hidden fields of the form that posts there."""
    form = answer.content.decode().split(f'action="{action}"')[1].split("</form>")[0]
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form)
    plain = {"&quot;": '"', "&lt;": "<", "&gt;": ">"}
    return {name: re.sub("&quot;|&lt;|&gt;", lambda part: plain[part[0]], value) for name, value in found}


def test_an_officer_signs_in_again_and_sends_what_was_typed(cast: Cast, client: Client) -> None:
    report, person = builders.in_work(cast).report, cast.person("pupr_admin")
    person.set_password(PASSWORD)
    person.save()
    place = f"/meja/{report.code}/catatan/"
    door = client.post(place, {"text": WORDS, "version": "0"})
    assert (door.status_code, door["Location"]) == (307, f"/masuk/?next=%2Fmeja%2F{report.code}%2Fcatatan%2F")
    asked = client.post(door["Location"], {"text": WORDS, "version": "0"})
    kept = fields(asked, "/masuk/")
    assert (asked.status_code, kept["next"], kept["belum.text"]) == (200, place, WORDS)
    wrong = client.post("/masuk/", kept | {"username": "pupr.admin", "password": "salah"})
    assert (wrong.status_code, fields(wrong, "/masuk/")["belum.text"]) == (422, WORDS)
    inside = client.post("/masuk/", kept | {"username": "pupr.admin", "password": PASSWORD})
    assert (inside.status_code, Event.objects.filter(kind="note_added").exists()) == (200, False)
    sent = fields(inside, place)
    assert (sent["text"], "password" in sent) == (WORDS, False)
    assert client.post(place, {"text": sent["text"]}).status_code == 303
    assert Event.objects.filter(kind="note_added").count() == 1


def test_a_reporter_shows_the_key_again_and_sends_what_was_typed(cast: Cast, client: Client) -> None:
    receipt = builders.in_work(cast)
    code = receipt.report.code
    place = f"/lacak/{code}/pesan/"
    door = client.post(place, {"text": WORDS})
    assert (door.status_code, door["Location"]) == (307, f"/lacak/?code={code}&untuk=pesan")
    asked = client.post(door["Location"], {"text": WORDS})
    kept = fields(asked, "/lacak/")
    assert (asked.status_code, kept["belum.text"], f'value="{code}"' in asked.content.decode()) == (200, WORDS, True)
    wrong = client.post("/lacak/", kept | {"code": code, "secret": "AAAAAAAAAAAA"})
    assert (wrong.status_code, fields(wrong, "/lacak/")["belum.text"]) == (422, WORDS)
    inside = client.post("/lacak/", kept | {"code": code, "secret": receipt.secret})
    assert (inside.status_code, Event.objects.filter(kind="message_sent").count()) == (200, 0)
    assert client.post(place, fields(inside, place)).status_code == 302
    assert Event.objects.filter(kind="message_sent").count() == 1


def test_nothing_worth_carrying_asks_as_ever(cast: Cast, client: Client, signs_in: SignsIn) -> None:
    report = builders.in_work(cast).report
    for path, door in (
        (f"/meja/{report.code}/penerimaan/", "/masuk/"),
        (f"/lacak/{report.code}/konfirmasi/", "/lacak/"),
    ):
        answer = client.post(path, {"version": "3"})
        assert (answer.status_code, answer["Location"].startswith(door)) == (302, True)
    secret = client.post("/masuk/", {"username": "x", "password": WORDS})
    assert (secret.status_code, "belum." in secret.content.decode(), WORDS in secret.content.decode()) == (
        422,
        False,
        False,
    )
    plain = client.post("/lacak/", {"code": report.code, "secret": "AAAAAAAAAAAA"})
    assert "belum." not in plain.content.decode()
