"""The journal: write() adds one line inside the act's transaction; story() reads it.

The caller holds the report's row lock, so lines of one report never race and no writer waits for another report's.
"""

import hashlib
import json
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.db import connection, transaction

from arcadumas.base import wake
from arcadumas.core.organisation.actors import Actor, Seat
from arcadumas.core.reports.facts import Facts
from arcadumas.core.reports.models import Event, Report, Unread


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


def first(report: Report, facts: Facts, *, by: Actor, seat: Seat | None, at: datetime) -> Event:
    """Save a new report together with its first line: the row is written once, already carrying its head."""
    report.pk = _next_id()
    event = _line(report, facts, by=by, seat=seat, at=at)
    report.save(force_insert=True)
    event.save(force_insert=True)
    Unread.objects.bulk_create([Unread(event=event, reader=reader) for reader in settings.JOURNAL_READERS])
    transaction.on_commit(wake.send, robust=True)
    return event


def _next_id() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence('reports_report', 'id'))")
        return cursor.fetchone()[0]  # type: ignore[no-any-return]


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
        facts=facts.as_json(),
    )
    event.hash = line_hash(event, previous=bytes(report.head))
    report.version, report.head = event.seq, event.hash
    return event


def line_hash(event: Event, *, previous: bytes) -> bytes:
    """SHA-256 over the hash before it and the line in canonical JSON."""
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
    ]
    text = json.dumps(line, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(previous + text.encode()).digest()


def story(report: Report) -> list[Event]:
    return list(Event.objects.filter(report=report).order_by("seq"))
