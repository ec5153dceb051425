"""The few threads that hold database connections, however many sockets are open."""

import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, TypeVar

from django.db import close_old_connections, connections

T = TypeVar("T")
Job = tuple[Future[Any], Callable[[], Any]]


class Desk:
    def __init__(self, threads: int = 4) -> None:
        self.jobs: queue.SimpleQueue[Job | None] = queue.SimpleQueue()
        self.threads = [threading.Thread(target=self._work, name=f"desk-{n}", daemon=True) for n in range(threads)]
        for thread in self.threads:
            thread.start()

    def submit(self, work: Callable[[], T]) -> "Future[T]":
        future: Future[T] = Future()
        self.jobs.put((future, work))
        return future

    def run(self, work: Callable[[], T]) -> T:
        """Do the work on a thread of the desk; raises what it raises."""
        return self.submit(work).result()

    def close(self) -> None:
        """Finish what is queued, then close the connections."""
        for _ in self.threads:
            self.jobs.put(None)
        for thread in self.threads:
            thread.join()

    def _work(self) -> None:
        while job := self.jobs.get():
            future, work = job
            close_old_connections()
            try:
                future.set_result(work())
            except BaseException as error:  # noqa: BLE001 -- whatever it is belongs to whoever waits for the result
                future.set_exception(error)
        connections.close_all()
