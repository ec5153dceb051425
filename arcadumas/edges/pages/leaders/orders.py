"""Instructions as a leader follows them: to whom, by when, how far, and how its reports ended and by whom."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from django.db.models import Exists, F, OuterRef, Prefetch, QuerySet
from django.utils import timezone

from arcadumas.base import cursors, moments
from arcadumas.core.handling import reading, story, visible
from arcadumas.core.handling.models import Instruction
from arcadumas.core.organisation import powers
from arcadumas.core.organisation.actors import Actor
from arcadumas.core.reports.models import Report

SHOWN = 10


@dataclass(frozen=True, kw_only=True)
class Order:
    """`standing` is done, late, accepted or new; `is_read` whether a list shows the reader its words; `reports` those in the
    reader's sight, each with its state in words."""

    given: Instruction
    standing: str
    is_read: bool
    reports: Sequence[tuple[str, str]]


def orders(who: Actor, *, today: date | None = None) -> list[Order]:
    """The first of them: what is not carried out by its day, then the newest that were. Two statements."""
    rows = _for(who).order_by(F("done_at").desc(nulls_first=True), "due_on", "-id")
    return _orders(rows[:SHOWN], who, today)


def page(who: Actor, *, is_done: bool, size: int, after: str = "", today: date | None = None) -> tuple[list[Order], str]:  # fmt: skip
    """After the cursor: what runs, by its day, or what was carried out, the newest first; and the cursor of the next page, ""
    on the last. Two statements."""
    rows = _done(_for(who), after) if is_done else _open(_for(who), after)
    found = list(rows[: size + 1])
    shown = found[:size]
    return _orders(shown, who, today), _cursor(shown[-1]) if len(found) > size else ""


def _open(rows: QuerySet[Instruction], after: str) -> QuerySet[Instruction]:
    rows = rows.filter(done_at=None).order_by("due_on", "id")
    at, key = cursors.read(after)
    if at is None:
        return rows
    day = moments.local_date(at)
    return rows.filter(due_on__gte=day).exclude(due_on=day, id__lte=key)


def _done(rows: QuerySet[Instruction], after: str) -> QuerySet[Instruction]:
    rows = rows.filter(done_at__isnull=False).order_by("-done_at", "-id")
    at, key = cursors.read(after)
    return rows if at is None else rows.filter(done_at__lte=at).exclude(done_at=at, id__gte=key)


def _cursor(last: Instruction) -> str:
    return cursors.write(last.done_at or timezone.make_aware(datetime.combine(last.due_on, time())), last.pk)


def _for(who: Actor) -> QuerySet[Instruction]:
    """Those who may instruct, and who watch over all, follow every one about a report in their sight; a head of these those
    to the own unit."""
    seen = visible.to(who)
    shown = Prefetch("reports", queryset=seen.order_by("id"), to_attr="in_sight")
    rows = Instruction.objects.filter(Exists(seen.filter(instructions=OuterRef("pk"))))
    rows = rows.annotate(has_read=Exists(seen.filter(reading.freely(who), instructions=OuterRef("pk"))))
    rows = rows if powers.may(who, "figures") else rows.filter(unit__in=who.unit_ids)
    return rows.select_related("unit", "post").prefetch_related(shown)


def _orders(found: Iterable[Instruction], who: Actor, today: date | None) -> list[Order]:
    return [_order(one, who, today or timezone.localdate()) for one in found]


def _order(one: Instruction, who: Actor, today: date) -> Order:
    reports: list[Report] = one.in_sight  # type: ignore[attr-defined]
    is_read = one.has_read or visible.reads_order(one, who)  # type: ignore[attr-defined]
    return Order(
        given=one,
        standing=_standing(one, today),
        is_read=is_read,
        reports=[(each.code, story.label(each)) for each in reports],
    )


def _standing(one: Instruction, today: date) -> str:
    if one.done_at:
        return "done"
    if one.due_on < today:
        return "late"
    return "accepted" if one.accepted_at else "new"
