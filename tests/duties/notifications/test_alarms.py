"""The operator hears once that something has stopped, and once that it is over."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.utils import timezone

from arcadumas.duties.notifications import alarms, holds, outbox
from arcadumas.duties.notifications.bounds import Alarm
from arcadumas.duties.notifications.carriers.interface import CarrierError
from arcadumas.duties.notifications.claims import Outcome
from tests.doubles import Graph, Mailbox, refusal
from tests.duties.notifications.test_outbox import due_now, queued

pytestmark = pytest.mark.django_db
OPERATOR = "teknisi@example.go.id"


@pytest.fixture
def operator(mailbox: Mailbox, settings: Any) -> Mailbox:
    settings.OPERATOR_EMAIL = OPERATOR
    return mailbox


def subjects(mailbox: Mailbox) -> list[str]:
    return [str(mail["Subject"]) for mail in mailbox.to(OPERATOR)]


def later() -> None:
    Alarm.objects.exclude(next_at=None).update(next_at=timezone.now() - timedelta(seconds=1))


def test_a_channel_that_stops_is_told_with_its_reason_and_once(graph: Graph, operator: Mailbox) -> None:
    graph.decide = lambda body: (401, {"error": {"code": 190}})
    for number in range(5):
        queued(number)
    outbox.once()
    assert alarms.once() == 1
    due_now()
    outbox.once()
    assert alarms.once() == 0
    (mail,) = operator.to(OPERATOR)
    assert mail["Subject"] == "Arcadumas: saluran whatsapp berhenti"
    assert "token WhatsApp sudah kedaluwarsa (kode 190)" in mail.get_content()


def test_that_it_works_again_is_told_too(graph: Graph, operator: Mailbox) -> None:
    queued()
    graph.script = [refusal(131042)]
    outbox.once()
    alarms.once()
    due_now()
    outbox.once()
    assert alarms.once() == 1
    assert subjects(operator) == ["Arcadumas: saluran whatsapp berhenti", "Arcadumas: saluran whatsapp berjalan lagi"]


def test_of_what_was_over_before_anybody_heard_nothing_is_said(operator: Mailbox) -> None:
    alarms.begin("hold", "whatsapp")
    alarms.end("hold", "whatsapp")
    assert (alarms.once(), operator.mails) == (0, [])


def test_a_second_time_is_told_anew(operator: Mailbox) -> None:
    for _ in range(2):
        alarms.begin("hold", "whatsapp")
        alarms.once()
        alarms.end("hold", "whatsapp")
        alarms.once()
    assert len(subjects(operator)) == 4


def test_what_comes_back_before_its_end_was_told_goes_on_in_silence(operator: Mailbox) -> None:
    alarms.begin("hold", "whatsapp")
    alarms.once()
    alarms.end("hold", "whatsapp")
    alarms.begin("hold", "whatsapp")
    assert (alarms.once(), Alarm.objects.get().ended_at) == (0, None)


def test_a_mail_that_does_not_leave_is_tried_again(operator: Mailbox) -> None:
    alarms.begin("hold", "whatsapp")
    operator.decide = lambda address: "450 4.2.0 later"
    assert alarms.once() == 0
    operator.decide = lambda address: None
    assert alarms.once() == 0  # a minute has not passed
    later()
    assert (alarms.once(), len(subjects(operator))) == (1, 1)


def test_a_mail_that_was_perhaps_taken_is_not_sent_again(operator: Mailbox) -> None:
    alarms.begin("hold", "whatsapp")
    operator.decide = lambda address: "drop"
    alarms.once()
    later()
    assert (alarms.once(), len(subjects(operator))) == (0, 1)


def test_without_an_address_nothing_is_written_and_nothing_is_lost(mailbox: Mailbox, settings: Any) -> None:
    alarms.begin("hold", "whatsapp")
    assert (alarms.once(), mailbox.mails) == (0, [])
    settings.OPERATOR_EMAIL = OPERATOR
    assert alarms.once() == 1


def test_a_carrier_that_is_only_busy_alarms_nobody(operator: Mailbox) -> None:
    holds.put("whatsapp", seconds=1, code="130429", text="", is_alarm=False)
    assert (alarms.once(), Alarm.objects.exists()) == (0, False)


def test_a_server_that_is_not_there_stops_the_channel_and_alarms_when_it_lasts(
    operator: Mailbox, graph: Graph, settings: Any
) -> None:
    settings.WHATSAPP_API_URL = "http://127.0.0.1:9"
    for number in range(20):
        queued(number)
    with outbox.Outbox() as box:
        box.run_dry()
        assert holds.read().keys() == {"whatsapp"}
        assert not Alarm.objects.exists()
        for _ in range(6):
            due_now()
            box.lanes["whatsapp"].held_until = 0.001
            box.run_dry()
    assert [(each.kind, each.subject) for each in Alarm.objects.all()] == [("hold", "whatsapp")]


def test_a_late_answer_to_what_had_begun_before_frees_nobody(graph: Graph) -> None:
    with outbox.Outbox() as box:
        lane = box.lanes["whatsapp"]
        box._heed_lane(lane, [outbox.Ended(lane=lane, outcome=Outcome(id=uuid4(), state="queued"), error=CarrierError("busy", code="429", retry_after=30.0))])  # fmt: skip
        box._heed_lane(lane, [outbox.Ended(lane=lane, outcome=Outcome(id=uuid4(), state="sent"))])
        assert holds.read() == {"whatsapp": False}


@pytest.mark.parametrize("kind", [*alarms.table(), "new-kind"])
def test_every_kind_has_its_words_in_both_languages(operator: Mailbox, settings: Any, kind: str) -> None:
    for language in ("id", "en"):
        settings.LANGUAGE_CODE = language
        alarms.begin(kind, "whatsapp", code="190")
        alarms.once()
        alarms.end(kind, "whatsapp")
        alarms.once()
    assert len(operator.to(OPERATOR)) == 4
    assert all("{" not in f"{mail['Subject']}{mail.get_content()}" for mail in operator.to(OPERATOR))


def test_many_workers_write_one_mail(operator: Mailbox) -> None:
    alarms.begin("hold", "email")
    with connection.cursor() as cursor:
        cursor.execute(alarms.TAKE, [alarms.AGAIN, alarms.MOST])
        assert len(cursor.fetchall()) == 1
    assert (alarms.once(), operator.mails) == (0, [])
