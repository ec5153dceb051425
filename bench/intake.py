"""How fast reports come in by the API, with the worker running and each on the disk before it is acknowledged."""

import json
from collections.abc import Iterator

import psycopg

from bench.client import Load, load, request
from bench.figures import Figure, median, ms
from bench.floor import floor
from bench.place import database, instance, settle
from tests.faults.instance import Instance

PATH = "/api/v1/reports"
REPORT = {
    "title": "Lampu jalan padam di depan pasar", "kind": "complaint",
    "body": "Lampu jalan di depan pasar padam sejak Senin. Mohon diperiksa.",
}  # fmt: skip
ROUNDS, SECONDS = 3, 6.0


def report(turn: int) -> bytes:
    values = REPORT | {"reporter": {"phone": f"+62857{turn % 10**8:08d}"}}
    return request("POST", PATH, json.dumps(values).encode(), Content_Type="application/json")


def plain(turn: int) -> bytes:
    values = {name: REPORT[name] for name in ("title", "body")}
    return request("POST", PATH, json.dumps(values).encode(), Content_Type="application/json")


def measure() -> Iterator[Figure]:
    with instance() as own, floor(database(own)) as below:
        yield from _side_by_side(own, below)
        yield from _many_at_once(own)


def _side_by_side(own: Instance, below: int) -> Iterator[Figure]:
    """Product and floor take turns, so that both meet the same machine."""
    ours, floors = [], []
    single = good(load(own.port, report, connections=1, seconds=SECONDS))
    for _round in range(ROUNDS):
        settle(own)
        floors.append(good(load(below, plain, connections=8, seconds=SECONDS / 2)))
        ours.append(good(load(own.port, report, connections=8, seconds=SECONDS)))
    rate, base = median(run.rate for run in ours), median(run.rate for run in floors)
    yield Figure(what="intake, 8 connections", value=rate, unit="/s", at_least=200)
    yield Figure(what="  median of one request", value=ms(median(run.median for run in ours)), unit="ms")
    yield Figure(what="  99 % of requests within", value=ms(median(run.at(99) for run in ours)), unit="ms", at_most=80)
    yield Figure(what="floor: one INSERT a request, same server and disk", value=base, unit="/s")
    yield Figure(what="  intake as a share of it", value=100 * rate / base, unit="%", at_least=12)
    yield Figure(what="intake, 1 connection, median", value=ms(single.median), unit="ms", at_most=8)


def _many_at_once(own: Instance) -> Iterator[Figure]:
    """On a disk that takes 25 ms to flush, commits of the same moment must share the flush."""
    with psycopg.connect(database(own), autocommit=True) as connection:
        for name, value in (("commit_delay", 25_000), ("commit_siblings", 0)):
            connection.execute(f"ALTER SYSTEM SET {name} = {value}")
        connection.execute("SELECT pg_reload_conf()")
    settle(own)
    one = good(load(own.port, report, connections=1, seconds=SECONDS))
    many = good(load(own.port, report, connections=32, seconds=SECONDS))
    yield Figure(what="intake on a slow disk (25 ms a flush), 1 connection", value=one.rate, unit="/s")
    yield Figure(what="intake on a slow disk, 32 connections", value=many.rate, unit="/s")
    yield Figure(what="  times as many", value=many.rate / one.rate, unit="x", at_least=3)


def good(run: Load) -> Load:
    """A run in which something was refused measures nothing."""
    assert set(run.statuses) == {201}, run.statuses
    return run
