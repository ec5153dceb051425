"""After the answer: the reporter's ten working days, through the HTTP surface, with time moved."""

import json
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db.models import F
from django.test import Client
from django.utils import timezone

from arcadumas.core.deadlines import rules
from arcadumas.core.reports.intake import Receipt
from arcadumas.core.reports.models import Event, Promise, Rating
from arcadumas.duties.escalation import rounds
from arcadumas.duties.notifications import tell
from arcadumas.duties.notifications.composing import content_of
from arcadumas.duties.notifications.models import Message
from tests import builders
from tests.cast import Cast
from tests.edges.api.ring import Ring

pytestmark = pytest.mark.django_db
REASON = "Lubangnya masih ada di depan pasar."


@pytest.fixture
def ring(db: None, settings: Any) -> Ring:
    """With both channels set up, so that there is something to be told."""
    settings.WHATSAPP_TOKEN, settings.WHATSAPP_PHONE_NUMBER_ID = "t", "1"
    settings.EMAIL_URL = "smtp://127.0.0.1:1"
    return Ring(cast=Cast.assemble())


def answered(ring: Ring, *, working_days_ago: int, **values: Any) -> Receipt:
    """Answered so many working days ago: the whole life of the report lies that much earlier."""
    receipt = builders.answered(ring.cast, **values)
    now, calendar = timezone.now(), rules.current()
    then = now
    while calendar.working_days_between(then, now) < working_days_ago:
        then -= timedelta(days=1)
    Event.objects.filter(report=receipt.report).update(at=F("at") - (now - then))
    moved = {name: F(name) - (now - then) for name in ("starts_at", "due_at", "met_at")}
    Promise.objects.filter(report=receipt.report).update(**moved)
    clock = Promise.objects.get(report=receipt.report, step="reporter_reply")
    due = calendar.due("reporter_reply", receipt.report.report_class, clock.starts_at)
    assert due is not None
    Promise.objects.filter(pk=clock.pk).update(due_at=due.due_at)
    return receipt


def view(ring: Ring, receipt: Receipt, *, by: str = "front_officer") -> dict[str, Any]:
    return dict(ring.get(f"/reports/{receipt.report.code}", by=by).json())


def written(receipt: Receipt) -> str:
    """Everything that messages about this report say, to whomever."""
    found = Message.objects.filter(notices__report=receipt.report).distinct()
    return json.dumps([content_of(message.pk, bytes(message.text)) for message in found])


def settle(shown: dict[str, Any]) -> dict[str, Any]:
    return next(dict(clock) for clock in shown["due"]["promises"] if clock["step"] == "settle")


def test_on_day_nine_an_objection_opens_it_again_at_the_same_lead_and_the_head_is_told(ring: Ring) -> None:
    receipt = answered(ring, working_days_ago=9)
    assert rounds.run(timezone.now()).closed == 0
    before = settle(view(ring, receipt))
    answer = ring.act(receipt, "reopening", {"reason": REASON}, secret=receipt.secret)
    assert (answer.status_code, answer.json()["state"]) == (201, "disposed")
    after = view(ring, receipt)
    assert (after["state"], after["unit"]["code"], after["closed_by"]) == ("disposed", "pupr", None)
    assert [(each["unit"], each["state"]) for each in after["dispositions"]] == [
        ("pupr", "answered"),
        ("pupr", "offered"),
    ]
    clock = settle(after)
    stood = rules.resume(
        datetime.fromisoformat(before["due_at"]),
        datetime.fromisoformat(before["met_at"]),
        timezone.now(),
        "working_days",
    )
    assert (clock["state"], clock["met_at"], clock["starts_at"]) == ("running", None, before["starts_at"])
    assert datetime.fromisoformat(clock["due_at"]) == stood
    while tell.once():
        pass
    told = ring.get(f"/reports/{receipt.report.code}/notifications", by="front_officer").json()
    assert "head" in {notice["recipient"].get("role") for notice in told if notice["event"] == "objected"}


def test_after_ten_working_days_the_system_closes_it_and_on_day_eleven_a_linked_report_carries_it_on(
    ring: Ring,
) -> None:
    receipt = answered(ring, working_days_ago=11, title="Jalan berlubang di depan pasar")
    assert rounds.run(timezone.now()).closed == 1
    closed = view(ring, receipt)
    assert (closed["state"], closed["closed_by"], closed["state_label"]) == ("closed", "system", "Closed by the system")
    answer = ring.act(receipt, "reopening", {"reason": REASON}, secret=receipt.secret)
    slip = answer.json()
    assert (answer.status_code, set(slip)) == (201, {"code", "secret", "url"})
    old = view(ring, receipt)
    assert (old["state"], old["closed_by"], old["linked"]) == (
        "closed",
        "system",
        [{"code": slip["code"], "is_newer": True}],
    )
    new = ring.get(f"/reports/{slip['code']}", by="front_officer").json()
    assert (new["state"], new["title"], new["body"]) == ("verified", "Jalan berlubang di depan pasar", REASON)
    assert new["linked"] == [{"code": receipt.report.code, "is_newer": False}]
    running = {clock["step"] for clock in new["due"]["promises"] if clock["state"] == "running"}
    assert running == {"respond", "settle", "dispose", "sp4n_link"}
    own = ring.get(f"/reports/{slip['code']}", secret=slip["secret"]).json()
    assert own["linked"] == [{"code": receipt.report.code, "is_newer": False}]
    again = ring.act(receipt, "reopening", {"reason": REASON}, secret=receipt.secret)
    assert again.status_code == 409


def test_who_closed_it_stands_on_every_page_and_no_rating_is_invented(ring: Ring) -> None:
    by_system = answered(ring, working_days_ago=11)
    rounds.run(timezone.now())
    by_reporter, by_officer = builders.answered(ring.cast), builders.answered(ring.cast)
    ring.act(by_reporter, "confirmation", secret=by_reporter.secret)
    ring.act(by_officer, "closing", {"reason": "Pelapor sudah ditelepon."}, by="front_officer")
    expected = {
        "system": (by_system, "Closed by the system", "The system closed this report"),
        "reporter": (by_reporter, "Closed by the reporter", "You closed this report"),
        "officer": (by_officer, "Closed by an officer", "An officer closed this report"),
    }
    listed = {row["code"]: row for row in ring.get("/reports?state=closed", by="front_officer").json()["results"]}
    desk = Client(headers={"accept-language": "en"})
    desk.force_login(ring.cast.person("front_officer"))
    for closed_by, (receipt, label, plainly) in expected.items():
        code = receipt.report.code
        assert (listed[code]["closed_by"], listed[code]["state_label"]) == (closed_by, label)
        assert ring.get(f"/reports/{code}", secret=receipt.secret).json()["closed_by"] == closed_by
        assert label in desk.get(f"/meja/{code}/").content.decode()
        citizen = Client(headers={"accept-language": "en"})
        page = citizen.get("/lacak/", {"code": code, "secret": receipt.secret}, follow=True).content.decode()
        assert plainly in page
    assert Rating.objects.exists() is False


def test_a_whistleblower_talks_with_the_inspectorate_by_code_and_key_and_no_message_holds_a_word(ring: Ring) -> None:
    receipt = builders.received(title="Potongan dana", body="Bendahara memotong dana bantuan.", about_officials=True)
    words = ("Apakah ada kuitansi?", "Ada, di laci bendahara.", "Bendahara diperiksa hari Senin.")
    ring.act(receipt, "verification", {"is_whistleblowing": True}, by="front_officer")
    assert ring.act(receipt, "question", {"text": words[0]}, by="inspector").status_code == 201
    citizen = Client()
    place = citizen.get("/lacak/", {"code": receipt.report.code, "secret": receipt.secret})["Location"]
    assert words[0] in citizen.get(place).content.decode()
    citizen.post(f"{place}pesan/", {"text": words[1]})
    ring.act(receipt, "disposition", {"unit": "inspektorat", "instruction": ""}, by="inspector")
    ring.act(receipt, "acceptance", by="inspector")
    assert ring.act(receipt, "response", {"text": words[2]}, by="inspector").status_code == 201
    both = ring.get(f"/reports/{receipt.report.code}", by="inspector").json()
    assert [message["text"] for message in both["messages"]] == list(words)
    own = ring.get(f"/reports/{receipt.report.code}", secret=receipt.secret).json()
    assert [message["text"] for message in own["messages"]] == list(words)
    while tell.once():
        pass
    notices = ring.get(f"/reports/{receipt.report.code}/notifications", by="inspector").json()
    told = json.dumps(notices) + written(receipt)
    assert len(notices) > 0
    assert [word for word in (*words, "Bendahara", "Potongan") if word in told] == []
    for stranger in ("front_officer", "front_head", "secretary", "regional_head", "pupr_head"):
        assert ring.get(f"/reports/{receipt.report.code}", by=stranger).status_code == 404
