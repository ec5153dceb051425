"""Which running reports are brought to a leader, and why: what was promised to a reporter and broken, an objection, a third
return, an urgent one."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db.models import BooleanField, Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet, Subquery

from arcadumas.base import cursors
from arcadumas.core.figures.models import Measure
from arcadumas.core.handling import visible
from arcadumas.core.handling.reading import freely, known
from arcadumas.core.organisation.actors import Actor
from arcadumas.core.reports.models import OPEN, Report

MANY_RETURNS = 3


BROUGHT = Q(objections__gt=0) | Q(hops__gte=MANY_RETURNS) | Q(is_broken=True) | Q(is_urgent=True)


def causes(now: datetime) -> Mapping[str, Q]:
    """By name, as conditions on a measure; `late` is anything overdue, also inside."""
    return {
        "objected": BROUGHT & Q(objections__gt=0),
        "third_return": BROUGHT & Q(hops__gte=MANY_RETURNS),
        "promise_broken": BROUGHT & Q(is_broken=True),
        "urgent": BROUGHT & Q(is_urgent=True),
        "late": Q(due_at__lt=now),
    }


def brought(reader: Actor, *, now: datetime, cause: str = "") -> QuerySet[Measure]:
    """Measures of running reports in this reader's sight, for one cause or for any that is brought to leaders (`late`
    alone is not); the longest overdue first."""
    rows = Measure.objects.filter(causes(now).get(cause, BROUGHT), state__in=OPEN)
    seen = visible.to(reader).filter(known(reader), pk=OuterRef("report"), state__in=OPEN)
    return rows.filter(Exists(seen)).order_by(F("due_at").asc(nulls_last=True), "report")


def page(rows: QuerySet[Measure], *, size: int, after: str = "") -> tuple[list[int], str]:
    """Of `brought` the reports after the cursor, and the cursor of the next page, "" on the last. One statement, two where
    those without a due moment begin."""
    at, key = cursors.read(after)
    found: list[tuple[datetime | None, int]] = []
    if at is not None or not key:
        dated = rows.filter(due_at__isnull=False)
        if at is not None:
            # The first condition is what the index ranges over; the second cuts the rows of the same moment.
            dated = dated.filter(due_at__gte=at).exclude(due_at=at, report__lte=key)
        found = list(dated.values_list("due_at", "report")[: size + 1])
    if len(found) <= size:
        start = key if at is None else 0
        more = rows.filter(due_at__isnull=True, report__gt=start).values_list("due_at", "report")
        found += more[: size + 1 - len(found)]
    shown = found[:size]
    return [key for _at, key in shown], cursors.write(*shown[-1]) if len(found) > size else ""


def with_causes(ids: Sequence[int], reader: Actor) -> list[Any]:
    """These reports in this order, with what a row shows: `is_readable`, `is_broken`, `objections`."""
    own = Measure.objects.filter(report=OuterRef("pk"))
    rows = Report.objects.filter(pk__in=ids).annotate(
        is_readable=ExpressionWrapper(freely(reader), output_field=BooleanField()),
        is_broken=Subquery(own.values("is_broken")[:1]),
        objections=Subquery(own.values("objections")[:1]),
    )
    found: dict[int, Any] = {
        one.pk: one for one in rows.select_related("unit", "area__parent").defer("body", "body_original")
    }
    return [found[key] for key in ids if key in found]
