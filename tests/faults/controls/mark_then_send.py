"""The shape that marks a message as sent and then sends it: what dies in between is never sent and never missed."""

import queue
import threading

from django.db import connections

from arcadumas.base import wake
from arcadumas.duties.notifications import claims
from arcadumas.duties.notifications.carriers import CARRIERS
from arcadumas.duties.notifications.carriers.interface import Parcel
from arcadumas.duties.notifications.claims import Claimed, Outcome
from arcadumas.duties.notifications.composing import address_of, content_of

AHEAD = 2  # messages marked for each thread, as a loop that works in batches does


def send(message: Claimed) -> None:
    parcel = Parcel(
        id=message.id, to=address_of(message.id, message.to), template=message.template, language=message.language,
        content=content_of(message.id, message.text),
    )  # fmt: skip
    CARRIERS[message.carrier].send(parcel)


def send_forever(stop: threading.Event) -> None:
    """In place of the product's loop of the same name."""
    jobs: dict[str, queue.Queue[Claimed]] = {name: queue.Queue(AHEAD * each.threads) for name, each in CARRIERS.items()}
    for name, carrier in CARRIERS.items():
        for _n in range(carrier.threads):
            threading.Thread(target=_work, args=(jobs[name],), daemon=True).start()
    for _is_wake in wake.listen(stop, poll=0.2):
        for name in CARRIERS:
            _mark_and_hand_over(name, jobs[name])
    connections.close_all()


def _mark_and_hand_over(name: str, jobs: "queue.Queue[Claimed]") -> None:
    while claimed := claims.claim(name, worker="control", limit=AHEAD * CARRIERS[name].threads):
        claims.mark([Outcome(id=each.id, state="sent") for each in claimed], worker="control")
        for each in claimed:
            jobs.put(each)


def _work(jobs: "queue.Queue[Claimed]") -> None:
    while True:
        send(jobs.get())
