"""A drill by the real outbox: marked, answered by button or link, ended with a result; no report hears of it."""

from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from arcadumas.core.drills import result
from arcadumas.core.drills.models import Drill
from arcadumas.core.drills.start import start
from arcadumas.core.organisation.actors import Actor, Via
from arcadumas.core.organisation.models import Person
from arcadumas.core.reports.models import Event, Promise, Report, Unread
from arcadumas.duties.escalation import rounds
from arcadumas.duties.notifications import acting, drilling, fallback, outbox, receipts, worker
from arcadumas.duties.notifications.composing import content_of
from arcadumas.duties.notifications.models import Message, Notice
from tests.cast import Cast
from tests.doubles import Graph, Mailbox

pytestmark = pytest.mark.django_db
HOUSE = Actor(kind="house", via=Via.CLI)


@pytest.fixture
def drill(cast: Cast, graph: Graph, mailbox: Mailbox) -> Drill:
    return start(by=HOUSE, unit="pupr")


def message(login: str, purpose: str = "drill", channel: str = "whatsapp") -> Message:
    return Message.objects.get(notices__person__login=login, notices__purpose=purpose, channel=channel)


def content(login: str, purpose: str = "drill", channel: str = "whatsapp") -> dict[str, Any]:
    found = message(login, purpose, channel)
    return content_of(found.pk, bytes(found.text))


def people(drill: Drill) -> dict[str, Any]:
    return {person.login: person for part in result.of(drill).parts for person in part.people}


def test_everybody_called_is_told_once_in_words_that_say_it_is_a_drill(drill: Drill):
    assert drilling.once(timezone.now()) == 5
    assert drilling.once(timezone.now()) == 0
    assert Counter(Message.objects.values_list("template", "channel")) == {("aduan_latihan_v1", "whatsapp"): 5}
    assert "LATIHAN" in content("pupr.admin")["shown"]


def test_it_goes_out_by_the_real_channels(drill: Drill, graph: Graph):
    worker.drain()
    assert set(Message.objects.values_list("state", flat=True)) == {"sent"}
    assert len(graph.sent) == 5


def test_the_button_answers_and_only_from_the_right_number(drill: Drill):
    drilling.once(timezone.now())
    button = content("pupr.admin")["buttons"][0]["value"]
    assert acting.press(button, from_number="+628110000004", via=Via.WHATSAPP).outcome == "unknown"
    assert people(drill)["pupr.admin"].answered_at is None
    pressed = acting.press(button, from_number="+628110000003", via=Via.WHATSAPP)
    assert (pressed.outcome, people(drill)["pupr.admin"].via) == ("noted", "whatsapp")


def test_the_link_of_the_mail_answers_and_opening_it_does_nothing(drill: Drill):
    drilling.once(timezone.now())
    Notice.objects.update(fallback_at=timezone.now() - timedelta(seconds=1))
    fallback.once()
    body = content("pupr.admin", channel="email")["body"]
    path = next(word for word in body.split() if "/t/" in word).partition("/t/")[2]
    client = Client()
    assert "LATIHAN" in client.get(f"/t/{path}").content.decode()
    assert people(drill)["pupr.admin"].answered_at is None
    assert client.post(f"/t/{path}").status_code == 200
    assert people(drill)["pupr.admin"].via == "link"
    assert client.post(f"/t/{path}").status_code == 410


def test_the_end_tells_the_front_desk_whoever_started_it_and_the_head_of_the_unit(
    cast: Cast, graph: Graph, mailbox: Mailbox
):
    started = start(by=cast.engineer, unit="pupr", hours=2)
    drilling.once(timezone.now())
    receipts.note(status="read", at=timezone.now(), message_id=str(message("pupr.kepala").pk))
    receipts.note(status="failed", at=timezone.now(), message_id=str(message("pupr.teknis").pk), error_code="131026")
    Message.objects.filter(notices__person__login="pupr.penghubung").update(state="sent")
    assert drilling.once(timezone.now() + timedelta(hours=1, minutes=59)) == 0
    assert drilling.once(timezone.now() + timedelta(hours=2, seconds=1)) == 4
    assert drilling.once(timezone.now() + timedelta(hours=3)) == 0
    told = Notice.objects.filter(purpose="drill_done").values_list("person__login", flat=True)
    assert sorted(told) == ["kominfo", "kominfo.kepala", "pupr.kepala", "teknisi"]
    found = people(Drill.objects.get(pk=started.pk))
    assert {login: person.reach for login, person in found.items()} == {
        "pupr.admin": "failed",  # never left
        "pupr.pengganti": "failed",
        "pupr.penghubung": "sent",
        "pupr.teknis": "failed",
        "pupr.kepala": "read",
    }
    shown = content("kominfo.kepala", "drill_done")["parameters"]
    assert shown[2:5] == ["0", "5", "3"]


def test_a_head_hears_of_their_own_unit_alone(cast: Cast, graph: Graph, mailbox: Mailbox):
    whole = start(by=HOUSE)
    drilling.once(timezone.now())
    drilling.once(whole.due_at)
    asked = {login: int(content(login, "drill_done")["parameters"][3]) for login in ("kominfo", "pupr.kepala")}
    assert (asked["pupr.kepala"], asked["kominfo"]) == (5, whole.calls.count())
    assert asked["kominfo"] > 5
    client = Client()
    client.force_login(Person.objects.get(login="pupr.kepala"))
    page = client.get(f"/pengaturan/latihan/{whole.pk}/").content.decode()
    assert ("PUPR" in page, "Dinas Kesehatan" in page) == (True, False)


def test_it_ends_early_when_everybody_has_answered(drill: Drill):
    drilling.once(timezone.now())
    drill.calls.update(answered_at=timezone.now())
    drilling.once(timezone.now())
    assert Drill.objects.get().is_running is False


def test_whoever_has_no_address_is_named_at_the_end(drill: Drill):
    Person.objects.filter(login="pupr.admin").update(email="", phone_sealed=b"")
    drilling.once(timezone.now())
    drilling.once(drill.due_at)
    assert people(Drill.objects.get())["pupr.admin"].reach == "no_address"


def test_no_report_no_clock_and_no_journal_hears_of_it(drill: Drill):
    worker.drain()
    Notice.objects.filter(settled_at=None).update(fallback_at=timezone.now() - timedelta(seconds=1))
    Message.objects.update(state="failed")
    for _ in range(3):
        fallback.once()
        outbox.once()
        Message.objects.update(state="failed")
        Notice.objects.filter(settled_at=None, lost_at=None).update(fallback_at=timezone.now() - timedelta(seconds=1))
    rounds.run(timezone.now() + timedelta(days=30))
    assert [model.objects.count() for model in (Report, Event, Promise, Unread)] == [0, 0, 0, 0]
    assert Notice.objects.exclude(lost_at=None).count() == 5


def test_the_result_opens_by_its_link_after_signing_in(cast: Cast, drill: Drill):
    drilling.once(drill.due_at)
    button = content("kominfo.kepala", "drill_done")["buttons"][0]["value"]
    client = Client()
    assert client.get(f"/t/{button}").status_code == 200
    answer = client.post(f"/t/{button}")
    assert (answer.status_code, answer["Location"]) == (303, f"/pengaturan/latihan/{drill.pk}/")
