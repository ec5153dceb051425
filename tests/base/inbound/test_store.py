import threading
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from arcadumas.base.inbound import store
from arcadumas.base.inbound.models import Inbound, State

pytestmark = pytest.mark.django_db
BODY = b'{"from": "6281234567890", "text": "\xff jalan rusak"}'


def keep(channel: str = "whatsapp", body: bytes = BODY, external_id: str = "") -> Inbound:
    return store.keep(channel, body, headers={"X-Hub-Signature-256": "sha256=ab"}, external_id=external_id)


def claimed(channel: str = "whatsapp", n: int = 10) -> list[Inbound]:
    return store.claim(channel, n)


def wait(inbound: Inbound, seconds: float) -> None:
    Inbound.objects.filter(id=inbound.id).update(retry_at=timezone.now() - timedelta(seconds=seconds))


def test_what_is_kept_is_read_again_byte_by_byte():
    row = Inbound.objects.get(id=keep().id)
    assert store.read(row) == BODY
    assert store.read_headers(row) == {"X-Hub-Signature-256": "sha256=ab"}
    assert (row.state, row.attempts, row.done_at, row.error) == (State.NEW, 0, None, "")


def test_the_table_shows_no_word_of_it():
    keep()
    with connection.cursor() as cursor:
        cursor.execute("SELECT inbound_inbound::text FROM inbound_inbound")
        (shown,) = cursor.fetchone()
    assert (b"jalan".hex() in shown, b"6281234567890".hex() in shown, "sha256" in shown) == (False, False, False)


def test_a_payload_with_a_known_id_is_kept_once():
    first, second = keep(external_id="m-1"), keep(external_id="m-1", body=b"again")
    assert (first.id, store.read(second)) == (second.id, BODY)
    assert keep("email", external_id="m-1").id != first.id
    assert Inbound.objects.count() == 2


def test_payloads_without_an_id_are_all_kept():
    assert len({keep().id, keep().id}) == 2


def test_the_oldest_are_claimed_first_and_only_of_the_channel():
    rows = [keep(), keep(), keep()]
    keep("email")
    assert [row.id for row in claimed(n=2)] == [rows[0].id, rows[1].id]


def test_what_is_done_is_not_claimed_again():
    row = keep()
    store.done(claimed()[0])
    row.refresh_from_db()
    assert (row.state, row.attempts, row.error) == (State.DONE, 1, "")
    assert row.done_at is not None
    assert claimed() == []


def test_a_failed_try_waits_and_the_fifth_gives_up():
    row = keep()
    for tries in range(1, 6):
        wait(row, 0)
        store.fail(claimed()[0], f"ValueError {tries}")
        row.refresh_from_db()
        assert (row.attempts, row.error) == (tries, f"ValueError {tries}")
        assert claimed() == []
    assert row.state == State.FAILED


def test_a_hopeless_payload_is_given_up_at_once():
    row = keep()
    store.fail(claimed()[0], "x" * 900, is_final=True)
    row.refresh_from_db()
    assert (row.state, len(row.error)) == (State.FAILED, 500)


def test_a_person_may_put_a_failed_payload_back():
    row = keep()
    assert store.retry(row.id) is False
    store.fail(claimed()[0], "KeyError", is_final=True)
    assert store.retry(row.id) is True
    assert [(again.id, again.attempts) for again in claimed()] == [(row.id, 0)]


def test_old_payloads_that_are_done_are_purged_and_failed_ones_stay():
    done, failed, new = keep(), keep(), keep()
    store.done(done)
    store.fail(failed, "KeyError", is_final=True)
    later = timezone.now() + timedelta(days=1)
    assert store.purge(timezone.now() - timedelta(days=1)) == 0
    assert store.purge(later) == 1
    assert set(Inbound.objects.values_list("id", flat=True)) == {failed.id, new.id}


def test_an_unknown_state_is_refused_by_the_database():
    row = keep()
    with pytest.raises(IntegrityError), transaction.atomic():
        Inbound.objects.filter(id=row.id).update(state="lost")


def test_a_row_says_its_channel_and_nothing_of_its_content():
    row = keep()
    assert str(row) == f"whatsapp {row.id}"


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_two_workers_never_claim_the_same_payload():
    for _ in range(20):
        keep()
    barrier, taken = threading.Barrier(2), []

    def work():
        with transaction.atomic():
            mine = claimed(n=10)
            barrier.wait(10)
            taken.append({row.id for row in mine})
            for row in mine:
                store.done(row)
            barrier.wait(10)
        connection.close()

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert ([len(part) for part in taken], len(taken[0] | taken[1])) == ([10, 10], 20)


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_a_claim_that_breaks_off_leaves_the_payload_waiting():
    row = keep()
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        store.done(claimed()[0])
        raise ZeroDivisionError
    with transaction.atomic():
        assert [again.id for again in claimed()] == [row.id]
