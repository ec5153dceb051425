"""Words from a telephone: a note or evidence of the case they answer, else the case is asked for; never a new complaint."""

import io
from typing import Any

import pytest
from PIL import Image

from arcadumas.core.handling.models import Note
from arcadumas.core.organisation.actors import Via
from arcadumas.core.organisation.models import Person
from arcadumas.core.reports.models import Attachment, Report
from arcadumas.duties.notifications import tell, typed
from arcadumas.duties.notifications.models import Message
from arcadumas.duties.notifications.spoken import Heard, Typed
from tests.builders import answered, disposed, in_work, received
from tests.cast import Cast

DESK, ADMIN, HEAD, REPORTER = "628110000001", "628110000003", "628110000007", "6281234567890"


@pytest.fixture(autouse=True)
def _english(settings: Any, cast: Cast) -> None:
    settings.WHATSAPP_TOKEN, settings.WHATSAPP_PHONE_NUMBER_ID = "t", "1"
    Person.objects.update(language="en")


@pytest.fixture
def jpeg() -> bytes:
    kept = io.BytesIO()
    Image.new("RGB", (8, 8), "teal").save(kept, "JPEG")
    return kept.getvalue()


def told(report: Report) -> Report:
    while tell.once():
        pass
    for message in Message.objects.filter(provider_id=""):
        Message.objects.filter(pk=message.pk).update(provider_id=f"wamid.{message.pk}")
    return report


def wamid(report: Report, **whom: str) -> str:
    found = Message.objects.filter(channel="whatsapp", notices__report=report, **whom).order_by("queued_at")
    return found[0].provider_id


def say(text: str, *, number: str = ADMIN, answers: str = "", files: Any = ()) -> Heard:
    return typed.hear(Typed(number=number, text=text, answers=answers, files=files), via=Via.WHATSAPP)


def test_an_answer_to_a_message_is_a_note_of_its_case(cast: Cast) -> None:
    report = told(disposed(cast).report)
    answers = wamid(report, notices__person__login="pupr.admin", notices__stem="aduan_disposisi")
    heard = say("Petugas berangkat besok pagi.", answers=answers)
    line = report.events.latest("seq")
    assert (heard.outcome, heard.sentence) == ("taken", f"Recorded at report {report.code} as your note.")
    assert (Note.objects.get().text, line.kind, line.via, line.by.login) == (
        "Petugas berangkat besok pagi.", "note_added", "whatsapp", "pupr.admin",
    )  # fmt: skip
    assert (f"wamid.{line.message}", Report.objects.count()) == (answers, 1)


def test_photos_become_evidence(cast: Cast, jpeg: bytes) -> None:
    report = told(in_work(cast).report)
    answers = wamid(report, notices__person__login="pupr.admin", notices__stem="aduan_disposisi")
    heard = say("", answers=answers, files=[("foto.jpg", jpeg)])
    assert heard.sentence == f"Recorded at report {report.code} as evidence: 1 photo."
    assert (Attachment.objects.get().kind, Note.objects.count()) == ("other", 0)


def test_words_are_kept_where_the_photos_with_them_may_not_be_brought(cast: Cast, jpeg: bytes) -> None:
    """The front desk writes notes and brings no evidence."""
    report = told(received().report)
    answers = wamid(report, notices__person__login="kominfo")
    heard = say("Lokasi sudah dicek.", number=DESK, answers=answers, files=[("a.jpg", jpeg), ("b.jpg", jpeg)])
    assert (heard.outcome, heard.sentence.split("\n")) == (
        "taken",
        [
            f"Recorded at report {report.code} as your note.",
            "Your post may not do this here. Ask the front desk who can.",
        ],
    )
    assert (Note.objects.get().text, Attachment.objects.count()) == ("Lokasi sudah dicek.", 0)
    heard = say("", number=DESK, answers=answers, files=[("a.jpg", jpeg)])
    assert (heard.outcome, Note.objects.count()) == ("refused", 1)


def test_what_is_no_photo_is_said(cast: Cast) -> None:
    report = told(in_work(cast).report)
    answers = wamid(report, notices__person__login="pupr.admin", notices__stem="aduan_disposisi")
    heard = say("Lihat lampiran.", answers=answers, files=[("surat.exe", b"MZ")])
    assert (heard.outcome, "surat.exe" in heard.sentence, Attachment.objects.count()) == ("taken", True, 0)


def test_without_an_answered_message_one_open_case_is_offered(cast: Cast) -> None:
    report = told(disposed(cast).report)
    heard = say("Petugas berangkat besok pagi.")
    assert (heard.outcome, list(heard.codes), Note.objects.count()) == ("which", [report.code], 0)
    assert heard.sentence.startswith(f"Is this about report {report.code}?")
    chosen = typed.file(Typed(number=ADMIN, text="Petugas berangkat besok pagi."), report.code, via=Via.WHATSAPP)
    assert (chosen.outcome, Note.objects.count()) == ("taken", 1)


def test_several_open_cases_are_listed_the_newest_first(cast: Cast) -> None:
    first, second = told(disposed(cast).report), told(disposed(cast).report)
    heard = say("Petugas berangkat besok pagi.")
    assert (heard.outcome, list(heard.codes)) == ("which", [second.code, first.code])
    assert (list(heard.standings), Note.objects.count()) == (["Passed on", "Passed on"], 0)


def test_a_code_in_the_words_says_which(cast: Cast) -> None:
    first, second = told(disposed(cast).report), told(disposed(cast).report)
    assert say(f"Untuk {first.code.lower()}: besok.").outcome == "taken"
    assert Note.objects.get().report == first
    assert say(f"{first.code} dan {second.code}").outcome == "which"


def test_a_code_that_is_not_theirs_opens_nothing(cast: Cast) -> None:
    other = told(disposed(cast, to="dinkes").report)
    heard = say(f"Untuk {other.code}: besok.")
    assert (heard.outcome, other.code in heard.sentence, Note.objects.count()) == ("refused", False, 0)
    assert typed.file(Typed(number=ADMIN, text="Besok."), other.code, via=Via.WHATSAPP).outcome == "refused"


def test_with_no_open_case_the_way_is_shown_and_nothing_is_kept(cast: Cast) -> None:
    heard = say("Jalan di depan rumah saya berlubang.")
    assert (heard.outcome, "/lapor/" in heard.sentence, Report.objects.count()) == ("refused", True, 0)


def test_special_reports_are_never_listed(cast: Cast) -> None:
    told(received(unit="pupr", about_officials=True).report)
    assert say("Sudah kami terima.", number="628110000013").outcome == "refused"


def test_an_answer_to_the_message_of_a_special_report_names_it_in_no_reply(cast: Cast, jpeg: bytes) -> None:
    report = told(received(unit="pupr", about_officials=True).report)
    answers = wamid(report, notices__person__login="kominfo")
    heard = say("Sudah kami baca.", number=DESK, answers=answers)
    assert (heard.outcome, heard.sentence, Note.objects.count()) == ("taken", "Recorded as your note.", 1)
    heard = say("", number=DESK, answers=answers, files=[("foto.jpg", jpeg)])
    assert (heard.outcome, report.code in heard.sentence) == ("refused", False)
    assert heard.sentence.startswith("Your reply could not be used: ")


def test_a_forwarded_message_answered_from_another_number_says_nothing_of_its_case(cast: Cast) -> None:
    report = told(disposed(cast, to="dinkes").report)
    answers = wamid(report, notices__person__login="dinkes.admin")
    assert say("Catatan dari orang lain.", answers=answers).outcome == "refused"
    assert say("Catatan dari orang asing.", answers=answers, number="628999999999").outcome == "unknown"
    assert Note.objects.count() == 0


def test_a_reporter_answers_a_message_to_their_own_number(cast: Cast) -> None:
    report = told(answered(cast, phone="081234567890", language="en").report)
    answers = wamid(report, notices__recipient="reporter")
    assert say("Terima kasih, sudah rata.", answers=answers, number="628999999999").outcome == "unknown"
    heard = say("Terima kasih, sudah rata.", answers=answers, number=REPORTER)
    line = report.events.latest("seq")
    assert (heard.outcome, line.kind, line.actor, line.via) == ("taken", "message_sent", "reporter", "whatsapp")
    assert say("Ada satu hal lagi.", number="628999999999").outcome == "unknown"
