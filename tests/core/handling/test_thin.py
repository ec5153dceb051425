"""Answers that say nothing are doubted, those that say what was done are not; never is one refused."""

import pytest

from arcadumas.core.handling import canned, thin
from arcadumas.core.handling.models import CannedAnswer
from arcadumas.core.handling.respond import respond
from arcadumas.core.handling.verify import Finding
from arcadumas.core.organisation.models import Unit
from arcadumas.core.reports.models import Report
from tests import builders
from tests.cast import Cast

pytestmark = pytest.mark.django_db
PROMISES = [
    "Terima kasih atas laporan Bapak/Ibu. Laporan akan kami tindak lanjuti.",
    "Akan segera kami tindaklanjuti sesuai ketentuan yang berlaku.",
    "Mohon maaf atas ketidaknyamanannya. Sudah kami koordinasikan dengan bidang terkait, mohon bersabar.",
    "Laporan Anda kami teruskan ke bidang terkait. Demikian disampaikan, terima kasih.",
]
DEEDS = [
    builders.ANSWER,
    "Terima kasih atas laporannya. Petugas meninjau lokasi Senin 23 November; lubang 1,2 x 0,8 meter ditambal Kamis.",
    "Akan kami tindak lanjuti dengan penambalan pada Kamis, 26 November 2026 oleh Seksi Jalan dan Jembatan.",
]


@pytest.fixture
def report(cast: Cast) -> Report:
    return builders.in_work(cast, place_text="Depan Pasar Handil Bakti").report


def found(report: Report, text: str) -> list[object]:
    return list(thin.doubts(report, text, unit=Unit.objects.get(code="pupr")))


@pytest.mark.parametrize("text", PROMISES)
def test_a_promise_without_a_deed_is_doubted(report: Report, text: str) -> None:
    assert found(report, text) == [thin.PROMISE]


@pytest.mark.parametrize("text", DEEDS)
def test_what_says_what_was_done_and_when_is_not(report: Report, text: str) -> None:
    assert found(report, text) == []


def test_a_few_words_are_doubted(report: Report) -> None:
    assert found(report, "Sudah diperbaiki.") == [thin.FEW]


def test_what_another_reporter_got_already_is_doubted(cast: Cast, report: Report) -> None:
    other = builders.in_work(cast).report
    respond(other.code, by=cast.pupr_admin, text=builders.ANSWER)
    assert found(report, builders.ANSWER.replace("Senin", "Selasa").upper()) == [thin.SAME]
    assert found(report, DEEDS[1]) == []
    assert list(thin.doubts(report, builders.ANSWER, unit=Unit.objects.get(code="dinkes"))) == []


def test_a_ready_text_sent_as_it_stands_is_doubted(cast: Cast, report: Report) -> None:
    text = "Lampu jalan dicatat dan diperiksa petugas pada hari kerja berikutnya, lalu diganti bila rusak."
    CannedAnswer.objects.create(unit=None, title="Lampu", text=text)
    assert found(report, text) == [thin.READY]
    assert (
        found(
            report,
            f"{text} Tiang nomor 14 di depan SDN 2 diganti Selasa pagi oleh regu listrik, lampunya kini LED 60 watt.",
        )
        == []
    )


def test_so_is_one_with_nothing_but_its_placeholders_filled(report: Report) -> None:
    text = "Laporan {code} dicatat {unit}, {date}, tentang {topic}."
    filled = canned.filled(CannedAnswer.objects.create(unit=None, title="Catat", text=text), report)
    assert found(report, filled) == [thin.READY]


def test_an_answer_may_repeat_its_own_first_one(cast: Cast, report: Report) -> None:
    respond(report.code, by=cast.pupr_admin, text=builders.ANSWER, is_final=False)
    assert found(report, builders.ANSWER) == []


def test_other_reports_are_not_measured(cast: Cast) -> None:
    nowhere = builders.in_work(cast).report
    asked = builders.in_work(cast, kind="information_request", place_text="Marabahan").report
    sealed = builders.verified(cast, finding=Finding(is_whistleblowing=True), place_text="Marabahan").report
    assert [found(report, "Baik.") for report in (nowhere, asked, sealed)] == [[], [], []]


def test_the_verb_itself_refuses_nothing(cast: Cast, report: Report) -> None:
    assert respond(report.code, by=cast.pupr_admin, text=PROMISES[1]).state == "sent"
