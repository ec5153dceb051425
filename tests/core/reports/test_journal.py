"""The journal: every field is under the hash, every reader gets its row once."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from django.conf import settings
from django.db import IntegrityError, connection, transaction

from arcadumas.core.handling.accept import accept
from arcadumas.core.organisation.actors import HOUSE, Via
from arcadumas.core.reports import journal
from arcadumas.core.reports.facts import Accepted, Received
from arcadumas.core.reports.models import Event, Report, Unread
from tests import builders
from tests.cast import Cast

pytestmark = pytest.mark.django_db
CHANGES = {
    "report_id": 0, "seq": 9, "kind": "gossiped", "v": 2, "actor": "house", "by_id": 99, "post_id": 99, "post_title": "Lain",
    "unit_code": "lain", "unit_name": "Lain", "via": "cli", "message": UUID(int=7), "facts": {"unit": "lain"},
}  # fmt: skip


@pytest.mark.parametrize("field", [*CHANGES, "at", "previous"])
def test_every_field_and_the_line_before_are_under_the_hash(cast: Cast, field: str) -> None:
    report = builders.disposed(cast).report
    line, before = Event.objects.get(report=report, seq=3), Event.objects.get(report=report, seq=2)
    previous = bytes(before.hash)
    assert journal.line_hash(line, previous=previous) == bytes(line.hash)
    if field == "at":
        line.at += timedelta(microseconds=1)
    elif field != "previous":
        setattr(line, field, CHANGES[field])
    changed = b"" if field == "previous" else previous
    assert journal.line_hash(line, previous=changed) != bytes(line.hash)


def test_the_line_names_the_message_that_was_acted_from(cast: Cast) -> None:
    report, message = builders.disposed(cast).report, UUID(int=7)
    accept(report.code, by=replace(cast.pupr_admin, via=Via.LINK, message=str(message)))
    line = Event.objects.filter(report=report).latest("seq")
    assert (line.kind, line.via, line.message) == ("accepted", "link", message)
    assert journal.examine({}) == (line.seq, None)


def test_a_line_is_numbered_once(cast: Cast) -> None:
    report = builders.received().report
    with pytest.raises(IntegrityError), transaction.atomic():
        Report.objects.filter(pk=report.pk).update(version=0)
        journal.write(Report.objects.get(pk=report.pk), Accepted(unit="pupr"), by=HOUSE, at=journal.now())


def test_the_moment_of_a_line_is_the_clocks_not_the_transactions(cast: Cast) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT now()")
        begun = cursor.fetchone()[0]
    one, other = journal.now(), journal.now()
    assert begun < one < other


def test_a_reader_takes_each_changed_report_once_and_leaves_the_others_theirs(cast: Cast) -> None:
    Unread.objects.all().delete()
    one, other = builders.verified(cast).report, builders.received().report
    reader, *others = settings.JOURNAL_READERS
    heads = {
        report.code: (Report.objects.get(pk=report.pk).version, bytes(Report.objects.get(pk=report.pk).head))
        for report in (one, other)
    }
    assert journal.changed(reader) == heads
    assert journal.changed(reader) == {}
    assert Unread.objects.count() == 3 * len(others)


def test_a_story_is_told_in_its_order(cast: Cast) -> None:
    report = builders.in_work(cast).report
    assert [(line.seq, line.kind) for line in journal.story(report)] == [
        (1, "received"), (2, "verified"), (3, "disposed"), (4, "accepted"),
    ]  # fmt: skip


def test_a_new_report_and_its_first_line_are_one(cast: Cast) -> None:
    report = builders.received().report
    line = Event.objects.get(report=report)
    assert (line.seq, line.facts, bytes(report.head)) == (1, Received(source="api").as_json(), bytes(line.hash))
