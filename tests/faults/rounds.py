"""Rounds of kills under load on one instance, and the verdict afterwards."""

import random
import time
from collections import Counter
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from arcadumas.base.ports import free_port
from tests.faults.citizens import Citizens
from tests.faults.instance import OURSELVES, Instance, until
from tests.faults.invariants import Verdict, in_flight, judge, settle
from tests.faults.officers import Officer
from tests.faults.outside import Box, outside

ENOUGH = 10  # acknowledged reports in flight when a process is killed
ROLES = ("web", "web worker", "work", "work")
NETWORK = 0.3  # seconds a message takes outside
DRAIN = 1.5  # seconds at most in which the desk is told of what is under way, before more comes


@dataclass(kw_only=True)
class Report:
    verdict: Verdict
    kills: Counter[str]
    flights: list[int] = field(repr=False)
    refused: list[str]
    answers: dict[str, int]
    seconds: float
    ready_after: list[float] = field(repr=False)


def plan(rounds: int, chance: random.Random) -> list[str]:
    """One in six the postmaster, one in ten `up`, the others by chance; in a short plan too."""
    roles = [*["postmaster"] * round(rounds / 6), *["up"] * round(rounds / 10)]
    roles += [ROLES[n % len(ROLES)] for n in range(rounds - len(roles))]
    chance.shuffle(roles)
    return roles


def run(
    folder: Path, roles: list[str], *, seed: int = 1, program: tuple[str, ...] = OURSELVES, patience: float = 90.0,
    owed: int = 0, **environment: str,
) -> Report:  # fmt: skip
    """One instance in `folder`, killed once for each of `roles`. `patience`: seconds to wait for the last notice.

    With `owed`, nothing arrives before the first kill, which comes when the outbox calls so many more sent."""
    chance, begun, port = random.Random(seed), time.monotonic(), free_port()
    kills: Counter[str] = Counter()
    flights, ready_after = [], []
    with ExitStack() as stack:
        world = stack.enter_context(outside(port=port, pause=NETWORK))
        instance = Instance(folder / "state", port=port, program=program, **world.environment, **environment)
        stack.callback(instance.kill)
        instance.start()
        token = instance.token("kominfo")
        citizens = stack.enter_context(Citizens(port, seed=seed))
        officer = stack.enter_context(Officer(port, token, citizens))
        since = 0
        if owed:
            world.network.hold()
        for role in roles:
            flight, since = _fill(citizens, world.box, since, pause=chance.uniform(0, 0.3))
            flights.append(flight)
            if owed:
                _owe(instance, citizens, world.box, owed)
            until(lambda: instance.strike(role, chance), 30)  # noqa: B023  (called before the loop goes on)
            kills[role] += 1
            world.network.free()
            _drain(citizens, world.box)
            if role == "up":
                ready_after.append(instance.start())
        verdict = _at_the_end(instance, citizens, officer, world.box, token=token, patience=patience)
        instance.stop()
    return Report(
        verdict=verdict, kills=kills, flights=flights, refused=[*citizens.refused, *officer.refused],
        answers=citizens.answers, seconds=time.monotonic() - begun, ready_after=ready_after,
    )  # fmt: skip


def _at_the_end(
    instance: Instance, citizens: Citizens, officer: Officer, box: Box, *, token: str, patience: float
) -> Verdict:
    citizens.finish()
    officer.finish()
    instance.until_ready(60)
    filed = citizens.acknowledged()
    took = settle(instance, filed, officer.disposed, box, token=token, seconds=patience)
    verdict = judge(instance, filed, officer.disposed, box, token=token)
    verdict.settled_after = took
    return verdict


def _fill(citizens: Citizens, box: Box, since: int, *, pause: float) -> tuple[int, int]:
    """What a kill needs is under way: how much, and how many have been filed."""
    citizens.rest.clear()
    time.sleep(pause)
    _wait_for_flight(citizens, box, since)
    filed = citizens.acknowledged()
    return in_flight(filed, box), len(filed)


def _owe(instance: Instance, citizens: Citizens, box: Box, owed: int) -> None:
    """Until the outbox calls so many more sent than have arrived."""
    citizens.rest.set()  # or it is they who are served
    until(lambda: instance.sent() >= len(box.all()) + owed, 30)


def _drain(citizens: Citizens, box: Box) -> None:
    """No more until the desk has heard of most: a day's work would only be waited for in the end."""
    citizens.rest.set()
    until(lambda: in_flight(citizens.acknowledged(), box) < ENOUGH // 2, DRAIN)


def _wait_for_flight(citizens: Citizens, box: Box, since: int) -> None:
    """Until enough has been acknowledged since the last kill, and as much is still on its way."""

    def is_enough() -> bool:
        filed = citizens.acknowledged()
        return len(filed) >= since + ENOUGH and in_flight(filed, box) >= ENOUGH

    until(is_enough, 30)
