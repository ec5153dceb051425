"""The loops themselves: woken by a commit, stopped without loss, and killed at the worst moment."""

import os
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError, connection

from arcadumas.duties.notifications import claims, tell, worker
from arcadumas.duties.notifications.models import Message, Rhythm
from tests.builders import received
from tests.cast import Cast
from tests.doubles import Graph

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)
ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def government(transactional_db: None) -> Cast:
    return Cast.assemble()


@pytest.fixture
def loops(graph: Graph, government: Cast) -> Iterator[threading.Event]:
    stop = threading.Event()
    threads = [threading.Thread(target=loop, args=(stop,)) for loop in (worker.tell_forever, worker.send_forever)]
    for thread in threads:
        thread.start()
    yield stop
    stop.set()
    for thread in threads:
        thread.join(timeout=10)
    assert [thread.is_alive() for thread in threads] == [False, False]


def wait_for(condition: Callable[[], bool], seconds: float = 15.0) -> float:
    began = time.monotonic()
    while not condition():
        assert time.monotonic() - began < seconds
        time.sleep(0.005)
    return time.monotonic() - began


def test_a_commit_wakes_the_loops(graph: Graph, loops: threading.Event):
    Rhythm.objects.create(burst_over=100)
    waits = []
    for number in range(8):
        before = len(graph.times)
        received(title=f"Laporan {number}")
        committed = time.monotonic()
        wait_for(lambda before=before: len(graph.times) > before)
        waits.append(graph.times[before] - committed)
        wait_for(lambda: not Message.objects.filter(state__in=["queued", "claimed"]).exists())
    assert statistics.median(waits) < 0.5


def test_without_a_wake_the_poll_is_kept(graph: Graph, loops: threading.Event, monkeypatch: pytest.MonkeyPatch):
    time.sleep(0.2)
    monkeypatch.setattr("arcadumas.base.wake.send", lambda: None)
    received()
    assert wait_for(lambda: len(graph.sent) == 2) < 5


def test_stopping_finishes_what_has_begun(graph: Graph, government: Cast):
    gate = threading.Event()
    graph.decide = lambda body: None if gate.wait(10) else None
    received()
    tell.once()
    stop = threading.Event()
    thread = threading.Thread(target=worker.send_forever, args=(stop,))
    thread.start()
    wait_for(lambda: len(graph.times) == 2)
    stop.set()
    gate.set()
    thread.join(timeout=10)
    assert sorted(Message.objects.values_list("state", "attempts")) == [("sent", 1), ("sent", 1)]


def test_a_database_that_is_away_for_a_moment_stops_no_loop(graph: Graph, loops: threading.Event, monkeypatch: pytest.MonkeyPatch):  # fmt: skip
    real, failures = claims.claim, iter(range(2))

    def claim(carrier: str, **values: Any) -> Any:
        if next(failures, None) is not None:
            raise OperationalError("away")
        return real(carrier, **values)

    monkeypatch.setattr(claims, "claim", claim)
    received()
    wait_for(lambda: len(graph.sent) == 2)


SENDER = """
import django; django.setup()
import threading
from django.conf import settings
from arcadumas.duties.notifications import worker
settings.WHATSAPP_API_URL, settings.WHATSAPP_TOKEN = {url!r}, {token!r}
settings.WHATSAPP_PHONE_NUMBER_ID = settings.WHATSAPP_CITIZEN_PHONE_NUMBER_ID = "1001"
worker.send_forever(threading.Event())
"""


def start_sender(graph: Graph) -> "subprocess.Popen[bytes]":
    values = connection.settings_dict
    url = f"postgresql://{values['USER']}:{values['PASSWORD']}@{values['HOST']}:{values['PORT']}/{values['NAME']}"
    code = SENDER.format(url=graph.url, token="token-of-the-tests")
    return subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, env={**os.environ, "DATABASE_URL": url})


def kill_amid_sending(graph: Graph) -> None:
    """After the third message, or the last where fewer are left."""
    left = Message.objects.filter(channel="whatsapp", state="queued").count()
    enough = len(graph.times) + min(3, left)
    sender = start_sender(graph)
    try:
        wait_for(lambda: len(graph.times) >= enough or sender.poll() is not None, 30)
    finally:
        sender.kill()
        sender.wait()


def end_leases_and_pauses() -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE notifications_message SET lease_until = now() WHERE state = 'claimed'")
        claims.expire()
        cursor.execute("UPDATE notifications_message SET next_at = now() WHERE state = 'queued'")


@pytest.mark.faults
def test_a_worker_killed_after_sending_and_before_marking_leaves_at_most_two_copies(graph: Graph, government: Cast):
    for number in range(12):
        received(title=f"Laporan {number}")
    while tell.once():
        pass
    graph.decide = lambda body: time.sleep(0.05)  # type: ignore[func-returns-value]
    kills = 0
    while Message.objects.filter(state__in=["queued", "claimed"]).exists() and kills < 8:
        kill_amid_sending(graph)
        kills += 1
        time.sleep(0.2)
        end_leases_and_pauses()
    graph.decide = lambda body: None
    worker.drain()
    states = dict(Message.objects.values_list("id", "state"))
    copies = {str(number): 0 for number in states}
    for each in graph.sent:
        copies[each["biz_opaque_callback_data"]] += 1
    assert kills > 1
    assert set(states.values()) <= {"sent", "uncertain"}
    assert max(copies.values()) <= 2
    assert [number for number, state in states.items() if state == "sent" and not copies[str(number)]] == []
