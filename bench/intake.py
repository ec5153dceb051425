"""How fast reports come in by the API, with the worker running and each on the disk before it is acknowledged."""

import json
import os
import re
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg

from arcadumas.base.ports import free_port
from bench.client import Load, load, request
from bench.figures import Figure, median, ms
from bench.floor import floor
from bench.place import database, instance
from tests.faults.instance import Instance
from tests.faults.outside import outside

PATH = "/api/v1/reports"
REPORT = {
    "title": "Lampu jalan padam di depan pasar", "kind": "complaint",
    "body": "Lampu jalan di depan pasar padam sejak Senin. Mohon diperiksa.",
}  # fmt: skip
ROUNDS, SECONDS = 3, 5.0
STATEMENT = re.compile(r"\[(\d+)\] LOG:  duration: \S+ ms  statement: (.*)")
SAVEPOINT = re.compile(r"^(RELEASE |ROLLBACK TO )?SAVEPOINT")


def report(turn: int) -> bytes:
    values = REPORT | {"reporter": {"phone": f"+62857{turn % 10**8:08d}"}}
    return request("POST", PATH, json.dumps(values).encode(), Content_Type="application/json")


def plain(turn: int) -> bytes:
    values = {name: REPORT[name] for name in ("title", "body")}
    return request("POST", PATH, json.dumps(values).encode(), Content_Type="application/json")


def measure() -> Iterator[Figure]:
    port = free_port()
    with outside(port=port) as world, instance(port, INTAKE_LIMIT="0", **world.environment) as own:
        yield _statements(own)
        with floor(database(own)) as below:
            yield from _side_by_side(own, below)
        yield from _many_at_once(own)


def _statements(own: Instance) -> Figure:
    """Of one report with an address, between its BEGIN and its COMMIT, as the server logs them."""
    with psycopg.connect(database(own), autocommit=True) as connection:
        _configure(connection, log_min_duration_statement=0)
        good(load(own.port, report, connections=1, seconds=0.5))
        _configure(connection, log_min_duration_statement=-1)
    log = (own.state / "log" / "postgres.log").read_text()
    counts = [sum(1 for line in act if not SAVEPOINT.search(line)) for act in _acts(log)]
    return Figure(what="statements in the transaction of a report, at most", value=max(counts), at_most=12)


def _acts(log: str) -> Iterator[list[str]]:
    """The statements of each transaction that put in a report, by the process that ran it."""
    running: dict[str, list[str]] = {}
    for process, statement in STATEMENT.findall(log):
        if statement.startswith("BEGIN"):
            running[process] = []
        elif statement.startswith("COMMIT"):
            act = running.pop(process, [])
            if any('INTO "reports_report"' in line for line in act):
                yield act
        elif process in running:
            running[process].append(statement)


def _configure(connection: psycopg.Connection[Any], **settings: int) -> None:
    for name, value in settings.items():
        connection.execute(f"ALTER SYSTEM SET {name} = {value}")
    connection.execute("SELECT pg_reload_conf()")
    time.sleep(0.5)


def _side_by_side(own: Instance, below: int) -> Iterator[Figure]:
    """The floor has the machine to itself; the product has its worker at work. The better of two floors counts."""
    floors = [good(load(below, plain, connections=8, seconds=SECONDS))]
    single = good(load(own.port, report, connections=1, seconds=SECONDS))
    ours = [good(load(own.port, report, connections=8, seconds=SECONDS)) for _round in range(ROUNDS)]
    with at_rest(own):
        floors.append(good(load(below, plain, connections=8, seconds=SECONDS)))
    rate, base = median(run.rate for run in ours), max(run.rate for run in floors)
    yield Figure(what="intake, 8 connections", value=rate, unit="/s", at_least=200)
    yield Figure(what="  median of one request", value=ms(median(run.median for run in ours)), unit="ms")
    yield Figure(what="  99 % of requests within", value=ms(median(run.at(99) for run in ours)), unit="ms", at_most=80)
    yield Figure(what="floor: one INSERT a request, same server and disk", value=base, unit="/s")
    yield Figure(what="  intake as a share of it", value=100 * rate / base, unit="%", at_least=12)
    yield Figure(what="intake, 1 connection, median", value=ms(single.median), unit="ms", at_most=8)


def _many_at_once(own: Instance) -> Iterator[Figure]:
    """On a disk that takes 25 ms to flush, commits of the same moment must share the flush."""
    with psycopg.connect(database(own), autocommit=True) as connection:
        _configure(connection, commit_delay=25_000, commit_siblings=0)
    one = good(load(own.port, report, connections=1, seconds=SECONDS))
    many = good(load(own.port, report, connections=32, seconds=SECONDS))
    yield Figure(what="intake on a slow disk (25 ms a flush), 1 connection", value=one.rate, unit="/s")
    yield Figure(what="intake on a slow disk, 32 connections", value=many.rate, unit="/s")
    yield Figure(what="  times as many", value=many.rate / one.rate, unit="x", at_least=3)


@contextmanager
def at_rest(own: Instance) -> Iterator[None]:
    """The worker is held still in between."""
    workers = own.roles()["work"]
    for worker in workers:
        os.kill(worker, signal.SIGSTOP)
    try:
        yield
    finally:
        for worker in workers:
            os.kill(worker, signal.SIGCONT)


def good(run: Load) -> Load:
    """A run in which something was refused measures nothing."""
    assert set(run.statuses) == {201}, run.statuses
    return run
