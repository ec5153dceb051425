"""Two requests with one key at the same time: one act, one answer."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection, connections, transaction

from arcadumas.base import sealed
from arcadumas.core.reports.models import Report
from arcadumas.edges.api import keys
from arcadumas.edges.api.models import FirstAnswer
from tests.cast import Cast
from tests.edges.api.ring import WORDS, Ring, problem

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


@pytest.fixture
def alone() -> Iterator[Ring]:
    """A ring that needs no officer; every thread's connection is closed at the end."""
    yield Ring(cast=Cast)  # type: ignore[arg-type]
    connections.close_all()


def _post(ring: Ring, key: str) -> Any:
    try:
        return Ring(cast=ring.cast).post("/reports", WORDS, Idempotency_Key=key)
    finally:
        connections.close_all()


def test_eight_at_once_make_one_report(alone: Ring) -> None:
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _n: _post(alone, "k"), range(8)))
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.content for answer in answers}) == 1
    assert Report.objects.count() == 1


def test_while_the_first_still_runs_the_second_is_told_to_wait(alone: Ring, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keys, "RESERVE", keys.RESERVE.replace(str(keys.WAIT), "300"))
    inside, go_on = threading.Event(), threading.Event()

    def hold() -> None:
        try:
            with transaction.atomic():
                slot = keys.Slot(place=place(), body=b"x" * 32)
                keys.reserve(slot)
                inside.set()
                go_on.wait(10)
                transaction.set_rollback(True)
        finally:
            connections.close_all()

    first = threading.Thread(target=hold)
    first.start()
    inside.wait(10)
    busy = alone.post("/reports", WORDS, Idempotency_Key="k")
    go_on.set()
    first.join()
    assert (problem(busy), busy["Retry-After"]) == ((409, "api.still_running"), "1")
    # The first was killed: it left no key, so the next try does the work.
    assert FirstAnswer.objects.count() == 0
    assert alone.post("/reports", WORDS, Idempotency_Key="k").status_code == 201


def place() -> bytes:
    return sealed.blind("nobody\n/api/v1/reports\nk", purpose="api.key")


def test_the_waiting_limit_does_not_outlive_the_reservation(alone: Ring) -> None:
    with transaction.atomic():
        keys.reserve(keys.Slot(place=b"p" * 32, body=b"b" * 32))
        with connection.cursor() as cursor:
            cursor.execute("SHOW lock_timeout")
            assert cursor.fetchone() == ("0",)
