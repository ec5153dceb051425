"""The ladders of the invented promises that are still open, so that no auditor has to mend them."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from functools import lru_cache

from arcadumas.core.deadlines import rules
from arcadumas.core.reports.models import Promise
from arcadumas.duties.escalation import ladder
from arcadumas.duties.escalation.models import Ascent
from arcadumas.site.load.rows import made

AWAITED = (*ladder.OPEN, Promise.State.PAUSED)


def of(promises: Iterable[Promise], *, now: datetime) -> Iterator[Ascent]:
    """As for promises that came in at this moment: nothing is climbed for what has passed before."""
    for promise in promises:
        if promise.state in AWAITED and promise.met_at is None and promise.step not in ladder.REPORTERS:
            yield _begun(promise, now)


def _begun(promise: Promise, now: datetime) -> Ascent:
    chain, snapshot, place = _chain(promise.step), rules_of(), 0
    while (link := ladder.link_at(chain, place)) and link.is_warning and link.moment(promise.due_at, snapshot) <= now:
        place += 1
    is_paused = promise.state == Promise.State.PAUSED
    moment = link.moment(promise.due_at if link.is_warning else max(promise.due_at, now), snapshot) if link else None
    return made(
        Ascent, promise_id=promise.pk, chain=chain, place=place, begun_at=now, next_at=None if is_paused else moment
    )


@lru_cache
def _chain(step: str) -> list[list[object]]:
    return ladder.rungs(step)


@lru_cache(maxsize=1)
def rules_of() -> rules.Snapshot:
    """The rules as they stood when this process began."""
    return rules.current()
