"""One round: what has run out by now. Each thing found is dealt with in a transaction of its own, by a core verb.

The rows are the memory: a round that is killed, or run twice at once, does nothing twice.
"""

from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from datetime import datetime

from django.db.models import QuerySet

from arcadumas.core.handling import ask, close, escalate
from arcadumas.core.reports.models import Promise, State
from arcadumas.duties.escalation import ladder, reader

MOST = 1_000  # of each kind in one round; the next goes on
TURNS = 20


@dataclass(frozen=True, kw_only=True)
class Round:
    at: datetime
    pauses_ended: int
    closed: int
    broken: int
    climbed: int = 0
    is_rehearsal: bool = False

    def as_json(self) -> dict[str, object]:
        return {**asdict(self), "at": self.at.isoformat()}


def run(at: datetime, *, is_rehearsal: bool = False) -> Round:
    """End pauses, close what nobody spoke of, note broken promises, climb the ladder. A rehearsal only counts."""
    if is_rehearsal:
        return Round(at=at, pauses_ended=_pauses(at).count(), closed=_silent(at).count(), broken=_late(at).count(), climbed=len(ladder.due(at, most=MOST)), is_rehearsal=True)  # fmt: skip
    ended = _each(_codes(_pauses(at)), lambda code: ask.end_pause(code, at=at) is not None)
    closed = _each(_codes(_silent(at)), lambda code: close.run_out(code, at=at) is not None)
    late = list(_late(at).values_list("pk", flat=True)[:MOST])
    broken = sum(escalate.mark_broken(pk, at=at) for pk in late)
    return Round(at=at, pauses_ended=ended, closed=closed, broken=broken, climbed=_climb(at))


def _climb(at: datetime) -> int:
    """Every rung that is due, the next ones of the same promise included when the rounds come late."""
    while reader.once():
        pass
    climbed = 0
    for _turn in range(TURNS):
        waiting = ladder.due(at, most=MOST)
        climbed += sum(ladder.step(promise_id, at=at) for promise_id in waiting)
        if not waiting:
            break
    return climbed


def _each(codes: Iterable[str], act: Callable[[str], bool]) -> int:
    return sum(act(code) for code in codes)


def _codes(promises: QuerySet[Promise]) -> list[str]:
    return list(promises.values_list("report__code", flat=True)[:MOST])


def _due(at: datetime) -> QuerySet[Promise]:
    return Promise.objects.filter(state=Promise.State.RUNNING, due_at__lte=at).order_by("due_at", "id")


def _pauses(at: datetime) -> QuerySet[Promise]:
    return _due(at).filter(step="complete_info", report__state=State.AWAITING_REPORTER)


def _silent(at: datetime) -> QuerySet[Promise]:
    return _due(at).filter(step="reporter_reply", report__state=State.ANSWERED)


def _late(at: datetime) -> QuerySet[Promise]:
    return _due(at).exclude(step__in=["complete_info", "reporter_reply"])
