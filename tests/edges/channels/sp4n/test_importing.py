"""SP4N exports as they really look, in generated files with invented sentences."""

import io
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

import openpyxl
import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from arcadumas.base.refusals import Unfit
from arcadumas.core.handling import disclose, sp4n, story
from arcadumas.core.handling.merge import merge
from arcadumas.core.handling.split import Part, split
from arcadumas.core.organisation.actors import HOUSE
from arcadumas.core.reports import facts, identity, journal
from arcadumas.core.reports.models import Event, Promise, Report, Reporter, Sp4n, Unread
from arcadumas.edges.channels.sp4n import importing, parse
from tests import builders
from tests.cast import Cast

pytestmark = pytest.mark.django_db
COLUMNS = [
    "Tracking ID", "Tanggal Laporan Masuk", "Waktu Laporan Masuk", "Nama Pelapor", "Klasifikasi Laporan", "ID Kategori",
    "Kategori", "Judul Laporan", "Isi Laporan Awal", "Isi Laporan Akhir", "Tipe Laporan (Anonim/Rahasia)",
    "Sumber Laporan", "Instansi Induk", "Instansi Terdisposisi", "Status Laporan", "Alasan Tunda/Arsip", "Provinsi",
    "Kota/Kabupaten",
]  # fmt: skip
VALUES: dict[str, Any] = {
    "Tracking ID": "7000001", "Tanggal Laporan Masuk": "29 May 2023", "Waktu Laporan Masuk": "04:05:34",
    "Nama Pelapor": "Budi Contoh", "Klasifikasi Laporan": "Pengaduan Berkadar Pengawasan", "Kategori": "Jalan Berlubang",
    "Judul Laporan": "Jalan rusak di pasar", "Isi Laporan Awal": "Jalan rusak parah.", "Isi Laporan Akhir": "Jalan rusak.",
    "Tipe Laporan (Anonim/Rahasia)": "", "Sumber Laporan": "Website", "Instansi Induk": "Pemerintah Kabupaten Barito Kuala",
    "Instansi Terdisposisi": "Dinas Pekerjaan Umum dan Penataan Ruang Kab. Barito Kuala",
    "Status Laporan": "Ditutup oleh Sistem",
}  # fmt: skip
PREAMBLE = [
    ["Judul Laporan", "", "Laporan Ringkas"],
    [],
    ["Nama Instansi", "", "Pemerintah Kabupaten Barito Kuala"],
    [],
]


def workbook(*rows: dict[str, Any], columns: Sequence[str] = COLUMNS, preamble: Sequence[Sequence[str]] = ()) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for line in [*preamble, columns, *([{**VALUES, **row}.get(name, "") for name in columns] for row in rows)]:
        sheet.append(list(line))
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def bring(*rows: dict[str, Any], notify: bool = False, **values: Any) -> importing.Outcome:
    return importing.run(workbook(*rows, **values), by=HOUSE, notify=notify)


def counts(outcome: importing.Outcome) -> tuple[int, int, int, int]:
    return outcome.created, outcome.updated, outcome.unchanged, len(outcome.rejected)


def test_a_past_report_comes_in_without_promises() -> None:
    Cast.assemble()
    assert counts(bring({})) == (1, 0, 0, 0)
    report = Report.objects.get()
    assert (report.state, report.closed_by, report.is_history, report.due_at) == ("closed", "system", True, None)
    assert (report.title, report.body, report.kind) == ("Jalan rusak di pasar", "Jalan rusak.", "complaint")
    assert (report.unit and report.unit.code, report.category and report.category.code) == ("pupr", "jalan_berlubang")
    assert Promise.objects.count() == 0
    assert [event.kind for event in journal.story(report)] == ["imported"]


def test_a_second_run_changes_nothing() -> None:
    Cast.assemble()
    rows = [{"Tracking ID": f"70000{n:02}"} for n in range(5)]
    assert counts(bring(*rows)) == (5, 0, 0, 0)
    assert counts(bring(*rows)) == (0, 0, 5, 0)


def test_the_header_is_found_below_a_preamble_and_columns_stand_in_any_order() -> None:
    Cast.assemble()
    columns = ["Kolom Baru", *reversed(COLUMNS), "Kecamatan", "Rating"]
    outcome = bring({"Kolom Baru": "nilai"}, columns=columns, preamble=PREAMBLE)
    assert counts(outcome) == (1, 0, 0, 0)
    assert Report.objects.get().title == "Jalan rusak di pasar"


def test_a_file_without_the_header_is_refused_with_a_sentence() -> None:
    for content in (workbook(columns=["Nomor", "Isi"]), b"PK\x03\x04 not a workbook", b"", b"Tracking ID;1"):
        with pytest.raises(Unfit) as refusal:
            importing.run(content, by=HOUSE)
        assert refusal.value.code == "import.no_header"


@pytest.mark.parametrize(
    ("written", "expected"),
    [("29 May 2023", (2023, 5, 29)), ("29 Mei 2023", (2023, 5, 29)), ("1 Agu 2024", (2024, 8, 1)), ("1 Aug 2024", (2024, 8, 1)),
     ("9 Okt 2022", (2022, 10, 9)), ("31 Des 2021", (2021, 12, 31)), ("2023-05-29", (2023, 5, 29)), ("29/05/2023", (2023, 5, 29))],
)  # fmt: skip
def test_dates_are_read_in_both_languages(written: str, expected: tuple[int, int, int]) -> None:
    row = parse.read(workbook({"Tanggal Laporan Masuk": written})).rows[0]
    assert (row.received_at.year, row.received_at.month, row.received_at.day) == expected


def test_times_are_utc_unless_told() -> None:
    assert parse.read(workbook({})).rows[0].received_at.isoformat() == "2023-05-29T04:05:34+00:00"
    assert parse.read(workbook({}), zone="Asia/Jakarta").rows[0].received_at.isoformat() == "2023-05-29T04:05:34+07:00"


def test_a_bad_row_is_listed_and_harms_no_other() -> None:
    Cast.assemble()
    outcome = bring(
        {"Tracking ID": "7000001"},
        {"Tracking ID": "12"},
        {"Tracking ID": "7000003", "Tanggal Laporan Masuk": "kemarin"},
        {"Tracking ID": "7000004", "Status Laporan": "Entah"},
        {"Tracking ID": "7000001"},
        {"Tracking ID": "1234567890"},
        preamble=PREAMBLE,
    )
    assert counts(outcome) == (2, 0, 0, 4)
    assert [(bad.row, bad.tracking_id) for bad in outcome.rejected] == [
        (7, "12"),
        (8, "7000003"),
        (9, "7000004"),
        (10, "7000001"),
    ]


@pytest.mark.parametrize("written", ["29 May 0001", "31 Dec 1999", "1 Jan 9999", datetime(9999, 12, 31, 23)])  # noqa: DTZ001 (as a cell holds it)
def test_a_moment_that_cannot_be_is_a_bad_row_and_ends_nothing(written: object) -> None:
    Cast.assemble()
    odd = {"Tracking ID": "7000002", "Tanggal Laporan Masuk": written, "Status Laporan": "Terverifikasi"}
    outcome = bring({}, odd | {"Waktu Laporan Masuk": ""}, {"Tracking ID": "7000003"})
    assert counts(outcome) == (2, 0, 0, 1)
    assert [(bad.row, bad.tracking_id) for bad in outcome.rejected] == [(3, "7000002")]
    assert "2000" in outcome.rejected[0].reason


def test_a_day_ahead_is_a_zone_told_wrongly_and_two_are_not() -> None:
    days = [timezone.now() + timedelta(days=ahead) for ahead in (0.9, 2)]
    export = parse.read(workbook(*(
        {"Tracking ID": f"700000{n}", "Tanggal Laporan Masuk": f"{day:%Y-%m-%d}", "Waktu Laporan Masuk": f"{day:%H:%M:%S}"}
        for n, day in enumerate(days)
    )))  # fmt: skip
    assert ([row.tracking_id for row in export.rows], [bad.tracking_id for bad in export.bad]) == (["7000000"], ["7000001"])  # fmt: skip


def test_an_unknown_agency_is_accepted_without_a_unit_and_listed_whole() -> None:
    Cast.assemble()
    name = "Dinas Perikanan, Peternakan, dan Ketahanan Pangan"
    outcome = bring({"Instansi Terdisposisi": name, "Status Laporan": f"Terdisposisi ke {name}"})
    assert outcome.unmatched_units == [name]
    report = Report.objects.get()
    assert (report.unit, report.state, report.is_history) == (None, "verified", False)


@pytest.mark.parametrize(
    ("status", "state", "detail"),
    [
        ("Belum Terverifikasi", "received", ""), ("Terverifikasi", "verified", ""), ("Terdisposisi ke Dinas PUPR", "disposed", ""),
        ("Ditindaklanjuti oleh Instansi", "in_work", ""), ("Ditanggapi oleh Pelapor", "in_work", ""),
        ("Menunggu Kelengkapan Informasi", "awaiting_reporter", ""), ("Ditutup oleh Pelapor", "closed", "reporter"),
        ("Ditutup oleh Admin", "closed", "officer"), ("Ditutup oleh Sistem", "closed", "system"),
        ("Diarsipkan oleh Admin", "archived", "unclear"), ("Diarsipkan oleh Sistem", "archived", "expired"),
        ("Diarsipkan oleh Pelapor", "archived", "withdrawn"), ("Konten Terblokir", "archived", "blocked"),
    ],
)  # fmt: skip
def test_both_status_vocabularies_are_mapped(status: str, state: str, detail: str) -> None:
    Cast.assemble()
    bring({"Status Laporan": status})
    report = Report.objects.get()
    assert (report.state, report.closed_by or report.archive_reason) == (state, detail)


@pytest.mark.parametrize(("unit", "steps"), [("", ["verify", "settle"]), ("Dinas PUPR", ["respond", "settle"])])
def test_what_waits_for_its_reporter_has_its_promises_standing_still(unit: str, steps: list[str]) -> None:
    Cast.assemble()
    bring({"Status Laporan": "Menunggu Kelengkapan Informasi", "Instansi Terdisposisi": unit})
    clocks = Promise.objects.filter(report=Report.objects.get()).order_by("id").values_list("step", "state")
    assert list(clocks) == [*((step, "paused") for step in steps), ("complete_info", "running")]


def test_what_is_verified_there_waits_for_the_front_desk_to_pass_it_on() -> None:
    Cast.assemble()
    today = timezone.localdate().isoformat()
    bring({"Status Laporan": "Terverifikasi", "Tanggal Laporan Masuk": today, "Waktu Laporan Masuk": "00:00:01"})
    clocks = Promise.objects.filter(report=Report.objects.get()).order_by("id").values_list("step", "unit__code", "state")  # fmt: skip
    assert list(clocks) == [("respond", None, "running"), ("settle", None, "running"), ("dispose", "diskominfo", "running")]  # fmt: skip


def test_a_later_import_changes_only_their_field_and_says_so() -> None:
    Cast.assemble()
    bring({"Status Laporan": "Terverifikasi"})
    outcome = bring({"Status Laporan": "Ditutup oleh Sistem"})
    assert (outcome.changes[0].before, outcome.changes[0].row.status) == ("Terverifikasi", "Ditutup oleh Sistem")
    report = Report.objects.get()
    assert (report.state, report.sp4n.status) == ("verified", "Ditutup oleh Sistem")
    assert [event.kind for event in journal.story(report)] == ["imported", "sp4n_changed"]


def test_the_first_status_of_a_report_that_an_officer_had_linked_is_told_in_its_story() -> None:
    cast = Cast.assemble()
    report = builders.in_work(cast).report
    sp4n.link(report.code, by=cast.front_officer, tracking_id="7000001", entered_at=timezone.now())
    bring({"Tracking ID": "7000001", "Status Laporan": "Ditutup oleh Sistem"})
    [event] = [event for event in journal.story(report) if event.kind == "sp4n_changed"]
    assert facts.read(event.kind, event.v, event.facts) == facts.Sp4nChanged(after="Ditutup oleh Sistem")
    told = [line.text for line in story.lines(report, for_staff=True) if line.event == "sp4n_changed"]
    assert told == ["Status di SP4N: Ditutup oleh Sistem."]


def test_a_status_longer_than_its_place_has_not_changed_by_being_read_again() -> None:
    Cast.assemble()
    status = "Terdisposisi ke " + "Dinas Pekerjaan Umum dan Penataan Ruang " * 3
    bring({"Status Laporan": status})
    assert counts(bring({"Status Laporan": status, "Judul Laporan": "Jalan rusak di pasar lama"})) == (0, 1, 0, 0)
    assert [event.kind for event in journal.story(Report.objects.get())] == ["imported"]


def test_who_became_anonymous_in_sp4n_since_is_named_to_nobody_here() -> None:
    Cast.assemble()
    bring({})
    report = Report.objects.get()
    assert (report.is_anonymous, identity.has(report)["has_name"]) == (False, True)
    bring({"Tipe Laporan (Anonim/Rahasia)": "Anonim"})
    report = Report.objects.get()
    assert (report.is_anonymous, identity.has(report)["has_name"]) == (True, False)
    bring({})
    report.refresh_from_db()
    assert (report.is_anonymous, identity.has(report)["has_name"]) == (True, False)


def test_what_became_confidential_in_sp4n_since_is_so_here_with_its_parts_and_apart_from_open_ones() -> None:
    cast = Cast.assemble()
    bring({"Status Laporan": "Terverifikasi"})
    report, main = Report.objects.get(), builders.verified(cast).report
    part = split(report.code, parts=[Part(unit="dinkes", title="Bagian kesehatan")], by=cast.front_officer)[0]
    merge(report.code, into=main.code, by=cast.front_head)
    bring({"Status Laporan": "Terverifikasi", "Tipe Laporan (Anonim/Rahasia)": "Rahasia"})
    for each in (report, part):
        each.refresh_from_db()
    assert (report.is_confidential, report.state, part.is_confidential) == (True, "verified", True)
    assert "classified" in [event.kind for event in journal.story(report)]


def test_a_reporter_of_our_own_is_not_renamed_by_what_sp4n_says_of_them() -> None:
    cast = Cast.assemble()
    ours = builders.verified(cast, is_anonymous=False, name="Budi Contoh").report
    sp4n.link(ours.code, tracking_id="7000001", by=cast.front_officer, entered_at=timezone.now())
    assert counts(bring({"Tipe Laporan (Anonim/Rahasia)": "Anonim"})) == (0, 1, 0, 0)
    ours.refresh_from_db()
    assert (ours.is_anonymous, identity.has(ours)["has_name"]) == (False, True)


def test_a_name_is_sealed_and_of_an_anonymous_reporter_shown_to_nobody() -> None:
    cast = Cast.assemble()
    bring({"Tracking ID": "7000001"}, {"Tracking ID": "7000002", "Tipe Laporan (Anonim/Rahasia)": "Anonim|Rahasia"})
    named, hidden = (Sp4n.objects.get(tracking_id=id_).report for id_ in ("7000001", "7000002"))
    assert b"Budi" not in bytes(named.sp4n.raw)
    reason = "Pelapor perlu dihubungi."
    assert disclose.disclose(named.code, by=cast.front_officer, reason=reason).name == "Budi Contoh"
    assert identity.has(hidden) == {"has_name": False, "has_phone": False, "has_email": False}
    assert (hidden.is_anonymous, hidden.is_confidential) == (True, True)


def test_a_preview_changes_nothing() -> None:
    Cast.assemble()
    assert counts(importing.run(workbook({}), by=HOUSE, is_preview=True)) == (1, 0, 0, 0)
    assert Report.objects.count() == 0


def test_a_row_that_the_database_refuses_harms_no_other_of_those_brought_in_with_it() -> None:
    Cast.assemble()
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE reports_sp4n ADD CONSTRAINT refused CHECK (tracking_id <> '7000002') NOT VALID")
    outcome = bring(*({"Tracking ID": f"700000{n}"} for n in range(1, 5)))
    assert counts(outcome) == (3, 0, 0, 1)
    assert [(bad.tracking_id, bad.row) for bad in outcome.rejected] == [("7000002", 3)]
    assert sorted(Sp4n.objects.values_list("tracking_id", flat=True)) == ["7000001", "7000003", "7000004"]
    assert (Report.objects.count(), Event.objects.count()) == (3, 3)


def test_open_and_past_new_and_changed_rows_come_in_beside_each_other() -> None:
    Cast.assemble()
    bring({"Tracking ID": "7000001", "Status Laporan": "Terverifikasi"}, {"Tracking ID": "7000002"})
    outcome = bring(
        {"Tracking ID": "7000001", "Status Laporan": "Ditutup oleh Sistem"},
        {"Tracking ID": "7000002"},
        {"Tracking ID": "7000003", "Status Laporan": "Terdisposisi ke Dinas PUPR"},
        {"Tracking ID": "7000004", "Tipe Laporan (Anonim/Rahasia)": "Anonim"},
    )
    assert counts(outcome) == (2, 1, 1, 0)
    disposed, anonymous = (Sp4n.objects.get(tracking_id=id_).report for id_ in ("7000003", "7000004"))
    assert sorted(disposed.promises.values_list("step", flat=True)) == ["accept", "respond", "settle"]
    assert disposed.dispositions.get().state == "offered"
    assert (anonymous.state, anonymous.promises.count(), Reporter.objects.filter(report=anonymous).exists()) == ("closed", 0, False)  # fmt: skip


def test_every_line_of_many_brought_in_together_carries_its_hash() -> None:
    Cast.assemble()
    bring(*({"Tracking ID": f"700000{n}"} for n in range(1, 5)))
    lines, flaw = journal.examine({report.code: (1, bytes(report.head)) for report in Report.objects.all()})
    assert (lines, flaw) == (4, None)
    assert Unread.objects.count() == 4 * len(settings.JOURNAL_READERS)


def test_ten_new_rows_take_no_more_statements_than_one() -> None:
    Cast.assemble()
    with CaptureQueriesContext(connection) as one:
        bring({"Tracking ID": "7000001"})
    with CaptureQueriesContext(connection) as ten:
        bring(*({"Tracking ID": f"70000{n}"} for n in range(10, 20)))
    assert len(ten) == len(one)


def made(day: date, *rows: dict[str, Any], **how: Any) -> importing.Outcome:
    """An export that says when it was made, as SP4N's do."""
    return bring(*rows, preamble=[*PREAMBLE, ["Tanggal Generate", "", day.isoformat()], []], **how)


def test_an_older_export_after_a_newer_one_turns_nothing_back_and_says_so() -> None:
    Cast.assemble()
    today, before = timezone.localdate(), timezone.localdate() - timedelta(days=3)
    made(today, {"Status Laporan": "Ditutup oleh Sistem"})
    seen_at = Sp4n.objects.get().seen_at
    outcome = made(before, {"Status Laporan": "Terverifikasi"}, {"Tracking ID": "7000002"})
    assert (counts(outcome), outcome.older, outcome.as_json()["older"]) == ((1, 0, 1, 0), 1, 1)
    there = Sp4n.objects.get(tracking_id="7000001")
    assert (there.status, there.seen_at) == ("Ditutup oleh Sistem", seen_at)
    assert counts(made(today, {"Status Laporan": "Ditutup oleh Pelapor"})) == (0, 1, 0, 0)
    assert counts(made(before, {"Tracking ID": "7000002", "Status Laporan": "Terverifikasi"})) == (0, 1, 0, 0)


@pytest.mark.parametrize("day", ["", "kemarin", "2999-01-01"])
def test_an_export_that_does_not_say_when_it_was_made_counts_as_made_now(day: str) -> None:
    Cast.assemble()
    made(timezone.localdate(), {"Status Laporan": "Ditutup oleh Sistem"})
    outcome = bring({"Status Laporan": "Terverifikasi"}, preamble=[["Tanggal Generate", "", day]])
    assert (counts(outcome), outcome.older, outcome.running_again) == ((0, 1, 0, 0), 0, 1)


def test_a_report_linked_by_hand_is_brought_up_to_date_by_an_export_of_yesterday() -> None:
    cast = Cast.assemble()
    report = builders.in_work(cast).report
    sp4n.link(report.code, by=cast.front_officer, tracking_id="7000001", entered_at=timezone.now())
    made(timezone.localdate() - timedelta(days=1), {"Status Laporan": "Ditutup oleh Sistem"})
    assert Sp4n.objects.get().status == "Ditutup oleh Sistem"
