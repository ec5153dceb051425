"""The threads of one carrier. They speak to the network and never to the database."""

import queue
import threading
import time
from collections.abc import Callable
from uuid import UUID

from arcadumas.duties.notifications.carriers.interface import Carrier
from arcadumas.duties.notifications.claims import Claimed

AHEAD = 4  # claimed messages for each thread
NEAR = 2  # the same where nothing tells how an attempt ended: what is claimed when a worker dies may not go out again
Deliver = Callable[["Lane", Claimed], None]


class Lane:
    """Threads start as they are needed. `deliver` is called on them, once for each message put in."""

    def __init__(self, carrier: Carrier, deliver: Deliver) -> None:
        self.carrier, self.deliver = carrier, deliver
        self.under_way: set[UUID] = set()
        self.setbacks = 0
        self.silent = 0  # attempts in a row that brought no answer
        self.held_until = 0.0  # monotonic: what has not begun by then goes back to the queue
        self.jobs: queue.SimpleQueue[Claimed | None] = queue.SimpleQueue()
        self.threads: list[threading.Thread] = []

    @property
    def is_held(self) -> bool:
        return self.held_until > time.monotonic()

    def room(self) -> int:
        """How many to claim: in handfuls, so that a busy lane does not ask the database for each one."""
        ahead = AHEAD if self.carrier.may_repeat else NEAR
        free = ahead * self.carrier.threads - len(self.under_way)
        return free if free >= self.carrier.threads or not self.under_way else 0

    def put(self, messages: list[Claimed]) -> None:
        self.under_way |= {each.id for each in messages}
        while len(self.threads) < min(len(self.under_way), self.carrier.threads):
            thread = threading.Thread(target=self._work, name=f"{self.carrier.name}-{len(self.threads)}", daemon=True)
            self.threads.append(thread)
            thread.start()
        for each in messages:
            self.jobs.put(each)

    def close(self) -> None:
        """Wait for what has begun; what has not is handed to `deliver` under a hold."""
        self.held_until = float("inf")
        for _thread in self.threads:
            self.jobs.put(None)
        for thread in self.threads:
            thread.join()

    def _work(self) -> None:
        while message := self.jobs.get():
            self.deliver(self, message)
        self.carrier.rest()
