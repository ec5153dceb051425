"""Nota dinas: who writes to whom, by when and by which rule; never who reported."""

import io
from dataclasses import asdict
from typing import Any

import pytest
from django.utils.translation import override
from pypdf import PdfReader

from arcadumas.base import moments
from arcadumas.base.papers.drawing import draw
from arcadumas.base.papers.parts import Facts, Paper, Prose, Quote, Signature, Table
from arcadumas.base.refusals import Powerless, Unseen
from arcadumas.core.audit.models import Entry
from arcadumas.core.handling.disclose import READINGS, open_
from arcadumas.core.handling.dispose import dispose
from arcadumas.core.handling.giveback import give_back
from arcadumas.core.handling.official_note import occasion, write
from arcadumas.core.handling.verify import Finding, classify
from arcadumas.core.organisation.models import Post, Unit
from arcadumas.core.reports.models import About, Event, Report
from tests import builders
from tests.cast import Cast

pytestmark = pytest.mark.django_db
WHO = {"name": "Siti Rahmah", "phone": "0812 3456 7890", "email": "siti@contoh.test"}
REASON = "Ruas itu jalan nasional, kewenangan balai."
TITLE, BODY = "Lubang besar di muka pasar", "Sudah dua minggu, kata tetangga saya."


def seq_of(report: Report, kind: str) -> int:
    return Event.objects.filter(report=report, kind=kind).latest("seq").seq


def returned(cast: Cast, **values: Any) -> Report:
    report = builders.disposed(cast, **values).report
    give_back(report.code, by=cast.pupr_admin, reason=REASON, cause="province_or_centre")
    report.refresh_from_db()
    return report


def part(paper: Paper, kind: type) -> list[object]:
    return [each for each in paper.parts if isinstance(each, kind)]


def test_a_disposition_is_written_by_the_desk_to_the_head_of_the_unit(cast: Cast) -> None:
    report = builders.disposed(cast, title=TITLE, body=BODY, village="63.04.05", category="jalan_berlubang").report
    Unit.objects.filter(code="diskominfo").update(address="Jalan Contoh 1, Marabahan")
    paper = write(report.code, seq_of(report, "disposed"), by=cast.pupr_admin)
    meta, head = dict(paper.meta), paper.letterhead
    assert head is not None
    assert (head.above, head.contact.split(" · ")[0]) == (
        "PEMERINTAH KABUPATEN BARITO KUALA",
        "Jalan Contoh 1, Marabahan",
    )
    assert "KOMUNIKASI" in head.name
    to = Post.objects.get(unit__code="pupr", role="head")
    assert (meta["Kepada"], meta["Dari"]) == (f"Yth. {to.title}", cast.front_officer.seats[0].title)
    assert meta["Nomor"] == f"{report.code}/{seq_of(report, 'disposed')}/{report.received_at.year}"
    assert (meta["Sifat"], meta["Hal"]) == ("Biasa", f"Disposisi laporan {report.code}")
    assert part(paper, Quote) == [Quote("Mohon ditinjau.")]
    content, _type = draw(paper, "pdf")
    assert len(PdfReader(io.BytesIO(content)).pages) == 1  # with its signature
    (signed,) = part(paper, Signature)
    assert isinstance(signed, Signature)
    assert (signed.post, signed.name) == (cast.front_officer.seats[0].title, cast.front_officer.name)
    assert [line.split()[0] for line in signed.under.splitlines()] == ["Pangkat/Gol.", "NIP"]
    assert [label for label, _value in paper.meta] == [
        "Kepada", "Dari", "Tembusan", "Tanggal", "Nomor", "Sifat", "Lampiran", "Hal"
    ]  # fmt: skip


def test_it_says_by_when_by_which_rule_and_that_nobody_has_checked_it(cast: Cast) -> None:
    report = builders.disposed(cast).report
    paper = write(report.code, seq_of(report, "disposed"), by=cast.front_officer)
    (table,) = part(paper, Table)
    assert isinstance(table, Table)
    assert [row[0] for row in table.rows] == ["Penerimaan", "Jawaban pertama", "Penyelesaian"]
    assert ["(belum dicocokkan dengan naskah resmi)" in row[2] for row in table.rows][1:] == [True, True]
    line = Event.objects.get(report=report, kind="disposed")
    assert bytes(line.hash).hex() in paper.foot


def test_a_return_is_written_by_the_unit_to_the_head_of_the_front_desk(cast: Cast) -> None:
    report = returned(cast)
    for reader in (cast.front_head, cast.pupr_head):
        paper = write(report.code, seq_of(report, "returned"), by=reader)
        meta = dict(paper.meta)
        to = Post.objects.get(unit__code="diskominfo", role="front_head")
        assert (meta["Kepada"], meta["Hal"]) == (f"Yth. {to.title}", f"Pengembalian laporan {report.code}")
        assert Quote(REASON) in paper.parts
        about = part(paper, Facts)[0]
        assert isinstance(about, Facts)
        assert dict(about.rows)["Sebab"] == "kewenangan provinsi atau pusat"


def test_a_ruling_says_that_the_return_is_refused_by_whom_and_that_it_binds(cast: Cast) -> None:
    report = returned(cast)
    dispose(report.code, to="pupr", by=cast.front_head, is_ruling=True, instruction="Sesuai Perbup 12/2024.")
    seq = seq_of(report, "disposed")
    paper, name = write(report.code, seq, by=cast.pupr_admin), Unit.objects.get(code="pupr").name
    day = moments.day(Event.objects.get(report=report, kind="returned").at, "id")
    post = cast.front_head.seats[0].title
    assert dict(paper.meta)["Hal"] == f"Keputusan atas pengembalian laporan {report.code}"
    assert (occasion(report.code, seq, by=cast.front_head).is_ruling, dict(paper.meta)["Dari"]) == (True, post)
    first, bound = (each.text for each in part(paper, Prose)[:2])
    assert (
        first == f"Pengembalian laporan masyarakat berikut oleh {name} pada {day} dengan ini dinyatakan tidak diterima."
    )
    assert bound == (
        f"Demikian diputuskan oleh {post}. {name} tetap berwenang atas laporan ini dan menindaklanjutinya sesuai "
        "tugasnya. Keputusan ini mengikat: laporan tidak dapat dikembalikan lagi."
    )
    assert part(paper, Quote) == [Quote("Sesuai Perbup 12/2024.")]
    assert occasion(report.code, seq_of(report, "returned"), by=cast.front_head).is_ruling is False


def test_it_is_confidential_once_an_officer_is_named_as_complained_of(cast: Cast) -> None:
    report = builders.disposed(cast).report
    About.objects.create(report=report, unit=Unit.objects.get(code="dinkes"))
    assert report.about_officials is False
    paper = write(report.code, seq_of(report, "disposed"), by=cast.pupr_admin)
    assert dict(paper.meta)["Sifat"] == "Rahasia"


def test_after_a_return_the_unit_may_print_its_own_note_alone(cast: Cast) -> None:
    report = returned(cast)
    first = seq_of(report, "disposed")
    dispose(report.code, to="dinkes", by=cast.front_officer)
    own = write(report.code, seq_of(report, "returned"), by=cast.pupr_admin)
    assert part(own, Table) == []
    for seq in (first, seq_of(report, "disposed"), 1):
        with pytest.raises(Unseen):
            write(report.code, seq, by=cast.pupr_admin)
    with pytest.raises(Unseen):
        occasion(report.code, seq_of(report, "disposed"), by=cast.alalak_admin)


@pytest.mark.parametrize("visibility", [{}, {"is_anonymous": True}, {"is_confidential": True}])
def test_the_reporter_is_never_in_it(cast: Cast, visibility: dict[str, bool]) -> None:
    report = returned(cast, title=TITLE, body=BODY, **WHO, **visibility)
    for kind in ("disposed", "returned"):
        for with_text in (False, True):
            said = str(asdict(write(report.code, seq_of(report, kind), by=cast.front_head, with_text=with_text)))
            assert [word for word in ("Siti", "3456", "contoh.test") if word in said] == []
            assert (TITLE in said, BODY in said) == (with_text, with_text)


def test_the_text_goes_only_to_those_who_may_export_it_and_is_written_down(cast: Cast) -> None:
    report = builders.disposed(cast, title=TITLE).report
    seq = seq_of(report, "disposed")
    write(report.code, seq, by=cast.pupr_head)
    assert Entry.objects.filter(act="exported").exists() is False
    for refused in (cast.pupr_admin, cast.pupr_liaison, cast.secretary):
        assert occasion(report.code, seq, by=refused).may_export is False
        with pytest.raises(Powerless):
            write(report.code, seq, by=refused, with_text=True)
    write(report.code, seq, by=cast.pupr_head, with_text=True)
    entry = Entry.objects.get(act="exported")
    assert (entry.by, entry.subject, entry.facts) == ("pupr.kepala", report.code, {"what": "official_note", "seq": seq})


def test_a_confidential_report_is_noted_without_words_to_those_who_only_list_it(cast: Cast) -> None:
    report = returned(cast, title=TITLE, is_confidential=True, category="jalan_berlubang")
    seq = seq_of(report, "returned")
    assert occasion(report.code, seq, by=cast.inspector).may_export is False
    with pytest.raises(Unseen):
        write(report.code, seq, by=cast.inspector, with_text=True)
    paper = write(report.code, seq, by=cast.secretary)
    assert (dict(paper.meta)["Sifat"], REASON in str(paper.parts), "berlubang" in str(paper.parts)) == (
        "Rahasia",
        False,
        False,
    )


def test_what_is_read_only_with_an_entry_is_printed_with_one_a_sitting(cast: Cast) -> None:
    report = returned(cast, is_confidential=True)
    seq = seq_of(report, "returned")
    write(report.code, seq, by=cast.front_head)
    write(report.code, seq, by=cast.secretary)
    assert Entry.objects.filter(act="confidential_read").exists() is False
    open_(report.code, by=cast.secretary, reason="Menyiapkan rapat pimpinan.")
    for _again in range(2):
        assert REASON in str(write(report.code, seq, by=cast.secretary))
    classify(report.code, by=cast.front_officer, finding=Finding(is_whistleblowing=True))
    write(report.code, seq, by=cast.inspector)
    read = Entry.objects.filter(act__in=READINGS).order_by("seq").values_list("act", "by")
    assert list(read) == [("confidential_read", "sekda"), ("whistleblowing_read", "inspektorat")]


def test_those_complained_of_and_strangers_find_no_note(cast: Cast) -> None:
    report = builders.disposed(cast).report
    About.objects.create(report=report, person=cast.person("pupr_head"))
    for stranger in (cast.pupr_head, cast.dinkes_head, cast.engineer):
        with pytest.raises(Unseen):
            occasion(report.code, seq_of(report, "disposed"), by=stranger)


def test_it_is_indonesian_whatever_the_reader_speaks(cast: Cast) -> None:
    report = builders.disposed(cast, finding=Finding(is_urgent=True)).report
    with override("en"):
        paper = write(report.code, seq_of(report, "disposed"), by=cast.front_officer)
    assert (paper.title, paper.language, dict(paper.meta)["Sifat"]) == ("NOTA DINAS", "id", "Sangat segera")
