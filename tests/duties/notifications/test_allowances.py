"""An address that reaches nobody is remembered, left alone for some days, and then given another chance."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from arcadumas.duties.notifications import allowances, outbox, receipts, requeue, worker
from arcadumas.duties.notifications.bounds import Dead, Limit
from arcadumas.duties.notifications.models import Message, Notice
from tests.builders import received
from tests.cast import Cast
from tests.doubles import Graph, Mailbox, refusal
from tests.duties.notifications.test_outbox import PHONE, due_now, queued, state

pytestmark = pytest.mark.django_db
REACHABLE = {"phone": PHONE, "email": "warga@demo.test"}


def test_a_number_without_whatsapp_is_not_asked_again(graph: Graph) -> None:
    first = queued(1)
    graph.script = [refusal(131026)]
    outbox.once()
    second = queued(2)
    outbox.once()
    assert (state(first)[0], state(second)[0], len(graph.times)) == ("failed", "failed", 1)
    second.refresh_from_db()
    assert second.error_code == "dead"


def test_a_failure_that_is_told_later_is_remembered_as_well(graph: Graph) -> None:
    message = queued()
    outbox.once()
    receipts.note(status="failed", at=timezone.now(), message_id=str(message.pk), error_code="131026")
    assert [(dead.channel, dead.code, dead.times) for dead in Dead.objects.all()] == [("whatsapp", "131026", 1)]


@pytest.mark.parametrize(
    ("code", "is_dead"),
    [("5.1.1", True), ("5.1.10", True), ("5.2.1", True), ("5.2.2", False), ("5.7.1", False), ("4.1.1", False), ("5.1.8", False)],
)  # fmt: skip
def test_a_hard_bounce_is_remembered_and_a_full_mailbox_is_not(mailbox: Mailbox, code: str, is_dead: bool) -> None:
    message = queued(channel="email", to="warga@demo.test")
    outbox.once()
    receipts.note(status="failed", at=timezone.now(), message_id=str(message.pk), error_code=code)
    assert Dead.objects.exists() is is_dead


def test_other_failures_say_nothing_of_the_address(graph: Graph) -> None:
    message = queued()
    outbox.once()
    receipts.note(status="failed", at=timezone.now(), message_id=str(message.pk), error_code="131053")
    assert not Dead.objects.exists()


def test_the_notice_goes_by_the_other_channel_at_once(graph: Graph, mailbox: Mailbox, cast: Cast) -> None:
    graph.decide = lambda body: refusal(131026) if body["to"] == PHONE.strip("+") else None
    received(**REACHABLE)
    worker.drain()
    asked = len(graph.times)
    received(**REACHABLE)
    worker.drain()
    states = [
        list(notice.messages.order_by("queued_at", "channel").values_list("channel", "state", "error_code"))
        for notice in Notice.objects.filter(recipient="reporter").order_by("id")
    ]
    assert states == [
        [("whatsapp", "failed", "131026"), ("email", "sent", "")],
        [("whatsapp", "failed", "dead"), ("email", "sent", "")],
    ]
    assert len(graph.times) == asked + 2  # the front desk's two


def test_after_some_days_it_is_tried_once_more(graph: Graph) -> None:
    Limit.objects.create(carrier="whatsapp", pair_seconds=0.0, dead_days=3)
    queued(1)
    graph.script = [refusal(131026), refusal(131026)]
    outbox.once()
    dead = Dead.objects.get()
    assert timedelta(days=3) - timedelta(minutes=1) < dead.until - timezone.now() <= timedelta(days=3)
    Dead.objects.update(until=timezone.now())
    queued(2)
    outbox.once()
    dead.refresh_from_db()
    assert (dead.times, dead.until > timezone.now(), len(graph.times)) == (2, True, 2)


def test_what_arrives_ends_it(graph: Graph) -> None:
    message = queued()
    outbox.once()
    receipts.note(status="failed", at=timezone.now(), message_id=str(message.pk), error_code="131026")
    receipts.note(status="delivered", at=timezone.now(), message_id=str(message.pk))
    assert not Dead.objects.exists()


def test_a_person_may_have_it_tried_all_the_same(graph: Graph) -> None:
    message = queued()
    graph.script = [refusal(131026)]
    outbox.once()
    requeue.again(message.pk)
    outbox.once()
    assert state(message)[0] == "sent"


def test_a_message_sent_once_more_by_hand_goes_out(graph: Graph, cast: Cast) -> None:
    graph.script = [refusal(131026)]
    queued(1)
    outbox.once()
    by_hand = queued(2)
    Message.objects.filter(pk=by_hand.pk).update(resent_by=cast.front_officer.person_id)
    outbox.once()
    assert state(by_hand)[0] == "sent"


def test_the_other_channel_of_the_same_person_stays_alive(graph: Graph, mailbox: Mailbox) -> None:
    queued(1)
    graph.script = [refusal(131026)]
    outbox.once()
    mail = queued(2, channel="email", to="warga@demo.test")
    due_now()
    outbox.once()
    assert state(mail)[0] == "sent"


def test_long_past_chances_are_forgotten(graph: Graph) -> None:
    queued()
    graph.script = [refusal(131026)]
    outbox.once()
    assert allowances.purge() == 0
    Dead.objects.update(until=timezone.now() - timedelta(days=91))
    assert allowances.purge() == 1


def test_the_row_of_a_carrier_without_bursts_gets_none(settings: Any, cast: Cast) -> None:
    settings.WHATSAPP_CARRIER = "fonnte"
    settings.FONNTE_TOKEN = "t"
    allowances.change({"pair_seconds": 8.0, "per_day": None, "dead_days": 7}, by=cast.engineer)
    assert (allowances.of("fonnte").pair_seconds, allowances.of("fonnte").pair_burst) == (8.0, 1)
