"""The page of the audit trail: found by those who oversee, in words, and with nothing of a reporter in it."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.urls import reverse
from django.utils import timezone

from arcadumas.core.audit import trail
from arcadumas.core.audit.models import Entry
from arcadumas.core.audit.names import NAMES
from arcadumas.core.handling.disclose import disclose
from arcadumas.core.handling.verify import Finding
from arcadumas.duties.notifications import links, tell
from arcadumas.duties.notifications.models import Message
from tests import builders
from tests.cast import Cast
from tests.core.handling.acts import REASON
from tests.edges.pages.conftest import SignsIn

pytestmark = pytest.mark.django_db
AT = "/pengaturan/jejak/"
ROOT = Path(__file__).resolve().parents[4] / "arcadumas"
RECORDED = re.compile(r'record\(\s*"([a-z_]+)"|^ACT(?:, \w+)? = "([a-z_]+)"', re.M)


def text(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def test_it_stands_under_settings_for_the_overseers_alone(signs_in: SignsIn) -> None:
    for role, status in (("front_head", 200), ("inspector", 200), ("front_officer", 403), ("engineer", 403), ("pupr_head", 403), ("secretary", 403)):  # fmt: skip
        client = signs_in(role)
        assert client.get(AT).status_code == status
        assert (f'href="{AT}"' in client.get("/pengaturan/").content.decode()) == (status == 200)


def test_an_entry_says_who_did_what_and_why_and_nothing_of_the_reporter(cast: Cast, signs_in: SignsIn) -> None:
    report = builders.verified(cast, name="Siti Aminah", phone="0812 3456 7890", title="Jalan unikum").report
    disclose(report.code, by=cast.front_officer, reason=REASON)
    page = signs_in("inspector").get(AT, {"kode": report.code}).content.decode()
    for said in ("A reporter&#x27;s identity was revealed", REASON, "kominfo", f'href="/meja/{report.code}/"'):
        assert said in page
    assert [part for part in ("Siti", "3456", "unikum") if part in page] == []


def test_a_secret_report_is_not_there_for_the_head_of_the_desk(cast: Cast, signs_in: SignsIn) -> None:
    report = builders.verified(cast, finding=Finding(is_whistleblowing=True, about_units=["pupr"])).report
    for look in ({}, {"kode": report.code}, {"perbuatan": "about_named"}):
        page = signs_in("front_head").get(AT, look).content.decode()
        assert ("<table" in page, "No entry matches" in page, f"/meja/{report.code}" in page) == (False, True, False)
    assert report.code in signs_in("inspector").get(AT).content.decode()


def test_what_cannot_be_looked_for_is_said_and_nothing_is_shown(signs_in: SignsIn) -> None:
    trail.record("pin_set", by="sekda", via="web", subject="sekda")
    answer = signs_in("inspector").get(AT, {"dari": "kemarin"})
    assert (answer.status_code, "<table" in answer.content.decode()) == (422, False)
    empty = signs_in("inspector").get(AT, {"sampai": (timezone.localdate() - timedelta(days=1)).isoformat()})
    assert "No entry matches" in empty.content.decode()


def test_a_further_page_keeps_what_was_looked_for(signs_in: SignsIn) -> None:
    for _each in range(52):
        trail.record("pin_set", by="sekda", via="web", subject="sekda")
    client = signs_in("inspector")
    more = re.search(r'href="(\?[^"]*sebelum=\d+)"', client.get(AT, {"pelaku": "sekda"}).content.decode())[1]
    assert client.get(AT + more.replace("&amp;", "&")).content.decode().count("A PIN was set<small") == 2


def test_every_entry_that_the_house_writes_has_its_name() -> None:
    found = {a or b for path in ROOT.rglob("*.py") for a, b in RECORDED.findall(path.read_text())}
    assert found - {""} - set(NAMES) == set()
    assert set(NAMES) - found == set()


def test_the_message_about_a_revealed_identity_leads_there(cast: Cast, signs_in: SignsIn, settings: object) -> None:
    settings.EMAIL_URL = "smtp://127.0.0.1:1"
    report = builders.verified(cast, name="Siti Aminah").report
    disclose(report.code, by=cast.front_officer, reason=REASON)
    while tell.once():
        pass
    assert Message.objects.filter(template__startswith="aduan_identitas_dibuka").exists()
    message = Message.objects.filter(template__startswith="aduan_identitas_dibuka")[0]
    token = links.make(message.pk, "audit", expires_at=timezone.now() + timedelta(days=1))
    answer = signs_in("inspector").post(reverse("tap", args=[token]))
    assert (answer.status_code, answer["Location"]) == (303, f"{AT}?kode={report.code}")
    assert signs_in("inspector").get(answer["Location"]).status_code == 200
    assert Entry.objects.filter(act="audit_read").exists()
