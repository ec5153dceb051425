import threading

import pytest
from django.db import connection, transaction

from arcadumas.base.limits import counting
from arcadumas.base.limits.models import Counter

pytestmark = pytest.mark.django_db
alone = pytest.mark.django_db(transaction=True, serialized_rollback=True)


def take(key: str = "10.0.0.1", *, bucket: str = "intake", limit: int = 3, seconds: int = 3600) -> int:
    return counting.take(bucket, key, limit=limit, seconds=seconds)


def pass_time(seconds: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE limits_counter SET ends_at = ends_at - %s * interval '1 second'", [seconds])


def test_the_limit_is_allowed_and_the_next_waits_for_the_end_of_the_window():
    assert [take() for _ in range(5)] == [0, 0, 0, 3600, 3600]


def test_what_is_left_of_the_window_is_asked_for():
    for _ in range(3):
        take()
    pass_time(3500)
    assert take() == 100


def test_after_the_window_everything_is_allowed_again():
    for _ in range(9):
        take()
    pass_time(3600)
    assert [take() for _ in range(4)] == [0, 0, 0, 3600]


def test_keys_and_buckets_are_counted_apart():
    assert [take() for _ in range(3)] == [0, 0, 0]
    assert take("10.0.0.2") == 0
    assert take(bucket="secret") == 0
    assert take() == 3600


def test_a_limit_of_nothing_refuses_at_once():
    assert take(limit=0) == 3600


def test_peeking_counts_nothing():
    assert counting.peek("intake", "10.0.0.1", limit=3) == 0
    for _ in range(3):
        take()
    assert [counting.peek("intake", "10.0.0.1", limit=3) for _ in range(3)] == [3600, 3600, 3600]
    assert counting.peek("intake", "10.0.0.1", limit=4) == 0
    assert take(limit=4) == 0
    pass_time(3600)
    assert counting.peek("intake", "10.0.0.1", limit=3) == 0


def test_a_cleared_key_starts_anew():
    for _ in range(4):
        take()
    take("10.0.0.2")
    counting.clear("intake", "10.0.0.1")
    assert take() == 0
    assert Counter.objects.count() == 2


def test_the_table_shows_no_key():
    take("10.0.0.1")
    assert [len(bytes(row.key)) for row in Counter.objects.all()] == [32]


def test_ended_windows_are_purged():
    take("old")
    pass_time(3600)
    take("young")
    assert (counting.purge(), Counter.objects.count()) == (1, 1)


def test_the_table_is_unlogged():
    with connection.cursor() as cursor:
        cursor.execute("SELECT relpersistence FROM pg_class WHERE relname = 'limits_counter'")
        assert cursor.fetchone() == ("u",)


@alone
def test_inside_a_transaction_it_counts_and_a_rollback_forgets():
    with transaction.atomic():
        assert [take() for _ in range(4)] == [0, 0, 0, 3600]
        transaction.set_rollback(True)
    assert take() == 0


@alone
def test_many_at_once_are_counted_one_by_one():
    answers = []

    def tries():
        answers.extend(take(limit=30) for _ in range(20))
        connection.close()

    threads = [threading.Thread(target=tries) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answer > 0 for answer in answers) == [False] * 30 + [True] * 50


def test_one_try_is_one_statement(django_assert_num_queries):
    with django_assert_num_queries(1):
        take()
