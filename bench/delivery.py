"""From the answer to an act until the message about it is in the hands of the carrier: WhatsApp and mail."""

import time
from collections.abc import Iterator

from arcadumas.base.ports import free_port
from bench.figures import Figure, at, median, ms
from bench.place import instance, settle
from tests.faults.instance import Caller, Instance
from tests.faults.outside import Arrival, outside

ACTS, UNIT = 40, "pupr"
PAUSE = 0.5  # seconds between two acts: what is measured is a wait, not a queue


def measure() -> Iterator[Figure]:
    port = free_port()
    with outside(port=port) as world, instance(port, singly=False, **world.environment) as own:
        codes, answered = _reports(own), {}
        settle(own)
        caller, token = Caller(own.port), own.token("kominfo")
        for code in codes:
            _act(caller, token, code, "verification", {})
        settle(own)
        time.sleep(2)
        before = len(world.box.all())
        for code in codes:
            _act(caller, token, code, "disposition", {"unit": UNIT, "instruction": "Periksa di lapangan."})
            answered[code] = time.monotonic()
            time.sleep(PAUSE)
        settle(own)
        yield from _figures(world.box.all()[before:], answered)


def _figures(arrivals: list[Arrival], answered: dict[str, float]) -> Iterator[Figure]:
    """Of each act the first message by each carrier, and the last of all."""
    for carrier in ("whatsapp", "email"):
        firsts = [_waits(arrivals, code, at_, carrier) for code, at_ in answered.items()]
        waits = [found[0] for found in firsts if found]
        yield Figure(what=f"acts told of by {carrier}, of {ACTS}", value=len(waits), at_least=ACTS)
        if waits:
            yield Figure(what=f"  first {carrier} message after the answer, median", value=ms(median(waits)), unit="ms", at_most=300)  # fmt: skip
            yield Figure(what="  99 % within", value=ms(at(99, waits)), unit="ms", at_most=1000)
    lasts = [max(_waits(arrivals, code, at_, "") or [0.0]) for code, at_ in answered.items()]
    yield Figure(what="last message of an act, median", value=ms(median(lasts)), unit="ms")
    yield Figure(what="  99 % within", value=ms(at(99, lasts)), unit="ms")


def _waits(arrivals: list[Arrival], code: str, begun: float, carrier: str) -> list[float]:
    mine = [each for each in arrivals if code in each.codes and (not carrier or each.carrier == carrier)]
    return sorted(max(0.0, each.at - begun) for each in mine)


def _reports(own: Instance) -> list[str]:
    caller, codes = Caller(own.port), []
    for number in range(ACTS):
        values = {"title": "Lampu jalan padam", "body": "Lampu jalan di depan pasar padam.", "kind": "complaint"}
        answer = caller.post("/api/v1/reports", values | {"reporter": {"phone": f"+6285700{number:06d}"}})
        assert answer.status == 201, answer.content[:300]
        codes.append(answer.json()["code"])
    return codes


def _act(caller: Caller, token: str, code: str, noun: str, values: dict[str, str]) -> None:
    answer = caller.post(f"/api/v1/reports/{code}/{noun}", values, Authorization=f"Bearer {token}")
    assert answer.status == 201, answer.content[:300]
