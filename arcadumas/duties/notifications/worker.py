"""The two loops of a worker: telling and sending. Woken by the journal, and by the clock once a second."""

import logging
import threading
import time
from collections.abc import Callable

from django.db import close_old_connections, connections
from django.utils import timezone

from arcadumas.base import wake
from arcadumas.base.outages import AWAY
from arcadumas.duties.notifications import bundling, claims, drilling, fallback, outbox, releasing, switching, tell
from arcadumas.duties.notifications.outbox import Outbox

log = logging.getLogger(__name__)
POLL = 1.0
CROSSED = {"40P01", "40001"}  # two transactions stood in each other's way, and ours gave in
SOON = 0.02


def tell_forever(stop: threading.Event) -> None:
    """Deal with journal lines as they come, and with what falls due among the notices."""
    chores = Every(POLL)
    for _is_wake in wake.listen(stop, poll=POLL):
        _guarded(stop, lambda: _tell_all(chores))
    connections.close_all()


def _tell_all(chores: "Every") -> None:
    while tell.once():
        pass
    if chores.is_due():
        while fallback.once() or releasing.once():
            pass
        bundling.once()
        drilling.once(timezone.now())


def send_forever(stop: threading.Event) -> None:
    """Send messages as they fall due, until `stop`; then finish what has begun."""
    nudge, chores = threading.Event(), Every(POLL)
    listener = threading.Thread(target=_listen, args=(stop, nudge), name="outbox-wake", daemon=True)
    listener.start()
    _guarded(stop, switching.adopt)
    with Outbox(nudge) as box:
        while not stop.is_set():
            nudge.wait(POLL)
            nudge.clear()
            _guarded(stop, lambda: _send_all(box, chores))
    listener.join()
    connections.close_all()


def _listen(stop: threading.Event, nudge: threading.Event) -> None:
    for _is_wake in wake.listen(stop, poll=POLL):
        nudge.set()
    nudge.set()
    connections.close_all()


def _send_all(box: Outbox, chores: "Every") -> None:
    if chores.is_due():
        claims.expire()
    while box.step():
        pass


def drain() -> None:
    """Tell and send until nothing is due: for commands and tests."""
    while (
        tell.once()
        or fallback.once()
        or releasing.once()
        or bundling.once()
        or drilling.once(timezone.now())
        or outbox.once()
    ):
        pass


def _guarded(stop: threading.Event, act: Callable[[], object]) -> None:
    """A database that is away, or a mistake, must not end the loop: nothing is lost, it is tried again."""
    try:
        act()
    except AWAY as error:
        is_crossed = getattr(error.__cause__, "sqlstate", None) in CROSSED
        log.warning("the database did not answer (%s); trying again", type(error.__cause__ or error).__name__)
        stop.wait(SOON if is_crossed else POLL)
        close_old_connections()
    except Exception:
        log.exception("the loop stumbled; trying again")
        stop.wait(POLL)


class Every:
    """True once a period."""

    def __init__(self, seconds: float) -> None:
        self.seconds, self.next_at = seconds, 0.0

    def is_due(self) -> bool:
        if time.monotonic() < self.next_at:
            return False
        self.next_at = time.monotonic() + self.seconds
        return True
