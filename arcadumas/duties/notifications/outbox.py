"""The outbox: claim with a lease, send outside any transaction, mark.

The attempt is committed before the send, so a crash at any point is seen as an unknown outcome when the lease ends; after
two of those a message is `uncertain` and this carrier never sends it again. Decision 0009.
"""

import logging
import os
import queue
import socket
import threading
import time
from collections.abc import Iterable
from dataclasses import dataclass
from types import TracebackType

from arcadumas.base.sealed import SealError
from arcadumas.duties.notifications import allowances, browsers, claims, holds, registry, retries
from arcadumas.duties.notifications.bounds import Limit
from arcadumas.duties.notifications.carriers import CARRIERS
from arcadumas.duties.notifications.carriers.interface import Carrier, CarrierError, Parcel
from arcadumas.duties.notifications.claims import Claimed, Outcome
from arcadumas.duties.notifications.composing import address_of, content_of
from arcadumas.duties.notifications.lanes import Lane
from arcadumas.duties.notifications.models import PUSH

log = logging.getLogger(__name__)
RENEWAL = 5.0  # seconds between renewals of leases
HELD = 0.02  # seconds until a row that somebody else holds is tried again
ANSWERS = {"permanent", "address", "template", "pair"}  # refusals of one message, by a carrier that works
SHORT = 1.0  # seconds between trials of a held carrier that brought no answer
SILENT = 8  # attempts in a row without any answer, after which a carrier is given time
DEAD = "dead"


@dataclass(frozen=True, kw_only=True)
class Ended:
    lane: Lane
    outcome: Outcome
    error: CarrierError | None = None


class Outbox:
    """One worker's hands. `step` is called from one thread, which alone touches the database."""

    def __init__(self, nudge: threading.Event | None = None, carriers: Iterable[Carrier] = ()) -> None:
        self.worker = f"{socket.gethostname()[:30]}:{os.getpid()}:{os.urandom(3).hex()}"
        self.nudge = nudge or threading.Event()
        self.lanes = {each.name: Lane(each, self._send) for each in carriers or CARRIERS.values()}
        self.ended: queue.SimpleQueue[Ended] = queue.SimpleQueue()
        self.unmarked: list[Ended] = []
        self.renewed = time.monotonic()
        self.bounds: dict[str, Limit] = {}  # read anew with each renewal
        self.claimed = 0  # since the beginning

    def step(self) -> int:
        """Mark what has ended, claim what there is room for; how many of both. Raises DatabaseError; then call it again."""
        done = self._mark()
        held = holds.read()
        for lane in self.lanes.values():
            done += self._claim(lane, may_try=held.get(lane.carrier.name))
        self._renew()
        return done

    def run_dry(self) -> int:
        """Send all that is due, and come back when nothing is under way; how many attempts."""
        before = self.claimed
        while True:
            self.nudge.clear()
            if self.step():
                continue
            if not any(lane.under_way for lane in self.lanes.values()):
                return self.claimed - before
            self.nudge.wait(RENEWAL)

    def __enter__(self) -> "Outbox":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:  # fmt: skip
        self.close()

    def close(self) -> None:
        """Let go of what has not begun, wait for what has, and mark both."""
        for lane in self.lanes.values():
            lane.close()
        until = time.monotonic() + RENEWAL
        self._mark()
        while self.unmarked and time.monotonic() < until:
            self._mark()

    # -- Ending --------------------------------------------------------------------------------------------------------
    def _mark(self) -> int:
        while not self.ended.empty():
            self.unmarked.append(self.ended.get())
        if not self.unmarked:
            return 0
        done = claims.mark([each.outcome for each in self.unmarked], worker=self.worker)
        marked = [each for each in self.unmarked if each.outcome.id in done]
        self.unmarked = [each for each in self.unmarked if each.outcome.id not in done]
        if self.unmarked:
            time.sleep(HELD)
            self.nudge.set()
        for each in marked:
            each.lane.under_way.discard(each.outcome.id)
        self._heed(marked)
        return len(marked)

    def _heed(self, marked: list[Ended]) -> None:
        """What the answers say of the carrier as a whole, or of one recipient or template."""
        for lane in {each.lane.carrier.name: each.lane for each in marked}.values():
            self._heed_lane(lane, [each for each in marked if each.lane is lane])
        for each in marked:
            if each.error and each.error.kind == "pair":
                claims.slow_down([each.outcome.id], seconds=each.outcome.wait)
            if each.error and each.error.kind == "template":
                registry.learn([each.outcome.id], each.error.code)
            if each.error and each.error.kind == "address":
                self._leave(each, each.error.code)

    def _leave(self, ended: Ended, code: str) -> None:
        """Nobody is reached there: a browser is forgotten, a number or mailbox left alone for some days."""
        if ended.lane.carrier.channel == PUSH:
            browsers.drop([ended.outcome.id])
        elif code != DEAD:
            allowances.bury([ended.outcome.id], code=code)

    def _heed_lane(self, lane: Lane, ended: list[Ended]) -> None:
        errors = [each.error for each in ended if each.error]
        refusals = [error for error in errors if error.kind in {"channel", "busy"}]
        is_answering = any(_is_answered(each) for each in ended)
        lane.silent = 0 if is_answering else lane.silent + sum(each.error is not None for each in ended)
        if refusals:
            self._hold(lane, refusals[-1])
        elif lane.held_until and is_answering and not lane.is_held:  # an answer to what had begun before frees nobody
            lane.held_until, lane.setbacks = 0.0, 0
            holds.lift(lane.carrier.name)
        elif errors and lane.silent >= SILENT:
            self._hold(lane, errors[-1])
        elif errors and lane.held_until:  # one trial without an answer says little: the next comes soon
            self._put(lane, errors[-1], seconds=SHORT, is_alarm=False)

    def _hold(self, lane: Lane, error: CarrierError) -> None:
        """Longer with each setback. The operator hears of what does not pass soon."""
        is_alarm = error.kind == "channel" or error.code in retries.ALARMING or lane.setbacks >= retries.SETBACKS
        growing = min(2.0**lane.setbacks, retries.SOON)
        seconds = max(error.retry_after or 0.0, retries.PROBE if error.kind == "channel" else growing)
        lane.setbacks += 1
        self._put(lane, error, seconds=seconds, is_alarm=is_alarm)

    def _put(self, lane: Lane, error: CarrierError, *, seconds: float, is_alarm: bool) -> None:
        lane.held_until = max(lane.held_until, time.monotonic() + seconds)
        holds.put(lane.carrier.name, seconds=seconds, code=error.code, text=error.text, is_alarm=is_alarm)

    # -- Beginning -----------------------------------------------------------------------------------------------------
    def _claim(self, lane: Lane, *, may_try: bool | None) -> int:
        """`may_try`: None where nothing holds the carrier, else whether one message may try it."""
        name = lane.carrier.name
        if may_try is False or (may_try and lane.under_way):
            return 0
        room = 1 if may_try else lane.room()
        if may_try:
            lane.held_until = lane.held_until or 0.001  # so that its success lifts a hold that another worker put
        claimed = claims.claim(name, worker=self.worker, limit=room, within=self._bounds(name)) if room else []
        refused = registry.refusals([each for each in claimed if not each.lines])
        refused |= {each.id: _unreached() for each in claimed if _is_dead(each)}
        for each in (each for each in claimed if each.id in refused):  # says nothing of the carrier: it was not asked
            self.ended.put(Ended(lane=lane, outcome=_outcome(each, refused[each.id])))
        lane.put([each for each in claimed if each.id not in refused])
        self.claimed += len(claimed)
        return len(claimed)

    def _bounds(self, carrier: str) -> Limit:
        if carrier not in self.bounds:
            self.bounds[carrier] = allowances.of(carrier)
        return self.bounds[carrier]

    def _send(self, lane: Lane, message: Claimed) -> None:
        """On a thread of the lane."""
        self.ended.put(_attempt(lane, message))
        self.nudge.set()

    def _renew(self) -> None:
        if time.monotonic() - self.renewed < RENEWAL:
            return
        self.renewed = time.monotonic()
        self.bounds.clear()
        ids = [number for lane in self.lanes.values() for number in lane.under_way]
        if ids:
            claims.renew(ids, worker=self.worker)


def once() -> int:
    """Send all that is due now; how many attempts were made."""
    claims.expire()
    with Outbox() as box:
        return box.run_dry()


def _is_dead(message: Claimed) -> bool:
    """Nobody was reached there of late; a person may have it tried all the same."""
    return message.dead is not None and not message.is_by_hand


def _unreached() -> CarrierError:
    return CarrierError("address", code=DEAD, text="nobody was reached at this address of late")


def _is_answered(ended: Ended) -> bool:
    """Whether the carrier was there, whatever it said."""
    error = ended.error
    return ended.outcome.state == "sent" or (error is not None and (error.kind in ANSWERS or error.is_answer))


def _attempt(lane: Lane, message: Claimed) -> Ended:
    if lane.is_held:
        return Ended(lane=lane, outcome=Outcome(id=message.id, state="queued", is_free=True))
    try:
        accepted = lane.carrier.send(_parcel(message))
    except CarrierError as error:
        return Ended(lane=lane, outcome=_outcome(message, error, lane.carrier.may_repeat), error=error)
    except SealError as error:
        log.error("message %s cannot be opened: %s", message.id, error)
        return Ended(lane=lane, outcome=Outcome(id=message.id, state="failed", code="sealed", text=str(error)))
    except Exception as error:  # a mistake of ours on the way: nobody knows whether it went out
        log.exception("message %s broke on its way", message.id)
        return Ended(lane=lane, outcome=Outcome(id=message.id, state="unknown", wait=retries.PAUSE, text=type(error).__name__))  # fmt: skip
    outcome = Outcome(id=message.id, state="sent", provider_id=accepted.provider_id)
    return Ended(lane=lane, outcome=outcome)


def _parcel(message: Claimed) -> Parcel:
    return Parcel(
        id=message.id, to=address_of(message.id, message.to), template=message.template, language=message.language,
        content=content_of(message.id, message.text), lines=message.lines,
    )  # fmt: skip


def _outcome(message: Claimed, error: CarrierError, may_repeat: bool = True) -> Outcome:
    """`may_repeat`: whether the carrier's own statuses may still tell how an attempt without an answer ended."""
    if error.kind == "uncertain":
        return Outcome(id=message.id, state="unknown", wait=retries.LOST, code=error.code, text=error.text, is_last=not may_repeat)  # fmt: skip
    if error.kind in {"channel", "busy"}:
        return Outcome(id=message.id, state="queued", code=error.code, text=error.text, is_free=True)
    if error.permanent or message.attempts >= retries.MOST_ATTEMPTS:
        if error.kind == "template":
            log.error("template %s (%s) cannot be used: %s", message.template, message.language, error.code)
        return Outcome(id=message.id, state="failed", code=error.code, text=error.text)
    delay = retries.pair_delay if error.kind == "pair" else retries.delay
    wait = delay(message.attempts, error.retry_after)
    return Outcome(id=message.id, state="queued", code=error.code, text=error.text, wait=wait)
