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
    """What lies in the past counts as climbed."""
    for promise in promises:
        if promise.state in AWAITED and promise.met_at is None and promise.step not in ladder.REPORTERS:
            yield _begun(promise, now)


def _begun(promise: Promise, now: datetime) -> Ascent:
    chain, place = _chain(promise.step), 0
    moment = _moment(promise, chain, place)
    while moment is not None and moment <= now:
        place += 1
        moment = _moment(promise, chain, place)
    is_paused = promise.state == Promise.State.PAUSED
    return made(
        Ascent, promise_id=promise.pk, chain=chain, place=place, begun_at=promise.starts_at,
        next_at=None if is_paused else moment, ended_at=None if moment else now,
    )  # fmt: skip


def _moment(promise: Promise, chain: list[list[object]], place: int) -> datetime | None:
    link = ladder.link_at(chain, place)
    return link.moment(promise.due_at, rules_of()) if link else None


@lru_cache
def _chain(step: str) -> list[list[object]]:
    return ladder.rungs(step)


@lru_cache(maxsize=1)
def rules_of() -> rules.Snapshot:
    """The rules as they stood when this process began."""
    return rules.current()
