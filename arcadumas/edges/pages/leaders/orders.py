"""Instructions as a leader follows them: to whom, by when, how far, and how its reports ended and by whom."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import F, Prefetch, Q, QuerySet
from django.utils import timezone

from arcadumas.core.handling import story, visible
from arcadumas.core.handling.models import Instruction
from arcadumas.core.organisation import powers
from arcadumas.core.organisation.actors import Actor
from arcadumas.core.reports.models import Report

SHOWN = 10


@dataclass(frozen=True, kw_only=True)
class Order:
    """`standing` is done, late, accepted or new; `reports` those in the reader's sight, each with its state in words."""

    given: Instruction
    standing: str
    reports: Sequence[tuple[str, str]]


def orders(who: Actor, *, today: date | None = None) -> list[Order]:
    """What is not carried out first, by its day; then the newest that were. Two statements."""
    seen = Prefetch("reports", queryset=visible.to(who).order_by("id"), to_attr="in_sight")
    rows = _for(who).select_related("unit", "post").prefetch_related(seen)
    ordered = rows.order_by(F("done_at").desc(nulls_first=True), "due_on", "-id")[:SHOWN]
    return [_order(one, today or timezone.localdate()) for one in ordered]


def _for(who: Actor) -> QuerySet[Instruction]:
    """Those who may instruct, and who watch over all, see every one; a head those to the own unit."""
    if powers.may(who, "figures"):
        return Instruction.objects.filter(Q(reports__in=visible.to(who))).distinct()
    return Instruction.objects.filter(unit__in=who.unit_ids)


def _order(one: Instruction, today: date) -> Order:
    reports: list[Report] = one.in_sight  # type: ignore[attr-defined]
    return Order(
        given=one, standing=_standing(one, today), reports=[(each.code, story.label(each)) for each in reports]
    )


def _standing(one: Instruction, today: date) -> str:
    if one.done_at:
        return "done"
    if one.due_on < today:
        return "late"
    return "accepted" if one.accepted_at else "new"
