"""A reporter talks back on WhatsApp: buttons and plain words reach the report they are about, and no other."""

import json
import re
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from arcadumas.base.gateways import whatsapp_media
from arcadumas.base.gateways.whatsapp import WhatsAppError
from arcadumas.base.inbound.models import Inbound
from arcadumas.core.handling import ask, close, follow_up
from arcadumas.core.handling.escalate import warn
from arcadumas.core.handling.merge import merge
from arcadumas.core.handling.models import Note, Reason
from arcadumas.core.reports.models import Attachment, Letter, Promise, Report
from arcadumas.core.reports.words import letter_text
from arcadumas.duties.notifications import talks
from arcadumas.duties.notifications.models import Notice
from arcadumas.duties.notifications.talks import Talk
from arcadumas.edges.channels.whatsapp import filing
from arcadumas.edges.channels.whatsapp.models import Asked
from tests import builders
from tests.cast import Cast
from tests.core.reports.test_leaks import hits
from tests.edges.channels.whatsapp.phone import BUDI, LINE, SITI, Phone, button, to_reporter, told

NUMBER = {"phone": f"0{SITI[2:]}", "language": "en"}
QUESTION = "Di jalan apa tepatnya lubang itu?"


def asked(cast: Cast) -> Report:
    """A report in hand whose reporter was asked something, and told so."""
    report = builders.in_work(cast, **NUMBER).report
    ask.ask(report.code, by=cast.pupr_admin, text=QUESTION)
    return told(report)


# -- "Nothing more" ----------------------------------------------------------------------------------------------------
def reminded(cast: Cast) -> tuple[Report, str]:
    report = asked(cast)
    warn(Promise.objects.get(report=report, step="complete_info").pk)
    return report, button(to_reporter(told(report), "aduan_warga_lengkapi_ingat"), "nothing-more")


def test_the_button_of_the_reminder_ends_the_pause_and_the_unit_is_told(cast: Cast, phone: Phone) -> None:
    report, payload = reminded(cast)
    phone.presses(payload)
    report.refresh_from_db()
    line = report.events.latest("seq")
    assert (report.state, line.kind, line.facts["cause"], line.via, line.by) == ("in_work", "resumed", "reporter", "whatsapp", None)  # fmt: skip
    assert phone.last == f"Thank you. Report {report.code} goes on with what we have."
    told(report)
    assert Notice.objects.filter(event=line, purpose="resumed", person__login="pupr.admin").exists()


def test_pressed_again_or_too_late_it_says_how_things_stand(cast: Cast, phone: Phone) -> None:
    report, payload = reminded(cast)
    ask.send(report.code, by=cast.reporter(report), text="Di depan pasar.")
    phone.presses(payload)
    assert phone.last.startswith("That button no longer applies; status now: In hand. See the latest: http")


def test_from_another_number_it_does_nothing(cast: Cast, phone: Phone) -> None:
    report, payload = reminded(cast)
    phone.presses(payload, number=BUDI)
    report.refresh_from_db()
    assert report.state == "awaiting_reporter"


# -- Plain words -------------------------------------------------------------------------------------------------------
def words(report: Report) -> list[str]:
    return [letter_text(each) for each in Letter.objects.filter(report=report, is_from_reporter=True).order_by("at")]


def test_plain_words_answer_the_one_question_that_waits(cast: Cast, phone: Phone) -> None:
    report, elsewhere = asked(cast), builders.in_work(cast, **NUMBER).report
    phone.writes("Di depan pasar, sebelah kiri.")
    report.refresh_from_db()
    line = report.events.latest("seq")
    assert (report.state, line.kind, line.via, words(report)) == ("in_work", "reporter_replied", "whatsapp", ["Di depan pasar, sebelah kiri."])  # fmt: skip
    assert phone.last == f"Your words have been added to report {report.code}, and the officers are told."
    assert (phone.said[0]["to"], phone.said[0]["line"], words(elsewhere)) == (phone.number, LINE, [])


@pytest.mark.parametrize("veil", [{"is_anonymous": True}, {"is_confidential": True}])
def test_who_hides_their_name_answers_in_the_same_way_and_stays_hidden(cast: Cast, phone: Phone, veil: dict[str, bool]) -> None:  # fmt: skip
    report = builders.in_work(cast, **NUMBER, **veil).report
    ask.ask(report.code, by=cast.pupr_admin, text=QUESTION)
    phone.writes("Di depan pasar, sebelah kiri.")
    line = report.events.latest("seq")
    assert (line.kind, line.by, line.post_title) == ("reporter_replied", None, "")
    assert SITI not in json.dumps(line.facts)


def test_a_place_and_photos_go_with_the_words(cast: Cast, phone: Phone, photo: None) -> None:
    report, other = asked(cast), asked(cast)
    phone.writes("Di depan pasar.", answers=to_reporter(report, "aduan_warga_lengkapi").provider_id)
    phone.photographs()
    phone.photographs("Dari utara.")
    assert (Attachment.objects.filter(report=report).count(), words(other)) == (2, [])
    phone.sends("location", {"latitude": -3.2, "longitude": 114.6, "name": "Pasar"})
    assert (len(phone.rows), "Which of your reports" in phone.last) == (3, True)  # a question waits elsewhere
    phone.chooses(next(row for row in phone.rows if row["title"] == report.code))
    assert words(report)[-1] == "Pasar -3.2, 114.6"


def test_plain_words_after_an_answer_are_a_message_on_that_report(cast: Cast, phone: Phone) -> None:
    report = told(builders.answered(cast, **NUMBER).report)
    phone.writes("Terima kasih, sudah rata.")
    report.refresh_from_db()
    assert (report.state, words(report)) == ("answered", ["Terima kasih, sudah rata."])


def test_of_several_the_system_asks_and_files_what_was_sent_together(cast: Cast, phone: Phone, photo: None) -> None:
    first, second = asked(cast), asked(cast)
    phone.writes("Di depan pasar.")
    phone.photographs()
    assert (len(phone.said), [row["title"] for row in phone.rows]) == (1, [second.code, first.code, "None of these"])
    phone.chooses(phone.rows[1])
    first.refresh_from_db()
    assert (first.state, words(first)[0], Attachment.objects.filter(report=first).count()) == ("in_work", "Di depan pasar.", 1)  # fmt: skip
    assert (words(second), Asked.objects.count()) == ([], 0)


def test_a_number_or_the_code_chooses_too(cast: Cast, phone: Phone) -> None:
    first, _second = asked(cast), asked(cast)
    phone.writes("Di depan pasar.")
    phone.writes("2")
    assert words(first) == ["Di depan pasar."]


def test_a_code_in_the_words_says_which(cast: Cast, phone: Phone) -> None:
    first, second = asked(cast), asked(cast)
    phone.writes(f"{first.code.lower()} di depan pasar")
    assert (len(words(first)), words(second), phone.said[0]["type"]) == (1, [], "text")


def test_where_nothing_was_asked_an_open_report_is_offered_first(cast: Cast, phone: Phone) -> None:
    report = told(builders.in_work(cast, **NUMBER).report)
    phone.writes("Kapan dikerjakan?")
    assert (phone.last, words(report)) == (f"Is this about your report {report.code}? Then it is added there.", [])
    phone.chooses(phone.rows[0])
    assert words(report) == ["Kapan dikerjakan?"]


def test_another_s_code_opens_nothing(cast: Cast, phone: Phone) -> None:
    other = told(builders.in_work(cast, phone=f"0{BUDI[2:]}").report)
    phone.writes(f"Untuk {other.code}", number=SITI)
    asked(cast)
    phone.writes(f"Untuk {other.code}", number=SITI)
    assert words(other) == []


# -- "Not settled" -----------------------------------------------------------------------------------------------------
REASON = "Lubangnya hanya ditutup pasir dan terbuka lagi."


def objecting(cast: Cast, phone: Phone) -> Report:
    report = told(builders.answered(cast, **NUMBER).report)
    phone.presses(button(to_reporter(report, "aduan_warga_jawaban"), "reopening"))
    assert phone.last.startswith("All right. What is not settled? Write briefly; photos are welcome.")
    return report


def test_the_next_words_are_the_reason_and_open_the_report_again(cast: Cast, phone: Phone, photo: None) -> None:
    report = objecting(cast, phone)
    phone.photographs()
    assert phone.last == "The photos are kept. Please also write briefly what is not settled."
    phone.writes(REASON)
    report.refresh_from_db()
    line = report.events.get(kind="objected")
    assert (report.state, line.via, Reason.objects.filter(event=line).count(), words(report)) == ("disposed", "whatsapp", 1, [])  # fmt: skip
    assert phone.last.startswith(
        f"Report {report.code} is open again. Your reason goes to the agency and the level above."
    )
    phone.photographs()
    assert Attachment.objects.filter(report=report).count() == 2


def test_a_place_is_kept_and_is_no_reason(cast: Cast, phone: Phone) -> None:
    report = objecting(cast, phone)
    phone.sends("location", {"latitude": -3.2, "longitude": 114.6, "name": "Pasar Handil Bakti"})
    report.refresh_from_db()
    assert (report.state, words(report), phone.last) == ("answered", ["Pasar Handil Bakti -3.2, 114.6"], "The place is kept. Please also write briefly what is not settled.")  # fmt: skip
    phone.writes(REASON)
    report.refresh_from_db()
    assert report.state == "disposed"


def test_photos_alone_that_cannot_be_kept_leave_no_word_that_points_at_them(cast: Cast, phone: Phone, photo: None) -> None:  # fmt: skip
    report = closed(cast)
    phone.photographs(answers=to_reporter(told(report), "aduan_warga_tutup_sistem").provider_id)
    assert (words(report), "could not be used" in phone.last) == ([], True)
    running = asked(cast)
    phone.photographs(answers=to_reporter(told(running), "aduan_warga_lengkapi").provider_id)
    running.refresh_from_db()
    assert (running.state, words(running), Attachment.objects.count()) == ("in_work", ["See the attached files."], 1)


def test_too_few_words_are_asked_for_again(cast: Cast, phone: Phone) -> None:
    report = objecting(cast, phone)
    phone.writes("Belum")
    report.refresh_from_db()
    assert (report.state, "Write between 10 and 1000 characters" in phone.last) == ("answered", True)
    phone.writes(REASON)
    report.refresh_from_db()
    assert report.state == "disposed"


def test_a_day_later_the_words_are_a_message(cast: Cast, phone: Phone) -> None:
    report = objecting(cast, phone)
    Talk.objects.update(at=timezone.now() - talks.DAY)
    phone.writes(REASON)
    report.refresh_from_db()
    assert (report.state, words(report)) == ("answered", [REASON])


def closed(cast: Cast) -> Report:
    """By the system, ten working days after the answer."""
    report = builders.answered(cast, **NUMBER).report
    close.run_out(report.code, at=timezone.now() + timedelta(days=60))
    return told(report)


def test_after_closing_the_reason_opens_a_follow_up_report(cast: Cast, phone: Phone, photo: None) -> None:
    report = closed(cast)
    payload = button(to_reporter(report, "aduan_warga_tutup_sistem"), "reopening")
    phone.presses(payload)
    phone.photographs()
    assert phone.last == "Please write first what is not settled; photos can follow after that."
    phone.writes(REASON)
    report.refresh_from_db()
    new = Report.objects.get(previous=report)
    assert (report.state, new.state, new.body) == ("closed", "verified", REASON)
    assert phone.last == (
        f"Report {report.code} stays closed, so a follow-up report is open for you: {new.code}. The old story is linked, and the key that you have opens it too."
    )
    phone.photographs()
    assert Attachment.objects.filter(report=new).count() == 1
    phone.presses(payload)
    assert phone.last.startswith("That button no longer applies")


def test_pressed_when_it_is_carried_on_it_says_how_things_stand(cast: Cast, phone: Phone) -> None:
    report = closed(cast)
    follow_up.object_late(report.code, by=cast.reporter(report), reason=REASON)
    phone.presses(button(to_reporter(report, "aduan_warga_tutup_sistem"), "reopening"))
    assert (phone.last.startswith("That button no longer applies"), Talk.objects.count()) == (True, 0)


# -- A lost key --------------------------------------------------------------------------------------------------------
def test_who_asks_for_the_key_gets_links_to_their_own_reports(cast: Cast, phone: Phone) -> None:
    mine, other = (
        told(builders.answered(cast, **NUMBER).report),
        told(builders.in_work(cast, phone=f"0{BUDI[2:]}").report),
    )
    phone.writes("Kunci.")
    assert phone.last.startswith("Your report opens here, once and within the hour. Please do not pass this on.\n")
    assert (f"{mine.code}: http" in phone.last, other.code in phone.last, words(mine)) == (True, False, [])
    phone.writes("KUNCI", number="6281299999999")
    assert len([each for each in phone.said if "opens here" in json.dumps(each)]) == 1


# -- Nobody's words ----------------------------------------------------------------------------------------------------
def test_a_stranger_is_shown_the_way_once_a_day_and_nothing_is_kept(cast: Cast, phone: Phone) -> None:
    for _time in range(3):
        phone.writes("Halo, jalan di desa saya rusak.", number=BUDI)
    assert (len(phone.said), Report.objects.count(), Inbound.objects.filter(channel=filing.CHANNEL).count()) == (1, 0, 0)  # fmt: skip
    assert ("/lapor/" in phone.last, "/lacak/" in phone.last) == (True, True)


def test_who_has_only_closed_reports_is_shown_the_way(cast: Cast, phone: Phone) -> None:
    report = told(builders.answered(cast, **NUMBER).report)
    close.confirm(report.code, by=cast.reporter(report))
    phone.writes("Halo?")
    phone.writes("Halo??")
    assert (len(phone.said), "/lapor/" in phone.last, words(report), Report.objects.count()) == (1, True, [], 1)


def test_two_machines_do_not_talk_for_ever(cast: Cast, phone: Phone) -> None:
    report = asked(cast)
    for count in range(talks.PER_HOUR + 5):
        phone.writes(f"Balasan otomatis {count}")
    assert (len(phone.said), len(words(report))) == (talks.PER_HOUR, talks.PER_HOUR + 5)


def test_whoever_writes_about_an_answered_or_closed_report_is_told_what_opens_it_again(cast: Cast, phone: Phone) -> None:  # fmt: skip
    report = told(builders.answered(cast, **NUMBER).report)
    phone.writes("Lampunya masih padam.")
    assert ("words alone do not open it again" in phone.last, f"/lacak/{report.code}/" in phone.last) == (True, True)
    close.close(report.code, by=cast.front_officer, reason="Tidak ada kabar dari pelapor.")
    phone.writes(f"{report.code} masih padam.")
    assert "make a follow-up report here" in phone.last
    follow_up.object_late(report.code, by=cast.reporter(report), reason="Lampunya masih padam.")
    phone.writes(f"{report.code} masih padam.")
    assert (phone.last.startswith("Your words"), "/lacak/" in phone.last, len(words(report))) == (True, False, 3)


def test_words_about_a_joined_report_are_offered_a_place(cast: Cast, phone: Phone) -> None:
    report = builders.in_work(cast, **NUMBER).report
    merge(report.code, into=builders.in_work(cast).report.code, by=cast.front_head)
    phone.writes("Sekarang lubangnya bertambah besar.")
    assert phone.last == f"Is this about your report {report.code}? Then it is added there."
    phone.chooses(phone.rows[0])
    assert words(report) == ["Sekarang lubangnya bertambah besar."]


UNFIT = "We cannot take this kind of item. Send text, photos or a location."


@pytest.mark.parametrize(("kind", "number"), [("audio", ""), ("contacts", ""), ("video", ""), ("audio", "628110000003"), ("video", "628110000003")])  # fmt: skip
def test_what_no_report_can_hold_is_not_taken_and_that_is_said_in_their_language(cast: Cast, phone: Phone, kind: str, number: str) -> None:  # fmt: skip
    report = asked(cast)
    phone.sends(kind, {"id": "9"}, number=number)
    assert ([each["text"]["body"] for each in phone.said], words(report)) == ([UNFIT], [])
    phone.sends("sticker", {"id": "9"}, number=number)
    phone.sends("audio", {"id": "9"}, number=BUDI)
    assert len(phone.said) == 1


def test_of_a_video_with_words_the_words_are_taken(cast: Cast, phone: Phone) -> None:
    report = asked(cast)
    phone.sends("video", {"id": "9", "caption": "Di depan pasar."})
    assert (words(report), phone.last.splitlines()[-1]) == (["Di depan pasar."], UNFIT)


@pytest.mark.parametrize(("kind", "error", "why"), [
    ("document", None, "We do not take files like surat.pdf. Send a JPG, PNG or WebP photo."),
    ("image", "permanent", "The photo could not be fetched."),
])  # fmt: skip
def test_a_file_alone_that_cannot_be_kept_is_named_and_ends_no_pause(cast: Cast, phone: Phone, monkeypatch: pytest.MonkeyPatch, kind: str, error: Any, why: str) -> None:  # fmt: skip
    def given(gateway: object, media_id: str, *, limit: int) -> bytes:
        if error:
            raise WhatsAppError(kind=error, detail="the file is larger than allowed")
        return b"%PDF-1.7 " + bytes(100)

    monkeypatch.setattr(whatsapp_media, "fetch", given)
    report = asked(cast)
    phone.sends(kind, {"id": "9", "filename": "surat.pdf"})
    report.refresh_from_db()
    assert (report.state, len(phone.said), why in phone.last) == ("awaiting_reporter", 1, True)


def test_whoever_writes_of_danger_is_told_first_whom_to_call(cast: Cast, phone: Phone) -> None:
    """A reporter with a report that waits, one who is asked which, one who had the way already, and a stranger."""
    report, call = asked(cast), "If this is an emergency, do not wait for an answer here. Call now: 112"
    phone.writes("Rumah kami kabakaran")
    assert (phone.last.startswith(call), words(report)) == (True, ["Rumah kami kabakaran"])
    asked(cast)
    asked(cast)
    Talk.objects.all().delete()
    phone.writes("Ada kecelakaan")
    assert (phone.last.startswith(call), len(phone.rows)) == (True, 3)
    for _time in range(2):
        phone.writes("Ada anak tinggalam!", number=BUDI)
        assert (call in phone.last, "Jika ini keadaan darurat" in phone.last) == (True, True)


def test_an_officer_who_reported_something_answers_as_a_reporter(cast: Cast, phone: Phone) -> None:
    report = builders.in_work(cast, phone="+628110000007", language="en").report
    ask.ask(report.code, by=cast.pupr_admin, text=QUESTION)
    answers = to_reporter(told(report), "aduan_warga_lengkapi").provider_id
    phone.writes("Di depan pasar.", number="628110000007", answers=answers)
    assert (words(report), Note.objects.count()) == (["Di depan pasar."], 0)


def test_the_number_stands_nowhere_in_the_clear(cast: Cast, phone: Phone) -> None:
    first, _second = asked(cast), asked(cast)
    phone.writes("Di depan pasar.")
    phone.writes("2")
    phone.writes("Halo?", number=BUDI)
    phone.writes("BERHENTI")
    assert (words(first), hits(re.compile("8579041726[34]"))) == (["Di depan pasar."], [])
