"""The journal: write() adds one line inside the act's transaction; story() reads it.

The caller holds the report's row lock, so lines of one report never race and no writer waits for another report's.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import groupby
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Count, Min, Model

from arcadumas.base import wake
from arcadumas.base.inserting import insert
from arcadumas.core.organisation.actors import Actor, Seat
from arcadumas.core.reports.facts import Facts
from arcadumas.core.reports.models import Event, Report, Unread

BEGIN = """
SELECT clock_timestamp(), nextval(pg_get_serial_sequence('reports_report', 'id')),
    nextval(pg_get_serial_sequence('reports_event', 'id'))
FROM generate_series(1, %s)
"""


@dataclass(frozen=True, kw_only=True)
class Beginning:
    """The moment of a new report, its id and that of its first line."""

    at: datetime
    report_id: int
    event_id: int


def now() -> datetime:
    """The database's clock_timestamp(), read after the lock: the moment of the act and the start of its promises."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        return cursor.fetchone()[0]  # type: ignore[no-any-return]


def write(report: Report, facts: Facts, *, by: Actor, seat: Seat | None = None, at: datetime) -> Event:
    """Append a line and mark it unread for every reader; the caller saves `report.version` and `report.head`."""
    event = _line(report, facts, by=by, seat=seat, at=at)
    event.save(force_insert=True)
    Unread.objects.bulk_create([Unread(event=event, reader=reader) for reader in settings.JOURNAL_READERS])
    transaction.on_commit(wake.send, robust=True)
    return event


def first(
    report: Report,
    facts: Facts,
    *,
    by: Actor,
    seat: Seat | None,
    at: datetime,
    began: Beginning | None = None,
    beside: Iterable[Model] = (),
) -> Event:
    """Save a new report with its first line and what is written `beside` it, in one round trip. The row is written once,
    already carrying its head. Rows beside it must know their report by its id: see `begin`."""
    event, *unread = opening(report, facts, by=by, seat=seat, at=at, began=began or begin())
    save_new([report, event, *unread, *beside])
    return event


def opening(
    report: Report, facts: Facts, *, by: Actor, seat: Seat | None, at: datetime, began: Beginning
) -> tuple[Event, *tuple[Unread, ...]]:
    """The first line of a new report and its marks, unsaved: where many begin at once, all are saved together."""
    report.pk = began.report_id
    event = _line(report, facts, by=by, seat=seat, at=at)
    event.pk = began.event_id
    return event, *(Unread(event_id=event.pk, reader=reader) for reader in settings.JOURNAL_READERS)


def save_new(rows: Iterable[Model]) -> None:
    """New reports with all that belongs to them, table by table in the order of their first rows, in one round trip."""
    tables: dict[type[Model], list[Model]] = {}
    for row in rows:
        tables.setdefault(type(row), []).append(row)
    insert([row for table in tables.values() for row in table])
    transaction.on_commit(wake.send, robust=True)


def begin() -> Beginning:
    """In one statement."""
    return begin_many(1)[0]


def begin_many(count: int) -> list[Beginning]:
    """In one statement too."""
    with connection.cursor() as cursor:
        cursor.execute(BEGIN, [count])
        return [Beginning(at=at, report_id=report, event_id=event) for at, report, event in cursor.fetchall()]


def _line(report: Report, facts: Facts, *, by: Actor, seat: Seat | None, at: datetime) -> Event:
    event = Event(
        report_id=report.pk,
        seq=report.version + 1,
        kind=facts.kind,
        v=facts.v,
        at=at,
        actor=by.kind,
        by_id=by.person_id,
        post_id=seat.id if seat else None,
        post_title=seat.title if seat else "",
        unit_code=seat.unit_code if seat else "",
        unit_name=seat.unit_name if seat else "",
        via=by.via,
        message=UUID(by.message) if by.message else None,
        facts=facts.as_json(),
    )
    event.hash = line_hash(event, previous=bytes(report.head))
    report.version, report.head = event.seq, event.hash
    return event


def line_hash(event: Event, *, previous: bytes) -> bytes:
    """SHA-256 over the hash before it and the line in canonical JSON. The message stands there only where there is one, so
    that lines from before it was kept still agree."""
    line: list[Any] = [
        event.report_id,
        event.seq,
        event.kind,
        event.v,
        event.at.astimezone(UTC).isoformat(),
        event.actor,
        event.by_id,
        event.post_id,
        event.post_title,
        event.unit_code,
        event.unit_name,
        event.via,
        event.facts,
        *([str(event.message)] if event.message else []),
    ]
    text = json.dumps(line, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(previous + text.encode()).digest()


def story(report: Report) -> list[Event]:
    return list(Event.objects.filter(report=report).order_by("seq"))


@dataclass(frozen=True, kw_only=True)
class Flaw:
    """`why`: altered, removed, reordered or truncated."""

    code: str
    seq: int
    why: str


def backlog() -> tuple[int, datetime | None]:
    """How many lines wait for some reader, and since when the oldest does."""
    found = Unread.objects.aggregate(n=Count("id"), since=Min("event__at"))
    return found["n"], found["since"]


def changed(reader: str, *, most: int = 500) -> dict[str, tuple[int, bytes]]:
    """Code -> (seq, hash) of reports with lines this reader has not dealt with; the rows go in the caller's transaction."""
    rows = Unread.objects.select_for_update(skip_locked=True).filter(reader=reader).order_by("id")[:most]
    ids = [row.pk for row in rows]
    if not ids:
        return {}
    lines = Event.objects.filter(unread__in=ids).order_by("report_id", "-seq").distinct("report_id")
    heads = {code: (seq, bytes(hash_)) for code, seq, hash_ in lines.values_list("report__code", "seq", "hash")}
    Unread.objects.filter(pk__in=ids).delete()
    return heads


def examine(sealed: Mapping[str, tuple[int, bytes]]) -> tuple[int, Flaw | None]:
    """Walk every line of every report, beside the newest seal of each: (lines, first flaw). Streams; takes no lock."""
    count, seen = 0, set()
    lines = Event.objects.select_related("report").order_by("report_id", "seq")
    for _report_id, group in groupby(lines.iterator(chunk_size=2_000), key=lambda event: event.report_id):
        events = list(group)
        count += len(events)
        seen.add(events[0].report.code)
        if flaw := _flaw(events, sealed.get(events[0].report.code)):
            return count, flaw
    missing = sorted(code for code in sealed if code not in seen)
    return count, Flaw(code=missing[0], seq=1, why="truncated") if missing else None


def _flaw(events: list[Event], seal: tuple[int, bytes] | None) -> Flaw | None:
    report, previous = events[0].report, b""
    for place, event in enumerate(events, start=1):
        if event.seq != place:
            return Flaw(code=report.code, seq=place, why="removed")
        if bytes(event.hash) != line_hash(event, previous=previous):
            return Flaw(code=report.code, seq=place, why=_why(event, events))
        previous = bytes(event.hash)
    last = len(events)
    if last < report.version or (seal and last < seal[0]):
        return Flaw(code=report.code, seq=last + 1, why="truncated")
    if bytes(report.head) != previous or (seal and bytes(events[seal[0] - 1].hash) != seal[1]):
        return Flaw(code=report.code, seq=seal[0] if seal else last, why="altered")
    return None


def _why(event: Event, events: list[Event]) -> str:
    """Reordered when the line is right at another place, altered when nowhere."""
    hashes = [b"", *(bytes(other.hash) for other in events)]
    own = event.seq
    try:
        for place in range(1, len(events) + 2):
            event.seq = place
            if place != own and any(line_hash(event, previous=before) == bytes(event.hash) for before in hashes):
                return "reordered"
    finally:
        event.seq = own
    return "altered"
