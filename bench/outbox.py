"""The outbox against a provider that answers at once: how many a second, whether memory stays flat, how soon it wakes.

MESSAGES=100000 (the default) fills that many; the flatness of memory is judged from the tenth part on.
"""

import json
import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg

from arcadumas.base import wake
from arcadumas.base.ports import free_port
from bench.figures import Figure, at, median, ms
from bench.memory import pss
from bench.place import database, instance, settle
from bench.standin import standin
from tests.faults.filling import DUE, fall_due, filled
from tests.faults.instance import Caller, Instance
from tests.faults.outside import ACCOUNT, LINE, SECRET, TOKEN

MESSAGES = int(os.environ.get("MESSAGES", "100000"))
WAKES, PAUSE = 100, 0.3


def measure() -> Iterator[Figure]:
    with standin() as graph, instance(free_port(), **_environment(graph.port)) as own:
        settle(own)
        time.sleep(3)
        filled(own, MESSAGES + WAKES)
        with psycopg.connect(database(own), autocommit=True) as connection:
            connection.execute("VACUUM ANALYZE")  # else the database tidies up by itself while we call it idle
            time.sleep(3)
            yield from _wakes(connection, graph)
            yield from _reports(own, graph)
            settle(own)
            yield from _rush(own, connection, graph)


def _environment(port: int) -> dict[str, str]:
    return {
        "WHATSAPP_API_URL": f"http://127.0.0.1:{port}", "WHATSAPP_TOKEN": TOKEN, "WHATSAPP_APP_SECRET": SECRET,
        "WHATSAPP_PHONE_NUMBER_ID": LINE, "WHATSAPP_BUSINESS_ACCOUNT_ID": ACCOUNT,
    }  # fmt: skip


def _wakes(connection: psycopg.Connection[Any], graph: Caller) -> Iterator[Figure]:
    """One message at a time falls due in an idle outbox: from the end of its commit until the request is there."""
    committed = {}
    for _turn in range(WAKES):
        (number,) = connection.execute(DUE, [1]).fetchone() or ("",)
        committed[str(number)] = time.monotonic()
        connection.execute(wake.SEND)
        time.sleep(PAUSE)
    times = _asked(graph, "/times")
    waits = [max(0.0, times[key] - moment) for key, moment in committed.items() if key in times]
    yield Figure(what=f"messages requested, of {WAKES}", value=len(waits), at_least=WAKES)
    yield Figure(what="  from the commit of a message to its request, idle, median", value=ms(median(waits)), unit="ms", at_most=50)  # fmt: skip
    yield Figure(what="  99 % within", value=ms(at(99, waits)), unit="ms")


def _reports(own: Instance, graph: Caller) -> Iterator[Figure]:
    """The whole way: a report is acknowledged, its reporter's message is requested."""
    caller, waits = Caller(own.port), []
    for number in range(40):
        before = set(_asked(graph, "/times"))
        values = {"title": "Lampu jalan padam", "body": "Lampu jalan di depan pasar padam.", "kind": "complaint"}
        answer = caller.post("/api/v1/reports", values | {"reporter": {"phone": f"+6285700{number:06d}"}})
        begun = time.monotonic()
        assert answer.status == 201, answer.content[:300]
        time.sleep(PAUSE)
        new = [moment for key, moment in _asked(graph, "/times").items() if key not in before]
        if new:
            waits.append(max(0.0, min(new) - begun))
    yield Figure(what="  from the answer to a report to the first request, idle, median", value=ms(median(waits or [9.9])), unit="ms", at_most=50)  # fmt: skip
    yield Figure(what="  99 % within", value=ms(at(99, waits or [9.9])), unit="ms")


def _rush(own: Instance, connection: psycopg.Connection[Any], graph: Caller) -> Iterator[Figure]:
    """All the rest falls due at once."""
    before = _asked(graph, "/seen")["distinct"]
    (worker,) = own.roles()["work"]
    fall_due(connection, MESSAGES)
    memory: list[tuple[int, float]] = []
    begun, processor, done = time.monotonic(), _processor(worker), 0
    while done < MESSAGES and time.monotonic() < begun + MESSAGES / 30 + 60:
        time.sleep(min(1.0, MESSAGES / 20_000))
        done = _asked(graph, "/seen")["distinct"] - before
        memory.append((done, pss(worker)))
    seen = _asked(graph, "/seen")
    seconds = seen["last"] - begun
    flat = [taken for number, taken in memory if number >= MESSAGES / 10] or [0.0]
    yield Figure(what=f"messages sent by one worker, of {MESSAGES}", value=done, at_least=MESSAGES)
    yield Figure(what="  a second", value=done / seconds, unit="/s", at_least=300)
    yield Figure(what="  processor time of the worker for each", value=1e6 * (_processor(worker) - processor) / max(1, done), unit="us")  # fmt: skip
    yield Figure(what="  asked for more than once", value=seen["count"] - seen["distinct"], at_most=0)
    yield Figure(what="  memory of the worker at the tenth part", value=flat[0], unit="MB")
    yield Figure(what="  and how much more at most afterwards", value=max(flat) - flat[0], unit="MB", at_most=10)


def _asked(graph: Caller, path: str) -> dict[str, Any]:
    answer: dict[str, Any] = json.loads(graph.ask("GET", path).content)
    return answer


def _processor(pid: int) -> float:
    """Seconds of processor time it has taken."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
