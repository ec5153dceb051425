"""One round: what has run out by now. Each thing found is dealt with in a transaction of its own, by a core verb.

The rows are the memory: a round that is killed, or run twice at once, does nothing twice.
"""

import random
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import TypeVar

from django.db.models import QuerySet

from arcadumas.core.handling import ask, close, escalate
from arcadumas.core.reports.models import Promise, State
from arcadumas.duties.escalation import ladder, reader, reminders

MOST = 1_000  # of each kind in one round; the next goes on
PART, TURNS = 100, 200
Found = TypeVar("Found")


@dataclass(frozen=True, kw_only=True)
class Round:
    at: datetime
    pauses_ended: int
    closed: int
    broken: int
    climbed: int = 0
    reminded: int = 0
    is_rehearsal: bool = False

    def as_json(self) -> dict[str, object]:
        return {**asdict(self), "at": self.at.isoformat()}


def run(at: datetime, *, is_rehearsal: bool = False) -> Round:
    """End pauses, close what nobody spoke of, note broken promises, climb the ladder. A rehearsal only counts."""
    if is_rehearsal:
        return Round(at=at, pauses_ended=_pauses(at).count(), closed=_silent(at).count(), broken=_late(at).count(), climbed=len(ladder.due(at, most=MOST)), is_rehearsal=True)  # fmt: skip
    ended = _each(_codes(_pauses(at)), lambda code: ask.end_pause(code, at=at) is not None)
    closed = _each(_codes(_silent(at)), lambda code: close.run_out(code, at=at) is not None)
    broken = _in_parts(
        lambda: _late(at).values_list("pk", flat=True)[:MOST], lambda pk: escalate.mark_broken(pk, at=at)
    )
    reminded = sum(escalate.warn(number) for number in reminders.due(at, most=MOST))
    return Round(at=at, pauses_ended=ended, closed=closed, broken=broken, climbed=_climb(at), reminded=reminded)


def _climb(at: datetime) -> int:
    """Every rung that is due, the next ones of the same promise included when the rounds come late."""
    while reader.once():
        pass
    return _in_parts(lambda: ladder.due(at, most=MOST), lambda promise_id: ladder.step(promise_id, at=at))


def _in_parts(look: Callable[[], Iterable[int]], act: Callable[[int], bool]) -> int:
    """Look, deal with a part, look again: what another round has done meanwhile is not asked for once more."""
    done = 0
    for _turn in range(TURNS):
        found = _apart(look())
        if not found:
            break
        done += sum(act(number) for number in found[:PART])
    return done


def _each(codes: Iterable[str], act: Callable[[str], bool]) -> int:
    return sum(act(code) for code in codes)


def _codes(promises: QuerySet[Promise]) -> list[str]:
    return _apart(promises.values_list("report__code", flat=True)[:MOST])


def _apart(found: Iterable[Found]) -> list[Found]:
    """In an order of chance: rounds that run at once would else wait for each other at every row."""
    found = list(found)
    random.shuffle(found)
    return found


def _due(at: datetime) -> QuerySet[Promise]:
    return Promise.objects.filter(state=Promise.State.RUNNING, due_at__lte=at).order_by("due_at", "id")


def _pauses(at: datetime) -> QuerySet[Promise]:
    return _due(at).filter(step="complete_info", report__state=State.AWAITING_REPORTER)


def _silent(at: datetime) -> QuerySet[Promise]:
    return _due(at).filter(step="reporter_reply", report__state=State.ANSWERED)


def _late(at: datetime) -> QuerySet[Promise]:
    return _due(at).exclude(step__in=["complete_info", "reporter_reply"])
