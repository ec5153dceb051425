"""`audit verify` finds what was altered, removed, reordered or cut off, in the journal and in the audit."""

from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from arcadumas.core.audit import trail
from arcadumas.core.audit.models import Entry, Seal
from arcadumas.core.reports.models import Event, Report
from arcadumas.site import sealing
from tests import builders
from tests.cast import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "STATE", tmp_path)


def prepare() -> Report:
    report = builders.answered(Cast.assemble()).report
    builders.received()
    for number in range(4):
        trail.record("identity_disclosed", by="kominfo", via="web", subject=report.code, reason=f"reason {number}")
    assert sealing.seal() == 2
    assert sealing.verify().first_bad is None
    return report


def found() -> tuple[str, int, str] | None:
    bad = sealing.verify().first_bad
    return (bad.where, bad.seq, bad.why) if bad else None


def forge(statement: str, values: list[object]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")  # past foreign keys and triggers, as an intruder would
        if statement.startswith("DELETE FROM reports_event"):
            where = statement.split("WHERE", 1)[1]
            cursor.execute(
                f"DELETE FROM reports_unread WHERE event_id IN (SELECT id FROM reports_event WHERE {where})", values
            )
        cursor.execute(statement, values)
        cursor.execute("SET session_replication_role = DEFAULT")


def cut_off(report: Report) -> int:
    """Its last line, with the head that the report itself holds."""
    last = Event.objects.filter(report=report).count()
    kept = bytes(Event.objects.get(report=report, seq=last - 1).hash)
    forge("DELETE FROM reports_event WHERE report_id = %s AND seq = %s", [report.pk, last])
    forge("UPDATE reports_report SET version = %s, head = %s WHERE id = %s", [last - 1, kept, report.pk])
    return last


def test_sealing_twice_seals_only_what_is_new() -> None:
    prepare()
    assert sealing.seal() == 0
    assert Seal.objects.count() == 3


def test_a_changed_line_is_altered() -> None:
    report = prepare()
    forge('UPDATE reports_event SET facts = \'{"unit": "dinkes"}\' WHERE report_id = %s AND seq = 3', [report.pk])
    assert found() == (report.code, 3, "altered")


def test_a_missing_line_is_removed() -> None:
    report = prepare()
    forge("DELETE FROM reports_event WHERE report_id = %s AND seq = 3", [report.pk])
    assert found() == (report.code, 3, "removed")


def test_two_swapped_lines_are_reordered() -> None:
    report = prepare()
    for before, after in ((3, 1003), (4, 3), (1003, 4)):
        forge("UPDATE reports_event SET seq = %s WHERE report_id = %s AND seq = %s", [after, report.pk, before])
    assert found() == (report.code, 3, "reordered")


def test_a_cut_off_tail_is_truncated() -> None:
    report = prepare()
    last = Event.objects.filter(report=report).count()
    forge("DELETE FROM reports_event WHERE report_id = %s AND seq = %s", [report.pk, last])
    assert found() == (report.code, last, "truncated")


def test_a_tail_cut_off_with_the_reports_own_head_is_still_truncated() -> None:
    report = prepare()
    last = cut_off(report)
    assert found() == (report.code, last, "truncated")


def test_a_report_whose_whole_journal_is_gone_is_truncated() -> None:
    report = prepare()
    forge("DELETE FROM reports_event WHERE report_id = %s", [report.pk])
    assert found() == (report.code, 1, "truncated")


def test_a_changed_audit_entry_is_altered() -> None:
    prepare()
    Entry.objects.filter(position=2).update(by="bupati")
    assert found() == ("audit", 2, "altered")


def test_a_missing_audit_entry_is_removed() -> None:
    prepare()
    Entry.objects.filter(position=2).delete()
    assert found() == ("audit", 2, "removed")


def test_two_swapped_audit_entries_are_reordered() -> None:
    prepare()
    for before, after in ((2, 1002), (3, 2), (1002, 3)):
        Entry.objects.filter(position=before).update(position=after)
    assert found() == ("audit", 2, "reordered")


def test_a_cut_off_audit_is_truncated() -> None:
    prepare()
    Entry.objects.filter(position=4).delete()
    assert found() == ("audit", 4, "truncated")


def test_seals_taken_out_with_their_rows_are_missed_by_the_log_outside() -> None:
    prepare()
    Seal.objects.filter(number=3).delete()
    assert found() == ("seals", 3, "truncated")


def test_a_forged_seal_is_altered() -> None:
    prepare()
    Seal.objects.filter(number=2).update(seq=1)
    assert found() == ("seals", 2, "altered")


def test_a_cut_off_tail_shows_also_when_more_was_sealed_since() -> None:
    report = prepare()
    cut_off(report)
    Seal.objects.all().delete()
    Entry.objects.update(position=None, hash=b"")
    for number in range(3):
        builders.received()
        assert sealing.seal() == 1, number
    assert Seal.objects.count() >= 4
    assert found() == ("seals", 3, "truncated")


def test_a_log_that_begins_later_or_has_a_torn_line_proves_what_it_holds() -> None:
    prepare()
    log = settings.STATE / sealing.LOG
    log.write_text(log.read_text() + '{"number": 4, "ma\n')
    builders.received()
    assert sealing.seal() == 1
    assert sealing.verify().first_bad is None
    log.write_text(log.read_text().splitlines()[-1] + "\n")
    assert sealing.verify().first_bad is None
    Seal.objects.filter(number=4).delete()
    assert found() == ("seals", 4, "truncated")


def test_seals_of_an_older_key_go_on_being_proved(monkeypatch: pytest.MonkeyPatch) -> None:
    prepare()
    monkeypatch.setattr(settings, "FIELD_KEYS", ["2:" + "33" * 32, *settings.FIELD_KEYS])
    builders.received()
    assert sealing.seal() == 1
    assert sealing.verify().first_bad is None
    Seal.objects.filter(number=2).update(seq=1)
    assert found() == ("seals", 2, "altered")
