"""Going to the Ombudsman: when it is possible and why, and the file itself."""

from dataclasses import asdict
from datetime import date, timedelta

import pytest
from django.utils import timezone
from django.utils.translation import override

from arcadumas.base import moments
from arcadumas.base.papers.parts import Paper, Quote, Table
from arcadumas.base.refusals import OutOfTurn, Powerless, Unseen
from arcadumas.core.audit.models import Entry
from arcadumas.core.handling import accept, archive, ask, beside, close, evidence, follow_up, ombudsman, respond
from arcadumas.core.handling.merge import merge
from arcadumas.core.handling.ombudsman import Standing, file, standing
from arcadumas.core.handling.split import Part, split
from arcadumas.core.reports.intake import Receipt
from arcadumas.core.reports.models import Promise, Report
from tests import builders
from tests.cast import Cast
from tests.core.handling.glance import REASON, make_late

pytestmark = pytest.mark.django_db
BODY = "Lubang itu ada sejak Jumat; nomor saya 0812 3456 7890."


def judged(report: Report, *, days: int = 0) -> Standing:
    report.refresh_from_db()
    clocks = list(Promise.objects.filter(report=report, unit=None))
    with override("en"):
        return standing(report, clocks, now=timezone.now() + timedelta(days=days))


def overdue(cast: Cast, **values: str) -> Receipt:
    receipt = builders.in_work(cast, body=BODY, **values)
    make_late(receipt.report, "settle", is_noted=True)
    return receipt


def words(paper: Paper) -> str:
    return str(asdict(paper))


def test_it_is_too_early_until_a_promise_to_the_reporter_is_over(cast: Cast) -> None:
    report = builders.in_work(cast).report
    early = judged(report)
    due = Promise.objects.get(report=report, step="settle").due_at
    assert (early.is_possible, "not yet overdue; it is due" in early.why) == (False, True)
    late = judged(report, days=(due - timezone.now()).days + 2)
    assert (late.is_possible, late.why.endswith("is not yet settled.")) == (True, True)


def test_a_joined_report_is_judged_and_filed_by_the_clocks_of_its_main_one(cast: Cast) -> None:
    main, joined = builders.in_work(cast).report, builders.verified(cast).report
    merge(joined.code, into=main.code, by=cast.front_head)
    with pytest.raises(OutOfTurn):
        file(joined.code, by=cast.reporter(joined))
    due = make_late(main, "settle", is_noted=True).due_at
    paper = file(joined.code, by=cast.reporter(joined))
    assert dict(paper.meta)["Waktu dalam"] == "WITA"
    clocks = next(part for part in paper.parts if isinstance(part, Table))
    kept = {row[0]: row[1:3] for row in clocks.rows}
    assert kept["Penyelesaian"] == (moments.short(due, "id"), "belum, sudah lewat")
    assert (joined.code in words(paper), main.code in words(paper)) == (True, False)


def test_the_file_of_a_follow_up_holds_the_reports_before_it(cast: Cast) -> None:
    first = builders.answered(cast, body=BODY).report
    photo = evidence.add_evidence(first.code, by=cast.pupr_member, files=[("a.jpg", builders.photo())], kind="after")[0]
    close.confirm(first.code, by=cast.reporter(first))
    again = "Lubangnya muncul lagi sesudah hujan."
    second = follow_up.object_late(first.code, by=cast.reporter(first), reason=again).report
    make_late(second, "settle", is_noted=True)
    paper = file(second.code, by=cast.reporter(second))
    said = words(paper)
    assert [Quote(text) in paper.parts for text in (again, BODY, builders.ANSWER)] == [True] * 3
    assert (f"Laporan sebelumnya: {first.code}" in said, photo.sha256 in said, "Ditutup oleh pelapor" in said) == (
        True,
    ) * 3
    assert len([part for part in paper.parts if isinstance(part, Table)]) == 3  # the promises of both, the photo of one


def test_the_file_of_a_part_holds_the_story_of_its_whole(cast: Cast) -> None:
    whole = builders.in_work(cast, body=BODY).report
    ask.send(whole.code, by=cast.reporter(whole), text="Kliniknya juga tutup.")
    (part,) = split(whole.code, parts=[Part(unit="dinkes", title="Klinik tutup")], by=cast.front_officer)
    make_late(part, "settle", is_noted=True)
    said = words(file(part.code, by=cast.reporter(part)))
    assert (f"Laporan sebelumnya: {whole.code}" in said, "Kliniknya juga tutup." in said) == (True, True)


def test_where_no_day_is_given_the_two_years_count_from_the_first_report_of_it(cast: Cast) -> None:
    first = builders.answered(cast).report
    close.confirm(first.code, by=cast.reporter(first))
    second = follow_up.object_late(first.code, by=cast.reporter(first), reason=REASON).report
    Report.objects.filter(pk=first.pk).update(received_at=timezone.now() - timedelta(days=700))
    last_on = judged(Report.objects.get(pk=second.pk)).last_on
    assert last_on - timezone.localdate() < timedelta(days=32)


def test_the_file_of_a_joined_report_says_what_happened_to_the_main_one(cast: Cast) -> None:
    theirs = "Rumah saya di sebelah lubang itu."
    main, joined = builders.disposed(cast, body=theirs).report, builders.verified(cast).report
    merge(joined.code, into=main.code, by=cast.front_head)
    accept.accept(main.code, by=cast.pupr_admin)
    ask.send(main.code, by=cast.reporter(main), text="Tolong kabari saya di rumah.")
    respond.respond(main.code, by=cast.pupr_admin, text=builders.ANSWER)
    said = words(file(joined.code, by=cast.reporter(joined)))
    assert [
        text in said
        for text in ("Beberapa orang melaporkan hal yang sama", "Laporan Anda diteruskan ke Dinas Pekerjaan Umum")
    ] == [True, True]
    assert [text for text in (main.code, theirs, "kabari saya") if text in said] == []


def test_an_answer_or_a_closing_without_the_reporters_word_opens_the_way(cast: Cast) -> None:
    report = builders.answered(cast).report
    assert judged(report).is_possible is True
    close.close(report.code, by=cast.front_officer, reason=REASON)
    assert judged(report).why == "It was closed without your word."


def test_what_the_reporter_ended_closes_it(cast: Cast) -> None:
    settled = builders.answered(cast).report
    close.confirm(settled.code, by=cast.reporter(settled))
    taken_back = builders.received().report
    archive.withdraw(taken_back.code, by=cast.reporter(taken_back))
    elsewhere = builders.verified(cast).report
    archive.refer(elsewhere.code, by=cast.front_officer, to="PLN", note=REASON)
    assert [judged(report).is_possible for report in (settled, taken_back, elsewhere)] == [False] * 3
    set_aside = builders.verified(cast).report
    archive.archive(set_aside.code, by=cast.front_officer, reason="unclear", note=REASON)
    assert judged(set_aside).is_possible is True


def test_an_event_of_more_than_two_years_ago_is_too_old(cast: Cast) -> None:
    report = overdue(cast).report
    assert judged(report, days=720).is_possible is True
    assert judged(report, days=735).why.startswith("The event is more than two years ago")
    assert ombudsman._years_later(date(2024, 2, 29)) == date(2026, 2, 28)


def test_while_the_clock_stands_still_nothing_is_overdue(cast: Cast) -> None:
    report = builders.in_work(cast).report
    ask.ask(report.code, by=cast.pupr_admin, text="Di mana tepatnya lubang itu?")
    assert judged(report, days=60).is_possible is False


def test_the_file_holds_the_report_as_given_its_story_and_every_promise(cast: Cast) -> None:
    receipt = overdue(cast, name="Siti Rahmah", phone="0812 3456 7890")
    report = receipt.report
    photo = beside.attach(report.code, by=cast.reporter(report), file=builders.photo(), name="rumah siti.jpg")
    report.refresh_from_db()
    paper = file(report.code, by=cast.reporter(report))
    assert (paper.title, paper.language) == ("BERKAS OMBUDSMAN", "id")
    assert Quote(BODY) in paper.parts
    clocks = next(part for part in paper.parts if isinstance(part, Table))
    assert [row[0] for row in clocks.rows] == ["Verifikasi", "Jawaban pertama", "Penyelesaian"]
    kept = {row[0]: row[2] for row in clocks.rows}
    assert (kept["Verifikasi"].startswith("ya, "), kept["Penyelesaian"]) == (True, "belum, sudah lewat")
    said = words(paper)
    for part in (photo.sha256, bytes(report.head).hex(), "Laporan Anda diteruskan ke", "belum dicocokkan"):
        assert part in said
    officers = [seat.name for seat in (cast.front_officer, cast.pupr_admin)]
    assert [word for word in ("Siti", *officers) if word in said] == []


def test_the_file_is_the_same_as_long_as_nothing_happens(cast: Cast) -> None:
    report = overdue(cast).report
    assert file(report.code, by=cast.reporter(report)) == file(report.code, by=cast.reporter(report))


def test_a_file_asked_for_too_early_is_refused_and_each_one_is_written_down(cast: Cast) -> None:
    early = builders.in_work(cast).report
    with pytest.raises(OutOfTurn):
        file(early.code, by=cast.reporter(early))
    report = overdue(cast).report
    file(report.code, by=cast.reporter(report))
    assert list(Entry.objects.filter(act="ombudsman_file").values_list("subject", "by")) == [(report.code, "")]


def test_it_is_the_reporters_alone(cast: Cast) -> None:
    report = overdue(cast).report
    with pytest.raises(Powerless):
        file(report.code, by=cast.front_head)
    with pytest.raises(Unseen):
        file(report.code, by=cast.reporter(builders.received().report))
