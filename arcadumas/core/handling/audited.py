"""Reading the audit trail: who looked at what, who changed a power. Reading it is itself an entry.

Entries about a report are for those who may see that report; to the others they are not there.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice

from django.db import transaction
from django.db.models import QuerySet

from arcadumas.base import codes, moments
from arcadumas.core.audit import trail
from arcadumas.core.audit.models import Entry
from arcadumas.core.handling import visible
from arcadumas.core.organisation import powers
from arcadumas.core.organisation.actors import Actor
from arcadumas.core.reports.models import Report

ROWS = 50
CHUNK = 200  # read at once; what is not for the reader is left out


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """`by` a login, `act` as in audit.names, `code` of a report, days both included."""

    by: str = ""
    act: str = ""
    code: str = ""
    since: date | None = None
    until: date | None = None

    def as_facts(self) -> dict[str, str]:
        return {name: str(value) for name, value in vars(self).items() if value}


@dataclass(frozen=True, kw_only=True)
class Row:
    """`code`: the report that the entry is about, or ""."""

    entry: Entry
    code: str = ""


@dataclass(frozen=True, kw_only=True)
class Page:
    """`before` goes on where this page ends; None where nothing is left."""

    rows: Sequence[Row]
    before: int | None = None


@transaction.atomic
def read(wanted: Wanted, *, by: Actor, before: int | None = None) -> Page:
    """The newest first, those before entry number `before`. Raises Powerless (403)."""
    seat = powers.require(by, "audit")
    found = list(islice(_seen(_matching(wanted, before), by), ROWS + 1))
    subject = codes.read_code(wanted.code) or "audit"
    trail.record("audit_read", by=by.login, post=seat.title, via=by.via, subject=subject, wanted=wanted.as_facts())
    rows = found[:ROWS]
    return Page(rows=rows, before=rows[-1].entry.seq if len(found) > ROWS else None)


def _matching(wanted: Wanted, before: int | None) -> QuerySet[Entry]:
    rows = Entry.objects.order_by("-seq")
    if before is not None:
        rows = rows.filter(seq__lt=before)
    if wanted.code:
        rows = rows.filter(subject=codes.read_code(wanted.code) or wanted.code)
    given = {"by": wanted.by, "act": wanted.act}
    rows = rows.filter(**{name: value for name, value in given.items() if value})
    if wanted.since:
        rows = rows.filter(at__gt=moments.end_of_day(wanted.since - timedelta(days=1)))
    if wanted.until:
        rows = rows.filter(at__lte=moments.end_of_day(wanted.until))
    return rows


def _seen(rows: QuerySet[Entry], by: Actor) -> Iterator[Row]:
    """Without what is about reports that this reader does not see. Two statements for each chunk."""
    last: int | None = None
    while chunk := list((rows if last is None else rows.filter(seq__lt=last))[:CHUNK]):
        wanted = {entry.subject for entry in chunk}
        reports = set(Report.objects.filter(code__in=wanted).values_list("code", flat=True))
        seen = set(visible.to(by).filter(code__in=reports).values_list("code", flat=True)) if reports else set()
        for entry in chunk:
            if entry.subject not in reports:
                yield Row(entry=entry)
            elif entry.subject in seen:
                yield Row(entry=entry, code=entry.subject)
        last = chunk[-1].seq
