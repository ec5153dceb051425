"""Claim, send, mark: what happens to a message when the outside is unkind, and when the worker dies."""

import threading
import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from arcadumas.duties.notifications import claims, fallback, outbox, retries, worker
from arcadumas.duties.notifications.carriers import CARRIERS
from arcadumas.duties.notifications.carriers.email import message_id_of
from arcadumas.duties.notifications.carriers.interface import Accepted, CarrierError, Parcel
from arcadumas.duties.notifications.claims import Outcome
from arcadumas.duties.notifications.composing import put
from arcadumas.duties.notifications.models import PUSH, Channel, Hold, Message, Notice
from arcadumas.duties.notifications.outbox import Outbox
from tests.builders import received
from tests.cast import Cast
from tests.doubles import Graph, Mailbox, refusal

pytestmark = pytest.mark.django_db
PHONE = "+6281234567890"


def queued(number: int = 1, *, channel: str = "whatsapp", to: str = PHONE) -> Message:
    now = timezone.now()
    message = Message(
        channel=channel, carrier=channel, template="aduan_baru_v1", language="id", queued_at=now, next_at=now,
        dedupe_key=f"test:{number}:{channel}:{to}",
    )  # fmt: skip
    content: dict[str, Any] = {"line": "staff", "parameters": ["satu"], "buttons": [], "shown": "satu"}
    put(message, to=to, content=content if channel == "whatsapp" else {"subject": "Satu", "body": "Isi\n"})
    message.save()
    return message


def due_now() -> None:
    """Time passes: whatever waits may be tried again, and leases have ended."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE notifications_message SET next_at = now() - interval '1 second' WHERE state = 'queued'")
        cursor.execute(
            "UPDATE notifications_message SET lease_until = now() - interval '1 second' WHERE state = 'claimed'"
        )
        cursor.execute("UPDATE notifications_hold SET until = now() - interval '1 second'")


def state(message: Message) -> tuple[str, int, int]:
    message.refresh_from_db()
    return message.state, message.attempts, message.unknown_outcomes


# -- Plain sailing -----------------------------------------------------------------------------------------------------
def test_it_sends_and_marks(graph: Graph, mailbox: Mailbox):
    by_phone, by_mail = queued(), queued(channel="email", to="warga@demo.test")
    assert outbox.once() == 2
    assert (state(by_phone), by_phone.provider_id) == (("sent", 1, 0), "wamid.1")
    assert (state(by_mail), by_mail.provider_id) == (("sent", 1, 0), message_id_of(by_mail.pk))
    assert [each["biz_opaque_callback_data"] for each in graph.sent] == [str(by_phone.pk)]
    assert [(mail["Subject"], mail["Message-ID"]) for mail in mailbox.mails] == [("Satu", by_mail.provider_id)]


def test_what_is_not_yet_due_stays(graph: Graph):
    message = queued()
    Message.objects.update(next_at=timezone.now() + timedelta(minutes=1))
    assert (outbox.once(), state(message)) == (0, ("queued", 0, 0))


def test_the_reporter_is_written_to_from_the_citizens_line(graph: Graph, cast: Cast):
    received(phone=PHONE)
    worker.drain()
    assert {each["to"]: each["line"] for each in graph.sent} == {
        "628110000001": "1001", "628110000002": "1001", "6281234567890": "1002",
    }  # fmt: skip


def test_two_workers_never_claim_the_same_message(graph: Graph):
    for number in range(40):
        queued(number)
    first = claims.claim("whatsapp", worker="a", limit=25)
    second = claims.claim("whatsapp", worker="b", limit=25)
    assert (len(first), len(second), len({each.id for each in first + second})) == (25, 15, 40)


# -- When the worker dies ----------------------------------------------------------------------------------------------
def test_a_crash_between_claim_and_send_is_tried_again(graph: Graph):
    message = queued()
    claims.claim("whatsapp", worker="dead", limit=1)
    assert (outbox.once(), state(message)) == (0, ("claimed", 1, 0))
    due_now()
    outbox.once()
    assert state(message) == ("queued", 1, 1)
    due_now()
    outbox.once()
    assert (state(message), len(graph.sent)) == (("sent", 2, 1), 1)


def test_a_worker_that_dies_twice_after_sending_leaves_two_copies_and_no_third(graph: Graph):
    message = queued()
    for _ in range(2):
        for claimed in claims.claim("whatsapp", worker="dead", limit=1):
            outbox._attempt(Outbox().lanes["whatsapp"], claimed)
        due_now()
        claims.expire()
        due_now()
    for _ in range(3):
        outbox.once()
        due_now()
    assert (state(message), len(graph.sent)) == (("uncertain", 2, 2), 2)


def test_a_late_mark_of_a_worker_thought_dead_counts_when_it_was_sent(graph: Graph):
    message = queued()
    claims.claim("whatsapp", worker="slow", limit=1)
    due_now()
    claims.expire()
    claims.mark([Outcome(id=message.pk, state="sent", provider_id="wamid.late")], worker="slow")
    assert (state(message), message.provider_id) == (("sent", 1, 1), "wamid.late")


def test_a_late_mark_of_a_worker_thought_dead_does_not_count_when_it_failed(graph: Graph):
    message = queued()
    claims.claim("whatsapp", worker="slow", limit=1)
    due_now()
    claims.expire()
    claims.mark([Outcome(id=message.pk, state="failed", code="131026")], worker="slow")
    assert state(message) == ("queued", 1, 1)


def test_a_lease_is_renewed_while_the_message_is_under_way(graph: Graph):
    message = queued()
    claims.claim("whatsapp", worker="alive", limit=1)
    due_now()
    claims.renew([message.pk], worker="alive")
    assert (claims.expire(), state(message)) == (0, ("claimed", 1, 0))


def test_what_a_closing_worker_has_not_begun_goes_back_uncounted(graph: Graph):
    gate = threading.Event()
    graph.decide = lambda body: None if gate.wait(5) else None
    messages = [queued(number) for number in range(40)]
    box = Outbox()
    box.step()
    threading.Timer(0.3, gate.set).start()
    box.close()
    states = [state(message) for message in messages]
    assert {each[0] for each in states} == {"sent", "queued"}
    assert len(graph.sent) == sum(each == ("sent", 1, 0) for each in states)
    assert sum(each == ("queued", 0, 0) for each in states) == 40 - len(graph.sent)


# -- When answers are lost ---------------------------------------------------------------------------------------------
def test_one_lost_answer_is_tried_once_more_after_a_pause(graph: Graph):
    message = queued()
    graph.script = ["drop"]
    outbox.once()
    assert state(message) == ("queued", 1, 1)
    assert message.next_at > timezone.now() + timedelta(seconds=retries.PAUSE - 2)
    due_now()
    outbox.once()
    assert (state(message), len(graph.sent)) == (("sent", 2, 1), 2)


def test_two_lost_answers_leave_it_uncertain_for_good(graph: Graph):
    message = queued()
    graph.script = ["drop", "drop"]
    for _ in range(4):
        outbox.once()
        due_now()
    assert (state(message), len(graph.sent)) == (("uncertain", 2, 2), 2)


def test_an_uncertain_notice_goes_by_the_other_channel_after_five_minutes(graph: Graph, mailbox: Mailbox, cast: Cast):
    received(phone=PHONE, email="warga@demo.test")
    graph.decide = lambda body: "drop" if body["to"] == PHONE[1:] else None
    for _ in range(2):
        worker.drain()
        due_now()
    notice = Notice.objects.get(recipient="reporter")
    assert notice.fallback_at is not None
    assert timedelta(minutes=4) < notice.fallback_at - timezone.now() < timedelta(minutes=6)
    assert mailbox.to("warga@demo.test") == []
    Notice.objects.update(fallback_at=timezone.now() - timedelta(seconds=1))
    worker.drain()
    assert [mail["Subject"].split()[-1] for mail in mailbox.to("warga@demo.test")] == ["terima"]
    assert len(graph.to(PHONE)) == 2


def test_a_lost_answer_by_mail_is_never_asked_for_by_sending_again(mailbox: Mailbox):
    """Nothing would tell whether the first one arrived: no status comes back of a mail."""
    message = queued(channel="email", to="warga@demo.test")
    mailbox.decide = lambda address: "drop"
    for _ in range(3):
        outbox.once()
        due_now()
    assert (state(message), len(mailbox.mails)) == (("uncertain", 1, 1), 1)


def test_a_mail_whose_worker_died_keeps_its_message_id(mailbox: Mailbox):
    message = queued(channel="email", to="warga@demo.test")
    for claimed in claims.claim("email", worker="dead", limit=1):
        outbox._attempt(Outbox().lanes["email"], claimed)
    CARRIERS["email"].rest()
    due_now()
    claims.expire()
    due_now()
    outbox.once()
    assert state(message) == ("sent", 2, 1)
    assert [mail["Message-ID"] for mail in mailbox.mails] == [message.provider_id] * 2


# -- When it is refused ------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("answer", [refusal(131000, 500), refusal(2, 503), refusal(131016, 503)])
def test_a_temporary_refusal_is_tried_again_with_growing_delay(graph: Graph, answer: Any):
    message = queued()
    graph.script = [answer, answer]
    outbox.once()
    first = message_wait(message)
    due_now()
    outbox.once()
    assert 2 < first < 4 < 8 < message_wait(message) < 10
    due_now()
    outbox.once()
    assert state(message) == ("sent", 3, 0)


def message_wait(message: Message) -> float:
    message.refresh_from_db()
    return (message.next_at - timezone.now()).total_seconds()


def test_after_the_last_attempt_it_has_failed(graph: Graph):
    message = queued()
    Message.objects.update(attempts=retries.MOST_ATTEMPTS - 1)
    graph.script = [refusal(131000, 500)]
    outbox.once()
    assert (state(message)[0], message.error_code) == ("failed", "131000")


@pytest.mark.parametrize("code", [131026, 132000, 132001, 131047, 100])
def test_a_final_refusal_is_not_tried_again(graph: Graph, code: int):
    message = queued()
    graph.script = [refusal(code)]
    outbox.once()
    due_now()
    outbox.once()
    assert (state(message), message.error_code, len(graph.sent)) == (("failed", 1, 0), str(code), 0)


def test_a_mailbox_that_is_not_there_fails_and_one_that_is_greylisted_waits(mailbox: Mailbox):
    gone, grey = queued(1, channel="email", to="gone@demo.test"), queued(2, channel="email", to="grey@demo.test")
    answers = {"gone@demo.test": "550 5.1.1 nobody", "grey@demo.test": "451 4.7.1 later"}
    mailbox.decide = answers.get
    outbox.once()
    assert (state(gone)[0], gone.error_code, state(grey)[0]) == ("failed", "550", "queued")
    mailbox.decide = lambda address: None
    due_now()
    outbox.once()
    assert (state(gone)[0], state(grey)) == ("failed", ("sent", 2, 0))


# -- When nothing goes at all ------------------------------------------------------------------------------------------
@pytest.mark.parametrize("answer", [(401, {"error": {"code": 190}}), refusal(131042), refusal(368, 403)])
def test_a_channel_that_refuses_everybody_is_held_with_its_rows_queued(graph: Graph, mailbox: Mailbox, answer: Any, caplog: pytest.LogCaptureFixture):  # fmt: skip
    messages, mail = [queued(number) for number in range(30)], queued(99, channel="email", to="warga@demo.test")
    graph.decide = lambda body: answer
    outbox.once()
    asked = len(graph.times)
    assert {state(message) for message in messages} == {("queued", 0, 0)}
    assert state(mail)[0] == "sent"
    assert Hold.objects.get().carrier == "whatsapp"
    assert [record.levelname for record in caplog.records] == ["ERROR"]
    outbox.once()
    assert len(graph.times) == asked
    due_now()
    outbox.once()
    assert len(graph.times) == asked + 1


def test_one_message_tries_a_held_channel_and_its_success_frees_the_others(graph: Graph):
    messages = [queued(number) for number in range(30)]
    graph.script = [refusal(131042)] * 30
    outbox.once()
    graph.script = []
    due_now()
    outbox.once()
    assert {state(message) for message in messages} == {("sent", 1, 0)}
    assert not Hold.objects.exists()


@pytest.mark.parametrize(
    ("answer", "is_held"), [("drop", True), (refusal(131000, 500), True), (refusal(131008), False)]
)
def test_a_trial_that_brings_no_answer_frees_nobody(graph: Graph, answer: Any, is_held: bool):
    for number in range(3):
        queued(number)
    graph.script = [refusal(131042)] * 3
    outbox.once()
    graph.script = [answer]
    due_now()
    outbox.once()
    assert (Hold.objects.exists(), Message.objects.filter(state="sent").count()) == (is_held, 0 if is_held else 2)


def test_a_busy_channel_is_left_alone_for_as_long_as_it_says(graph: Graph, caplog: pytest.LogCaptureFixture):
    message = queued()
    graph.script = [refusal(131057, 503)]
    outbox.once()
    hold = Hold.objects.get()
    assert timedelta(seconds=290) < hold.until - timezone.now() <= timedelta(seconds=300)
    assert (state(message), caplog.records) == (("queued", 0, 0), [])


def test_the_limit_of_messages_a_second_costs_a_second(graph: Graph):
    queued()
    graph.script = [refusal(130429, 429)]
    outbox.once()
    assert Hold.objects.get().until - timezone.now() < timedelta(seconds=1.1)


def test_a_trial_of_a_busy_channel_without_an_answer_costs_a_second_and_not_more_each_time(graph: Graph):
    queued()
    graph.script = [refusal(130429, 429), "drop", "drop", "drop"]
    with Outbox() as box:
        for _ in range(4):
            box.run_dry()
            assert Hold.objects.get().until - timezone.now() < timedelta(seconds=1.1)
            due_now()
            box.lanes["whatsapp"].held_until = 0.001
        assert box.lanes["whatsapp"].setbacks == 1


def test_the_pair_limit_slows_one_recipient_and_no_other(graph: Graph):
    first, second, other = queued(1), queued(2), queued(3, to="+6281200000000")
    Message.objects.filter(pk=second.pk).update(next_at=timezone.now() + timedelta(seconds=0.1))
    graph.script = [refusal(131056, 429)]
    graph.decide = lambda body: None if body["to"] == PHONE[1:] else (200, {"messages": [{"id": "wamid.other"}]})
    outbox.once()
    assert [state(each)[0] for each in (first, second, other)] == ["queued", "queued", "sent"]
    assert min(message_wait(first), message_wait(second)) > 5


# -- When we are at fault ----------------------------------------------------------------------------------------------
class Breaking:
    name, threads, may_repeat = "whatsapp", 2, True

    def __init__(self, error: Exception) -> None:
        self.error = error

    def is_usable(self) -> bool:
        return True

    def send(self, parcel: Parcel) -> Accepted:
        raise self.error

    def rest(self) -> None:
        """Nothing is open."""


def test_a_mistake_of_ours_counts_as_an_unknown_outcome(caplog: pytest.LogCaptureFixture):
    message = queued()
    with Outbox(carriers=[Breaking(KeyError("x"))]) as box:
        box.run_dry()
    assert (state(message), message.error_text) == (("queued", 1, 1), "KeyError")
    assert len(caplog.records) == 1


def test_a_message_that_cannot_be_opened_has_failed(graph: Graph, caplog: pytest.LogCaptureFixture):
    message = queued()
    Message.objects.update(text=b"torn")
    outbox.once()
    assert (state(message)[0], message.error_code, len(caplog.records)) == ("failed", "sealed", 1)


def test_a_carrier_error_says_whether_it_is_final():
    kinds = ("permanent", "address", "template", "temporary", "channel", "busy", "pair", "uncertain")
    assert [CarrierError(kind).permanent for kind in kinds] == [True, True, True, *[False] * 5]


def test_every_channel_has_a_carrier():
    assert {carrier.channel for carrier in CARRIERS.values()} == {*Channel.values, PUSH}


# -- Nothing left ------------------------------------------------------------------------------------------------------
def test_a_failed_notice_hands_itself_on_at_once(graph: Graph, mailbox: Mailbox, cast: Cast):
    received(phone=PHONE, email="warga@demo.test")
    graph.decide = lambda body: refusal(131026) if body["to"] == PHONE[1:] else None
    worker.drain()
    assert len(mailbox.to("warga@demo.test")) == 1
    assert fallback.once() == 0


def test_ids_of_messages_are_not_guessable():
    assert queued().pk.version == 4
    assert isinstance(queued(2).pk, uuid.UUID)
