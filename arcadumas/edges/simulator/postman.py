"""The thread that brings webhooks to the product: signed, in due time, again and again until they are taken."""

import hashlib
import heapq
import hmac
import itertools
import json
import logging
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import httpx
from django.db import DatabaseError, connections

from arcadumas.edges.simulator import shapes
from arcadumas.edges.simulator.account import Account, Options
from arcadumas.edges.simulator.oddities import Oddities, Parcel

Json = dict[str, Any]
Job = Callable[[], list[Json]]
log = logging.getLogger(__name__)
KEEPS_TRYING = 7 * 86400.0
PATIENCE = 5.0  # seconds that the receiver has for its answer
CROWDED, TOGETHER = 20, 50  # above so many due events, so many travel in one envelope


@dataclass(frozen=True)
class Sending:
    body: bytes
    signature: str
    attempt: int
    first_at: float


class Postman(threading.Thread):
    """`due` hands it work; it alone touches the network. A job runs in due time and gives the changes to send."""

    def __init__(self, account: Account, options: Options, oddities: Oddities) -> None:
        super().__init__(name="postman", daemon=True)
        self.account, self.options, self.oddities = account, options, oddities
        self.waiting: list[tuple[float, int, Job | Sending]] = []
        self.counter = itertools.count()
        self.turn = threading.Condition()
        self.is_busy = self.is_stopping = False
        self.log: deque[Json] = deque(maxlen=500)

    def due(self, after: float, job: Job | Sending) -> None:
        with self.turn:
            heapq.heappush(self.waiting, (time.monotonic() + after, next(self.counter), job))
            self.turn.notify_all()

    def settle(self, timeout: float = 10.0) -> bool:
        """Wait until nothing is under way or to come; False if that takes longer. For tests."""
        with self.turn:
            return self.turn.wait_for(lambda: not self.waiting and not self.is_busy, timeout)

    def stop(self) -> None:
        with self.turn:
            self.is_stopping = True
            self.turn.notify_all()
        self.join()

    def run(self) -> None:
        with httpx.Client(timeout=PATIENCE, trust_env=False) as client:
            while (ready := self._ready()) is not None:
                changes = [change for job in ready if not isinstance(job, Sending) for change in self._done(job)]
                sendings = [job for job in ready if isinstance(job, Sending)]
                for sending in [*sendings, *self.packed(changes)]:
                    if not self.is_stopping:
                        self._bring(client, sending)
        connections.close_all()

    def _ready(self) -> list[Job | Sending] | None:
        """Everything that is due, waiting for the first; None when it is time to stop."""
        with self.turn:
            self.is_busy = False
            self.turn.notify_all()
            while not self.is_stopping:
                now = time.monotonic()
                if self.waiting and self.waiting[0][0] <= now:
                    self.is_busy = True
                    ready = []
                    while self.waiting and self.waiting[0][0] <= now:
                        ready.append(heapq.heappop(self.waiting)[2])
                    return ready
                self.turn.wait(self.waiting[0][0] - now if self.waiting else None)
        return None

    def _done(self, job: Job) -> list[Json]:
        try:
            return job()
        except DatabaseError:
            log.exception("the database did not take a step of a message; trying again")
            connections.close_all()
            self.due(1.0, job)
            return []

    def packed(self, changes: list[Json]) -> list[Sending]:
        parcels = [parcel for change in changes for parcel in self.oddities.parcels(change)]
        if len(parcels) > CROWDED:
            plain = [change for parcel in parcels if parcel.signature == "good" for change in parcel.changes]
            parcels = [parcel for parcel in parcels if parcel.signature != "good"]
            parcels += [Parcel(plain[start : start + TOGETHER]) for start in range(0, len(plain), TOGETHER)]
        return [self.sending(parcel) for parcel in parcels]

    def sending(self, parcel: Parcel) -> Sending:
        body = json.dumps(shapes.envelope(self.account, shapes.merged(parcel.changes))).encode()
        return Sending(body, parcel.signature, 1, time.monotonic())

    def _bring(self, client: httpx.Client, sending: Sending) -> None:
        if not self.account.webhook_url:
            return
        headers = {"Content-Type": "application/json", **self._signed(sending)}
        try:
            status = client.post(self.account.webhook_url, content=sending.body, headers=headers).status_code
        except httpx.HTTPError as error:
            status, reason = 0, type(error).__name__
        else:
            reason = ""
        self.log.append(
            {"status": status, "reason": reason, "attempt": sending.attempt, "signature": sending.signature,
             "at": time.time(), "body": json.loads(sending.body)}
        )  # fmt: skip
        if status != 200 and time.monotonic() - sending.first_at < KEEPS_TRYING:
            delay = min(self.options.retry_first * 2 ** min(sending.attempt - 1, 30), self.options.retry_most)
            self.due(delay, Sending(sending.body, "good", sending.attempt + 1, sending.first_at))

    def _signed(self, sending: Sending) -> dict[str, str]:
        secret = self.account.app_secret if sending.signature == "good" else f"not {self.account.app_secret}"
        if sending.signature == "none":
            return {}
        digest = hmac.new(secret.encode(), sending.body, hashlib.sha256).hexdigest()
        return {"X-Hub-Signature-256": f"sha256={digest}"}
