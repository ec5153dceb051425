"""Files, notes and ratings beside the path."""

from pathlib import Path

import pytest
from django.conf import settings

from arcadumas.base.refusals import OutOfTurn, Powerless, Unfit
from arcadumas.core.handling import ask
from arcadumas.core.handling.beside import attach, attach_all, note, rate
from arcadumas.core.handling.close import confirm
from arcadumas.core.handling.folder import attachment
from arcadumas.core.handling.merge import merge
from arcadumas.core.handling.models import Note
from arcadumas.core.reports import attachments, journal
from arcadumas.core.reports.models import Attachment, Letter, Rating, Source
from tests import builders
from tests.cast import Cast
from tests.core.handling.glance import clock, newest

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "STATE", tmp_path)


def test_a_file_is_kept_with_its_name_under_seal(cast: Cast) -> None:
    report = builders.received().report
    kept = attach(report.code, by=cast.reporter(report), file=builders.photo(b"pixels"), name="KTP Siti Rahmah.jpg")
    assert (kept.kind, kept.size, attachments.content(kept)) == ("reporter", 6, b"pixels")
    assert (attachments.name_of(kept), b"Siti" in bytes(kept.name)) == ("KTP Siti Rahmah.jpg", False)
    assert newest(report).facts == {"attachment": str(kept.pk), "content_type": "image/jpeg", "is_more": True}


def test_ten_files_and_no_more(cast: Cast) -> None:
    report = builders.received().report
    for number in range(10):
        attach(report.code, by=cast.reporter(report), file=builders.photo(), name=f"{number}.jpg")
    with pytest.raises(Unfit) as refused:
        attach(report.code, by=cast.reporter(report), file=builders.photo(), name="11.jpg")
    assert (refused.value.code, Attachment.objects.filter(report=report).count()) == ("file.too_many", 10)


def test_photos_alone_answer_the_question(cast: Cast) -> None:
    report = builders.in_work(cast, language="en").report
    ask.ask(report.code, by=cast.pupr_admin, text="Bisa dikirim fotonya?")
    files = [(f"{number}.jpg", builders.photo()) for number in range(2)]
    attach_all(report.code, by=cast.reporter(report), files=files)
    report.refresh_from_db()
    assert (report.state, clock(report, "complete_info").state, clock(report, "settle").state) == (
        "in_work",
        "met",
        "running",
    )
    lines = [(line.kind, line.facts.get("is_more")) for line in journal.story(report)[-3:]]
    assert lines == [("reporter_replied", None), ("attachment_added", True), ("attachment_added", True)]
    assert Letter.objects.get(report=report, is_from_reporter=True).text == "See the attached files."


def test_photos_that_are_refused_answer_nothing(cast: Cast) -> None:
    report = builders.in_work(cast).report
    ask.ask(report.code, by=cast.pupr_admin, text="Bisa dikirim fotonya?")
    for files in ([], [(f"{number}.jpg", builders.photo()) for number in range(11)]):
        with pytest.raises(Unfit):
            attach_all(report.code, by=cast.reporter(report), files=files)
    report.refresh_from_db()
    assert (report.state, newest(report).kind) == ("awaiting_reporter", "question_asked")


def test_the_front_desk_attaches_what_came_by_letter_and_an_agency_does_not(cast: Cast) -> None:
    report = builders.in_work(cast, source=Source.LETTER).report
    attach(report.code, by=cast.front_officer, file=builders.photo(), name="surat.jpg")
    assert newest(report).unit_code == "diskominfo"
    with pytest.raises(Powerless):
        attach(report.code, by=cast.pupr_admin, file=builders.photo(), name="bukti.jpg")


@pytest.mark.parametrize("role", ["front_officer", "front_head"])
def test_the_front_desk_adds_no_file_as_the_reporters_own_to_what_the_reporter_filed(cast: Cast, role: str) -> None:
    report = builders.in_work(cast, source=Source.WEB).report
    with pytest.raises(Powerless) as refused:
        attach(report.code, by=getattr(cast, role), file=builders.photo(), name="surat.jpg")
    assert refused.value.needs == "reporter"
    assert (Attachment.objects.count(), newest(report).kind) == (0, "accepted")


def test_a_reporter_adds_photos_though_the_report_is_joined_and_not_once_it_is_closed(cast: Cast) -> None:
    main, joined = builders.in_work(cast).report, builders.received().report
    merge(joined.code, into=main.code, by=cast.front_head)
    kept = attach(joined.code, by=cast.reporter(joined), file=builders.photo(), name="lubang.jpg")
    joined.refresh_from_db()
    assert (joined.state, joined.due_at, attachment(joined.code, kept.pk, by=cast.pupr_admin)) == ("merged", None, kept)
    closed = builders.answered(cast).report
    confirm(closed.code, by=cast.reporter(closed))
    with pytest.raises(OutOfTurn):
        attach(closed.code, by=cast.reporter(closed), file=builders.photo(), name="lubang.jpg")


@pytest.mark.parametrize(
    "role", ["front_officer", "front_head", "pupr_admin", "pupr_member", "secretary", "regional_head"]
)
def test_a_note_is_kept_beside_its_line(cast: Cast, role: str) -> None:
    report = builders.in_work(cast).report
    kept = note(report.code, by=getattr(cast, role), text="  Sudah ditelepon.  ")
    assert (kept.text, kept.event, newest(report).facts) == ("Sudah ditelepon.", newest(report), {})


@pytest.mark.parametrize("text", ["", " \n ", "x" * 5_001, "a\x00b"])
def test_a_note_needs_words_that_can_be_kept(cast: Cast, text: str) -> None:
    report = builders.in_work(cast).report
    with pytest.raises(Unfit):
        note(report.code, by=cast.pupr_admin, text=text)
    assert Note.objects.count() == 0


def test_a_rating_is_given_once_after_the_answer(cast: Cast) -> None:
    early = builders.in_work(cast).report
    with pytest.raises(OutOfTurn) as refused:
        rate(early.code, by=cast.reporter(early), stars=5)
    assert refused.value.code == "track.rating_early"
    report = builders.answered(cast).report
    rated = rate(report.code, by=cast.reporter(report), stars=2, comment="Masih becek, kata Siti.")
    assert (rated.stars, b"Siti" in bytes(rated.comment)) == (2, False)
    with pytest.raises(OutOfTurn) as again:
        rate(report.code, by=cast.reporter(report), stars=5)
    assert (again.value.code, Rating.objects.get().stars) == ("rating.once", 2)


@pytest.mark.parametrize("stars", [0, 6, -1])
def test_one_to_five_stars(cast: Cast, stars: int) -> None:
    report = builders.answered(cast).report
    with pytest.raises(Unfit) as refused:
        rate(report.code, by=cast.reporter(report), stars=stars)
    assert refused.value.field == "stars"
