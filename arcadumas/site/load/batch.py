"""A batch of invented reports: made in memory, written by COPY in one transaction."""

import random
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from psycopg.errors import UniqueViolation

from arcadumas.core.handling.models import Disposition, Response
from arcadumas.core.reports import sought
from arcadumas.core.reports.models import Event, Report
from arcadumas.site.load import ascents, people
from arcadumas.site.load.biography import Biography, Rows
from arcadumas.site.load.lives import Life
from arcadumas.site.load.rows import copy, reserve

BATCH = 2_000


def fill(lived: Sequence[tuple[Life, float]]) -> int:
    """Make and write reports with these lives and ages in hours. May run in several processes at once. Raises NoCast.

    Among so many random codes one may be taken already; then the batch is made anew."""
    for _try in range(5):
        try:
            return _fill(lived)
        except UniqueViolation:
            continue
    raise RuntimeError("five batches in a row held a code that was taken")


@transaction.atomic
def _fill(lived: Sequence[tuple[Life, float]]) -> int:
    cast, now = people.read(), timezone.now()
    ids = zip(*(reserve(model, len(lived)) for model in (Report, Disposition, Response)), strict=True)
    rows, chance = Rows(), random.Random()  # noqa: S311  (invented reports are no secret)
    for (life, age), own in zip(lived, ids, strict=True):
        Biography(cast=cast, chance=chance, now=now, life=life, age=age, ids=own, rows=rows).write()
    _write(rows, now)
    return len(lived)


def _write(rows: Rows, now: datetime) -> None:
    numbers = reserve(Event, len(rows.events))
    for event, number in zip(rows.events, numbers, strict=True):
        event.id = number
    for reason in rows.reasons:
        reason.event_id = reason.event.pk
    for promise, number in zip(rows.promises, reserve(type(rows.promises[0]), len(rows.promises)), strict=True):
        promise.id = number
    for table in (
        rows.reports, [sought.row(report) for report in rows.reports if not report.is_whistleblowing], rows.reporters, rows.events, rows.promises, rows.dispositions, rows.responses, rows.letters,
        rows.reasons, rows.sp4n, list(ascents.of(rows.promises, now=now)),
    ):  # fmt: skip
        copy(table)
