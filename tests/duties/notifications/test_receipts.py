"""Statuses come in any order, any number of times; the state never goes back."""

import os
import random
from datetime import UTC, datetime, timedelta
from itertools import permutations
from threading import Thread

import psycopg
import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from arcadumas.core.handling.models import Disposition
from arcadumas.duties.notifications import receipts, settling, tell
from arcadumas.duties.notifications.models import Message, Notice, Receipt
from arcadumas.duties.notifications.receipts import Said
from tests.builders import disposed, received
from tests.cast import Cast
from tests.faults.instance import until

AT = datetime(2026, 11, 24, 6, 0, tzinfo=UTC)
MOMENTS = {status: AT + timedelta(seconds=n) for n, status in enumerate(("sent", "delivered", "read", "failed"))}


@pytest.fixture(autouse=True)
def _channel(settings) -> None:
    settings.WHATSAPP_TOKEN, settings.WHATSAPP_PHONE_NUMBER_ID = "t", "1"


@pytest.fixture
def message(cast: Cast) -> Message:
    disposed(cast)
    while tell.once():
        pass
    found = Message.objects.get(notices__person__login="pupr.admin", notices__purpose="disposed")
    Message.objects.filter(pk=found.pk).update(state="sent", provider_id="wamid.1", sent_at=AT)
    return found


def note(message: Message, status: str) -> bool:
    return receipts.note(status=status, at=MOMENTS[status], message_id=str(message.pk))


def standing(message: Message) -> tuple[object, ...]:
    message.refresh_from_db()
    return message.state, message.delivered_at, message.read_at


@pytest.mark.parametrize("order", list(permutations(["sent", "delivered", "read"])))
def test_the_furthest_status_counts_in_any_order(message: Message, order: tuple[str, ...]):
    for status in order:
        note(message, status)
    assert standing(message) == ("read", MOMENTS["delivered"], MOMENTS["read"])


@pytest.mark.parametrize("seed", range(20))
def test_shuffled_and_repeated_statuses_end_the_same(message: Message, seed: int):
    statuses = ["sent", "delivered", "read", "failed"] * 5
    random.Random(seed).shuffle(statuses)
    for status in statuses:
        note(message, status)
    assert standing(message) == ("read", MOMENTS["delivered"], MOMENTS["read"])
    assert Receipt.objects.filter(message=message).count() == 4


@pytest.mark.parametrize(
    ("statuses", "state"),
    [
        (["failed"], "failed"),
        (["failed", "sent"], "failed"),
        (["sent", "failed"], "failed"),
        (["delivered", "failed"], "delivered"),
        (["failed", "delivered"], "delivered"),
        (["read"], "read"),
    ],
)
def test_failure_counts_only_while_nothing_was_delivered(message: Message, statuses: list[str], state: str):
    for status in statuses:
        note(message, status)
    assert standing(message)[0] == state


@pytest.mark.parametrize("before", ["queued", "claimed", "uncertain"])
def test_a_status_settles_a_message_whose_outcome_was_unknown(message: Message, before: str):
    Message.objects.filter(pk=message.pk).update(state=before, unknown_outcomes=2, provider_id="", claimed_by="x")
    receipts.note(status="delivered", at=AT, message_id=str(message.pk), provider_id="wamid.77")
    message.refresh_from_db()
    assert (message.state, message.provider_id, message.claimed_by) == ("delivered", "wamid.77", "")


def test_the_provider_id_serves_where_our_own_is_missing(message: Message):
    assert receipts.note(status="delivered", at=AT, provider_id="wamid.1")
    assert standing(message)[0] == "delivered"


@pytest.mark.parametrize("ids", [{"message_id": "outbox:12"}, {"message_id": "9b2f3d6e-0000-4000-8000-000000000000"}, {"provider_id": "wamid.x"}, {}])  # fmt: skip
def test_a_status_of_a_message_that_is_not_ours_is_passed_over(message: Message, ids: dict[str, str]):
    assert receipts.note(status="read", at=AT, **ids) is False
    assert Receipt.objects.count() == 0


def test_a_status_nobody_knows_is_passed_over(message: Message):
    assert receipts.note(status="warmed", at=AT, message_id=str(message.pk)) is False


def test_delivery_settles_the_notice(message: Message):
    note(message, "delivered")
    assert [notice.settled_at is not None for notice in Notice.objects.filter(messages=message)] == [True]


def test_the_first_read_marks_the_disposition_as_seen_and_a_second_does_not(cast: Cast, message: Message):
    note(message, "read")
    other = Message.objects.get(notices__person__login="pupr.kepala", channel="whatsapp")
    receipts.note(status="read", at=AT + timedelta(hours=1), message_id=str(other.pk))
    assert Disposition.objects.get().seen_at == MOMENTS["read"]


def test_reading_another_message_marks_nothing(cast: Cast, message: Message):
    leader = Message.objects.get(notices__purpose="brought_to_leader")
    receipts.note(status="read", at=AT, message_id=str(leader.pk))
    assert Disposition.objects.get().seen_at is None


def test_a_failure_keeps_its_code_and_hands_the_notice_on(message: Message):
    receipts.note(status="failed", at=AT, message_id=str(message.pk), error_code="131026", error_text="undeliverable")
    message.refresh_from_db()
    assert (message.error_code, message.error_text, message.failed_at) == ("131026", "undeliverable", AT)
    assert Notice.objects.get(messages=message).fallback_at is not None


def test_a_status_reported_for_a_reporters_message_settles_theirs(cast: Cast):
    received(phone="081234567890")
    tell.once()
    message = Message.objects.get(notices__recipient="reporter")
    note(message, "read")
    assert standing(message)[0] == "read"


def test_many_statuses_cost_no_more_statements_than_a_few(cast: Cast, message: Message):
    messages = list(Message.objects.order_by("?"))
    counts = []
    for statuses in (["sent"], ["delivered", "read"] * 20):
        said = [Said(status=status, at=AT, message_id=str(each.pk)) for status in statuses for each in messages]
        with CaptureQueriesContext(connection) as asked:
            assert receipts.note_all(said) == len(said)
        counts.append(len(asked))
    assert len(messages) > 4
    assert counts[1] <= counts[0] + 9  # settling, seeing and giving an address another chance are added, once
    assert set(Message.objects.values_list("state", flat=True)) == {"read"}


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_notices_are_taken_in_one_order_so_that_nobody_waits_in_a_circle(cast: Cast, message: Message):
    """Whoever settles waits at the row that another holds, with all below it taken and none above it."""
    Notice.objects.update(settled_at=None)
    numbers = sorted(Notice.objects.values_list("pk", flat=True))
    middle = numbers[len(numbers) // 2]

    def settle() -> None:
        with transaction.atomic():
            settling.settle(numbers[::-1])
        connection.close()

    thread = Thread(target=settle)
    with psycopg.connect(os.environ["DATABASE_URL"], dbname=connection.settings_dict["NAME"]) as other:
        other.execute("SELECT FROM notifications_notice WHERE id = %s FOR NO KEY UPDATE", [middle])
        thread.start()
        waiting = "SELECT count(*) FROM pg_locks WHERE NOT granted AND pid <> pg_backend_pid()"  # read anew each time
        assert until(lambda: bool(other.execute(waiting).fetchone() != (0,)), 10)
        free = other.execute("SELECT id FROM notifications_notice ORDER BY id FOR NO KEY UPDATE SKIP LOCKED").fetchall()
        assert [number for (number,) in free] == [number for number in numbers if number >= middle]
    thread.join()
    assert not Notice.objects.filter(settled_at=None).exists()
