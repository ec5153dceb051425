"""PostgreSQL is restarted under a busy outbox, again and again: nothing is lost, nothing stays stuck, nothing comes thrice.

Three times here; FAULTS=long (make faults) makes it twenty.
"""

import os
import signal
import time
from collections import Counter
from pathlib import Path

import psycopg
import pytest

from arcadumas.base.ports import free_port
from arcadumas.base.postgres import Server
from tests.faults.filling import fall_due, filled
from tests.faults.instance import Instance, until
from tests.faults.outside import outside

pytestmark = [pytest.mark.faults, pytest.mark.xdist_group("kills")]
IS_LONG = os.environ.get("FAULTS") == "long"
RESTARTS, EACH, PATIENCE = (20, 200, 240.0) if IS_LONG else (3, 60, 150.0)
NETWORK = 0.05  # seconds a message takes outside
WAYS = (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL)  # fast, immediate, killed
ENDED = ("sent", "delivered", "read")


def connected(own: Instance) -> psycopg.Connection[tuple[object, ...]]:
    """Once the server answers again."""
    found: list[psycopg.Connection[tuple[object, ...]]] = []

    def is_there() -> bool:
        try:
            found.append(psycopg.connect(Server(own.state).url, autocommit=True, connect_timeout=2))
        except psycopg.OperationalError:
            return False
        return True

    assert until(is_there, 60)
    return found[0]


def restart(own: Instance, how: signal.Signals) -> float:
    """The seconds until the server that `up` starts anew answers."""
    (old,) = own.roles()["postmaster"]
    begun = time.monotonic()
    os.kill(old, how)
    assert until(lambda: old not in own.roles().get("postmaster", []), 60)
    connected(own).close()
    return time.monotonic() - begun


def states(own: Instance, ids: set[str]) -> Counter[str]:
    with connected(own) as connection:
        rows = connection.execute("SELECT state FROM notifications_message WHERE id = ANY(%s::uuid[])", [list(ids)])
        return Counter(str(row[0]) for row in rows.fetchall())


def test_nothing_is_lost_or_stuck_when_the_database_is_restarted_under_it(tmp_path: Path) -> None:
    port, away, ids = free_port(), [], set[str]()
    with outside(port=port, pause=NETWORK) as world:
        own = Instance(tmp_path / "state", port=port, **world.environment)
        try:
            own.start(within=300)
            filled(own, RESTARTS * EACH)
            for turn in range(RESTARTS):
                with connected(own) as connection:
                    ids |= set(fall_due(connection, EACH))
                seen = len(world.box.all())
                assert world.box.wait(seen + 5, 60), "nothing is under way, so nothing is proved"
                away.append(restart(own, WAYS[turn % len(WAYS)]))
            until(lambda: not states(own, ids).keys() - {*ENDED}, PATIENCE)
            ended = states(own, ids)
        finally:
            own.kill()
    copies = Counter(each.key for each in world.box.all() if each.key in ids)
    doubled = sum(number > 1 for number in copies.values())
    print(
        f"\n{RESTARTS} restarts under {len(ids)} messages, away {min(away):.1f} to {max(away):.1f} s: "
        f"{dict(ended)}, lost {len(ids - copies.keys())}, doubled {doubled}, at most {max(copies.values())} copies"
    )
    assert len(ids) == RESTARTS * EACH
    assert ids - copies.keys() == set()
    assert ended.keys() <= {*ENDED}
    assert max(copies.values()) <= 2
    assert doubled <= max(3, len(ids) * 0.02)
