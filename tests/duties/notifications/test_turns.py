"""Whose turn it is: one message to one number at a time and with a pause, and no more recipients a day than there may be."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import close_old_connections, connection, connections
from django.utils import timezone

from arcadumas.duties.notifications import allowances, claims, fallback, outbox, worker
from arcadumas.duties.notifications.bounds import Alarm, Limit, Pace
from arcadumas.duties.notifications.claims import Outcome
from arcadumas.duties.notifications.models import Message
from tests.builders import received
from tests.cast import Cast
from tests.doubles import Graph, Mailbox
from tests.duties.notifications.test_outbox import PHONE, due_now, queued, state

pytestmark = pytest.mark.django_db
PAUSED = Limit(carrier="whatsapp", pair_seconds=6.0, pair_burst=1)


def waits() -> list[int]:
    """Seconds until each queued message is due, in the order in which they were queued."""
    rows = Message.objects.filter(state="queued").order_by("queued_at", "id")
    return [round((row.next_at - timezone.now()).total_seconds()) for row in rows]


def take(worker_: str = "a", within: Limit = PAUSED) -> list[Any]:
    return [each.id for each in claims.claim("whatsapp", worker=worker_, limit=20, within=within)]


def free_all() -> None:
    """The pause after the last message to everybody is over."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE notifications_pace SET free_at = clock_timestamp() - interval '1 second'")
    due_now()


def earned(*, seconds: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE notifications_pace SET free_at = free_at - %s * interval '1 second'", [seconds])
    due_now()


def test_several_for_one_number_go_one_by_one_and_the_others_wait_their_turn(graph: Graph) -> None:
    messages = [queued(number) for number in range(4)]
    other = queued(9, to="+6281234567891")
    assert set(take()) == {messages[0].pk, other.pk}
    assert waits() == [6, 12, 18]


def test_the_next_one_goes_only_after_the_first_has_ended_and_a_pause_has_passed(graph: Graph) -> None:
    Limit.objects.create(carrier="whatsapp", pair_seconds=6.0, pair_burst=1)
    first, second = queued(1), queued(2)
    assert take() == [first.pk]
    due_now()
    assert take() == []  # the first is under way, however long that lasts
    claims.mark([Outcome(id=first.pk, state="sent")], worker="a")
    due_now()
    assert take() == []
    free_all()
    assert take() == [second.pk]


def test_the_pause_counts_from_the_end_of_the_attempt(graph: Graph) -> None:
    Limit.objects.create(carrier="whatsapp", pair_seconds=6.0, pair_burst=1)
    message = queued()
    take()
    claims.mark([Outcome(id=message.pk, state="queued", wait=1.0)], worker="a")
    assert 5 < (Pace.objects.get().free_at - timezone.now()).total_seconds() <= 6


def test_a_burst_goes_without_the_pause_and_is_paid_back(graph: Graph) -> None:
    bursting = Limit.objects.create(carrier="whatsapp", pair_seconds=6.0, pair_burst=3)
    messages = [queued(number) for number in range(5)]
    assert [take(within=bursting) for _n in range(5)] == [[messages[0].pk], [messages[1].pk], [messages[2].pk], [], []]
    assert waits() == [6, 12]
    claims.mark([Outcome(id=each.pk, state="sent") for each in messages[:3]], worker="a")
    due_now()
    assert take(within=bursting) == []
    assert 17 < (Pace.objects.get().free_at - timezone.now()).total_seconds() <= 18
    earned(seconds=6)
    assert [take(within=bursting), take(within=bursting)] == [[messages[3].pk], []]


def test_each_pause_that_passes_earns_one_message(graph: Graph) -> None:
    bursting = Limit.objects.create(carrier="whatsapp", pair_seconds=6.0, pair_burst=3)
    for number in range(9):
        queued(number)
        claims.mark([Outcome(id=each, state="sent") for each in take(within=bursting)], worker="a")
        earned(seconds=6)
    assert Message.objects.filter(state="sent").count() == 9


def test_what_may_go_at_once_is_left_due(graph: Graph) -> None:
    messages = [queued(number) for number in range(4)]
    before = [each.next_at for each in Message.objects.order_by("id")]
    assert take(within=Limit(carrier="whatsapp", pair_seconds=6.0)) == [messages[0].pk]
    assert [each.next_at for each in Message.objects.order_by("id")] == before


@pytest.mark.parametrize(("carrier", "burst"), [("whatsapp", 45), ("fonnte", 1), ("waha", 1), ("email", 1)])
def test_only_meta_is_known_to_take_a_burst(carrier: str, burst: int) -> None:
    assert allowances.default(carrier).pair_burst == burst


def test_mail_knows_no_pause(mailbox: Mailbox) -> None:
    assert (allowances.of("email").pair_seconds, allowances.of("email").per_day) == (0.0, None)
    for number in range(3):
        queued(number, channel="email", to="warga@demo.test")
    assert outbox.once() == 3


def test_the_operators_row_goes_before_the_default() -> None:
    assert (allowances.of("whatsapp").pair_seconds, allowances.of("whatsapp").per_day) == (
        0.0,
        None,
    )  # 0: as the tests have it
    Limit.objects.create(carrier="whatsapp", pair_seconds=2.5, per_day=250)
    assert (allowances.of("whatsapp").pair_seconds, allowances.of("whatsapp").per_day) == (2.5, 250)


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_workers_at_once_never_write_to_one_number_together(graph: Graph) -> None:
    for number in range(40):
        queued(number)
    gate, taken = threading.Barrier(6), []

    def work(name: str) -> None:
        close_old_connections()
        gate.wait()
        taken.extend(take(name))
        connections.close_all()

    threads = [threading.Thread(target=work, args=(f"w{number}",)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(taken) == 1
    assert Message.objects.filter(state="claimed").count() == 1


# -- What does not go through the outbox -------------------------------------------------------------------------------
def turns(number: int, phone: str = PHONE) -> list[int | None]:
    found = [allowances.reserve(phone) for _each in range(number)]
    return [None if each is None else round(each) for each in found]


def test_a_reply_takes_a_turn_as_well(graph: Graph) -> None:
    Limit.objects.create(carrier="whatsapp", pair_seconds=6.0, pair_burst=1)
    assert turns(5) == [0, 6, 12, None, None]
    assert turns(1, "+6281234567899") == [0]


def test_a_reply_of_a_burst_goes_at_once_and_spends_its_pause(graph: Graph) -> None:
    Limit.objects.create(carrier="whatsapp", pair_seconds=6.0, pair_burst=3)
    assert turns(4) == [0, 0, 0, 6]


def test_without_a_pause_nothing_is_reserved() -> None:
    assert (allowances.reserve(PHONE), Pace.objects.exists()) == (0.0, False)


# -- The day -----------------------------------------------------------------------------------------------------------
FULL = Limit(carrier="whatsapp", pair_seconds=0.0, per_day=2)


def test_whoever_is_new_waits_when_the_day_is_full_and_the_known_are_written_to(graph: Graph) -> None:
    first = [queued(number, to=f"+62812345678{number:02}") for number in range(3)]
    assert len(take(within=FULL)) == 2
    waiting = Message.objects.get(state="queued")
    assert (waiting.error_code, 890 < waits()[0] <= 900) == ("cap", True)
    known = next(each for each in first if each.pk != waiting.pk)
    claims.mark([Outcome(id=each.pk, state="sent") for each in first if each.pk != waiting.pk], worker="a")
    again = queued(7, to=f"+62812345678{first.index(known):02}")
    free_all()
    assert take(within=FULL) == [again.pk]


def test_a_full_day_passes_notices_to_the_other_channel_and_the_operator_hears_of_it_once(
    graph: Graph, mailbox: Mailbox, cast: Cast
) -> None:
    Limit.objects.create(carrier="whatsapp", pair_seconds=0.0, per_day=0)
    received(phone=PHONE, email="warga@demo.test")
    worker.drain()
    assert graph.sent == []
    assert len(mailbox.to("warga@demo.test")) == 1
    assert [(each.kind, each.subject) for each in Alarm.objects.all()] == [("cap", "whatsapp")]


def test_a_reporter_with_a_number_alone_waits_and_is_not_given_up(graph: Graph, mailbox: Mailbox, cast: Cast) -> None:
    Limit.objects.create(carrier="whatsapp", pair_seconds=0.0, per_day=0)
    received(phone=PHONE)
    worker.drain()
    fallback.once()
    message = Message.objects.get(notices__recipient="reporter")
    assert (message.state, message.notices.get().lost_at) == ("queued", None)


def test_there_is_room_again_after_a_day(graph: Graph) -> None:
    message = queued()
    Pace.objects.create(carrier="whatsapp", to_blind=b"x" * 32, free_at=timezone.now(), counted_at=timezone.now())
    full = Limit(carrier="whatsapp", pair_seconds=0.0, per_day=1)
    assert take(within=full) == []
    with connection.cursor() as cursor:
        cursor.execute("UPDATE notifications_pace SET counted_at = counted_at - interval '25 hours'")
    due_now()
    assert take(within=full) == [message.pk]


def test_what_binds_nobody_any_more_is_forgotten() -> None:
    old, now = timezone.now() - timezone.timedelta(days=2), timezone.now()
    Pace.objects.create(carrier="whatsapp", to_blind=b"a" * 32, free_at=old, counted_at=old)
    Pace.objects.create(carrier="whatsapp", to_blind=b"b" * 32, free_at=old, counted_at=now)
    assert allowances.purge() == 1
    assert bytes(Pace.objects.get().to_blind) == b"b" * 32


def test_all_are_sent_in_the_end(graph: Graph) -> None:
    messages = [queued(number) for number in range(5)]
    Limit.objects.create(carrier="whatsapp", pair_seconds=6.0, pair_burst=1)
    repeat: Callable[[], int] = outbox.once
    assert [repeat() for _ in messages if free_all() is None] == [1] * 5
    assert {state(each)[0] for each in messages} == {"sent"}
