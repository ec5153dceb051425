"""What SP4N says beside what is so here: flagged once, told once, settled by hand or by itself; neither follows the other."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from arcadumas.base.refusals import OutOfTurn, Powerless
from arcadumas.core.handling import close, sp4n
from arcadumas.core.handling.merge import merge
from arcadumas.core.handling.respond import respond
from arcadumas.core.reports import journal
from arcadumas.core.reports.models import Report, Sp4n
from arcadumas.duties.notifications import tell
from arcadumas.duties.notifications.models import Notice
from arcadumas.duties.reconciliation import compare
from tests import builders
from tests.cast import Cast
from tests.core.handling.acts import REASON

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return Cast.assemble()


def linked(cast: Cast, report: Report, status: str, *, number: str = "91648207", **values: Any) -> Report:
    there = sp4n.link(report.code, by=cast.front_officer, tracking_id=number, entered_at=timezone.now())
    Sp4n.objects.filter(report=report).update(status=status, seen_at=timezone.now(), **values)
    return there


def flag(report: Report) -> str:
    return Sp4n.objects.get(report=report).difference


def lines(report: Report) -> list[str]:
    return [line.kind for line in journal.story(report) if line.kind in ("sp4n_differs", "sp4n_settled")]


@pytest.mark.parametrize(
    ("ours", "theirs", "kind"),
    [
        ("in_work", "Ditutup oleh Sistem", "closed_there"), ("disposed", "Diarsipkan oleh Admin", "closed_there"),
        ("answered", "Ditutup oleh Sistem", ""), ("closed", "Ditutup oleh Pelapor", ""), ("archived", "Konten Terblokir", ""),
        ("closed", "Ditindaklanjuti oleh Instansi", "closed_here"), ("archived", "Belum Terverifikasi", "closed_here"),
        ("in_work", "Terverifikasi", "drift"), ("received", "Ditindaklanjuti oleh Instansi", "drift"),
        ("disposed", "Terverifikasi", ""), ("in_work", "Terdisposisi ke Dinas PUPR", ""), ("answered", "Ditindaklanjuti oleh Instansi", ""),
        ("in_work", "Status yang belum dikenal", ""), ("answered", "Ditanggapi oleh Pelapor", "replied_there"),
        ("awaiting_reporter", "Ditanggapi oleh Pelapor", "replied_there"), ("in_work", "Ditanggapi oleh Pelapor", ""),
    ],
)  # fmt: skip
def test_two_states_go_together_or_differ_in_a_known_way(ours: str, theirs: str, kind: str) -> None:
    assert compare.kind_of(ours, theirs) == kind


def test_what_sp4n_closed_while_the_field_works_is_flagged_told_once_and_our_state_stays(cast: Cast) -> None:
    report = linked(cast, builders.in_work(cast).report, "Ditutup oleh Sistem")
    assert (compare.once(), compare.once()) == (1, 0)
    report.refresh_from_db()
    assert (report.state, flag(report), lines(report)) == ("in_work", "closed_there", ["sp4n_differs"])
    while tell.once():
        pass
    told = Notice.objects.filter(report=report, purpose="sp4n_differs").values_list("person__login", flat=True)
    assert sorted(told) == ["kominfo", "kominfo.kepala"]


def test_an_officer_settles_it_with_a_note_and_it_stays_settled(cast: Cast) -> None:
    report = linked(cast, builders.in_work(cast).report, "Ditutup oleh Sistem")
    compare.once()
    with pytest.raises(Powerless):
        sp4n.settle_difference(report.code, by=cast.pupr_admin, note=REASON)
    sp4n.settle_difference(report.code, by=cast.front_officer, note=REASON)
    assert (compare.once(), lines(report)) == (0, ["sp4n_differs", "sp4n_settled"])
    with pytest.raises(OutOfTurn):
        sp4n.settle_difference(report.code, by=cast.front_officer, note=REASON)


def test_settled_it_is_flagged_anew_when_sp4n_says_something_else(cast: Cast) -> None:
    report = linked(cast, builders.in_work(cast).report, "Ditutup oleh Sistem")
    compare.once()
    sp4n.settle_difference(report.code, by=cast.front_officer, note=REASON)
    Sp4n.objects.update(status="Diarsipkan oleh Admin")
    assert compare.once() == 1
    assert Sp4n.objects.get().difference_settled_at is None


def test_it_goes_by_itself_when_both_agree_again(cast: Cast) -> None:
    report = linked(cast, builders.in_work(cast).report, "Ditutup oleh Sistem")
    compare.once()
    Sp4n.objects.update(status="Ditindaklanjuti oleh Instansi")
    assert (compare.once(), flag(report), lines(report)) == (1, "", ["sp4n_differs", "sp4n_settled"])
    assert compare.once() == 0


def test_what_is_closed_here_and_open_there_is_flagged(cast: Cast) -> None:
    report = linked(cast, builders.answered(cast).report, "Terdisposisi ke Dinas PUPR")
    close.close(report.code, by=cast.front_officer, reason=REASON)
    compare.once()
    assert flag(report) == "closed_here"


def test_what_was_over_when_brought_in_is_flagged_when_it_runs_again_there_and_told(cast: Cast) -> None:
    report = linked(cast, builders.answered(cast).report, "Ditutup oleh Sistem")
    close.close(report.code, by=cast.front_officer, reason=REASON)
    Report.objects.filter(pk=report.pk).update(is_history=True)
    assert (compare.once(), flag(report)) == (0, "")
    Sp4n.objects.update(status="Ditindaklanjuti oleh Instansi")
    assert (compare.once(), flag(report), compare.once()) == (1, "closed_here", 0)
    while tell.once():
        pass
    assert Notice.objects.filter(report=report, purpose="sp4n_differs", person__login="kominfo").exists()
    Sp4n.objects.update(status="Ditutup oleh Pelapor")
    assert (compare.once(), flag(report)) == (1, "")


@pytest.mark.parametrize(
    ("theirs", "kind"),
    [("Ditutup oleh Sistem", "closed_there"), ("Ditindaklanjuti oleh Instansi", ""), ("Belum Terverifikasi", "drift")],
)
def test_a_joined_report_is_compared_as_its_main_one_stands(cast: Cast, theirs: str, kind: str) -> None:
    main, other = builders.in_work(cast).report, linked(cast, builders.verified(cast).report, theirs)
    merge(other.code, into=main.code, by=cast.front_head)
    compare.once()
    assert (Report.objects.get(pk=other.pk).state, flag(other), compare.once()) == ("merged", kind, 0)


def test_what_sp4n_closed_is_settled_when_the_main_report_is_answered(cast: Cast) -> None:
    main, other = builders.in_work(cast).report, linked(cast, builders.verified(cast).report, "Ditutup oleh Sistem")
    merge(other.code, into=main.code, by=cast.front_head)
    compare.once()
    respond(main.code, by=cast.pupr_admin, text=builders.ANSWER)
    compare.once()
    assert (flag(other), lines(other)) == ("", ["sp4n_differs", "sp4n_settled"])


def test_what_the_newest_export_holds_no_more_is_missing_if_its_date_lies_within(cast: Cast) -> None:
    now = timezone.now()
    status, day = "Ditindaklanjuti oleh Instansi", timedelta(days=1)
    rows = {"91648201": (-9, now), "91648202": (-5, now - day), "91648203": (-1, now), "91648204": (-30, now - day)}
    reports = {}
    for number, (days, seen_at) in rows.items():
        reports[number] = linked(cast, builders.in_work(cast).report, status, number=number)
        Sp4n.objects.filter(tracking_id=number).update(entered_at=now + days * day, seen_at=seen_at)
    compare.once()
    assert [flag(report) for report in reports.values()] == ["", "missing", "", ""]


def test_an_export_of_a_part_calls_nothing_missing_and_nothing_found(cast: Cast) -> None:
    """Of one agency or one status: it holds less than half of what is known of its days."""
    now, status = timezone.now(), "Ditindaklanjuti oleh Instansi"
    reports = [linked(cast, builders.in_work(cast).report, status, number=f"9164820{n}") for n in range(6)]
    before = now - timedelta(days=1)
    for n, report in enumerate(reports):
        Sp4n.objects.filter(report=report).update(entered_at=now - timedelta(days=9 - n), seen_at=now if n in (0, 5) else before)  # fmt: skip
    gone = Sp4n.objects.filter(report=reports[1])
    gone.update(difference="missing", difference_status=status, difference_at=before)
    assert (compare.once(), [flag(report) for report in reports]) == (0, ["", "missing", "", "", "", ""])
    Sp4n.objects.filter(report__in=reports[2:4]).update(seen_at=now)
    compare.once()
    assert [flag(report) for report in reports] == ["", "missing", "", "", "missing", ""]


def test_what_was_never_exported_is_compared_with_nothing(cast: Cast) -> None:
    report = builders.in_work(cast).report
    sp4n.link(report.code, by=cast.front_officer, tracking_id="91648207", entered_at=timezone.now())
    assert (compare.once(), flag(report)) == (0, "")
