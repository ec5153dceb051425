"""BERHENTI and MULAI from a citizen's telephone: the promise of the footer is kept, for all reports of that number."""

from typing import Any

import pytest

from arcadumas.core.handling.accept import accept
from arcadumas.core.reports import identity
from arcadumas.core.reports.models import Letter, Report
from arcadumas.duties.notifications import tell
from arcadumas.duties.notifications.models import Message, Notice
from tests import builders
from tests.cast import Cast
from tests.edges.channels.whatsapp.phone import BUDI, SITI, Phone, to_reporter, told

NUMBER = {"phone": f"0{SITI[2:]}", "language": "en"}
STOPPED = "All right, no more updates. Your report goes on, and you can follow it here: http://127.0.0.1:8000/lacak/ Type START to hear from us again."


def mine(cast: Cast, **values: Any) -> Report:
    return told(builders.disposed(cast, **{**NUMBER, **values}).report)


@pytest.mark.parametrize(
    "word", ["BERHENTI", "berhenti", " Berhenti. ", "*STOP*", "stop!", "Unsubscribe", "“Berhenti”"]
)
def test_one_word_stops_all_reports_of_the_number_and_is_confirmed(cast: Cast, phone: Phone, word: str) -> None:
    first, second = mine(cast), mine(cast, is_anonymous=True, is_confidential=True)
    others = mine(cast, phone=f"0{BUDI[2:]}")
    phone.writes(word)
    assert [identity.is_stopped(each) for each in (first, second, others)] == [True, True, False]
    assert [(each["to"], each["text"]["body"]) for each in phone.said] == [(phone.number, STOPPED)]


def test_what_waits_for_them_is_not_sent_any_more_and_nothing_new_is_written(cast: Cast, phone: Phone) -> None:
    report = mine(cast)
    waiting = to_reporter(report, "aduan_warga_diteruskan")
    phone.writes("BERHENTI")
    waiting.refresh_from_db()
    unsettled = Notice.objects.filter(report=report, recipient="reporter", settled_at=None)
    assert (waiting.state, unsettled.count()) == ("superseded", 0)
    before = Message.objects.filter(notices__report=report, notices__recipient="reporter").count()
    accept(report.code, by=cast.pupr_admin)
    while tell.once():
        pass
    assert Message.objects.filter(notices__report=report, notices__recipient="reporter").count() == before
    assert Message.objects.filter(notices__report=report, notices__person__login="pupr.admin", state="queued").exists()


def test_as_an_answer_to_a_message_it_is_no_message_on_the_report(cast: Cast, phone: Phone) -> None:
    report = mine(cast)
    phone.writes("Berhenti", answers=to_reporter(report, "aduan_warga_diteruskan").provider_id)
    assert (identity.is_stopped(report), Letter.objects.count(), phone.said[0]["text"]["body"]) == (True, 0, STOPPED)


@pytest.mark.parametrize("word", ["MULAI", "mulai", "Start."])
def test_another_word_turns_them_on_again(cast: Cast, phone: Phone, word: str) -> None:
    report = mine(cast)
    phone.writes("BERHENTI")
    phone.writes(word)
    assert (identity.is_stopped(report), phone.last) == (False, "All right, updates are on again.")
    assert identity.address_for(report).phone == f"+{SITI}"


def test_the_word_within_a_sentence_stops_nothing(cast: Cast, phone: Phone) -> None:
    report = mine(cast)
    phone.writes("Truk itu selalu berhenti di depan sekolah.", answers=to_reporter(report, "aduan_warga_diteruskan").provider_id)  # fmt: skip
    assert (identity.is_stopped(report), Letter.objects.count()) == (False, 1)


def test_a_number_without_reports_is_not_answered(cast: Cast, phone: Phone) -> None:
    report = mine(cast)
    phone.writes("STOP", number=BUDI)
    assert (identity.is_stopped(report), phone.said) == (False, [])


def test_the_same_webhook_twice_is_confirmed_once(cast: Cast, phone: Phone) -> None:
    mine(cast)
    for _time in range(2):
        phone.writes("BERHENTI", wamid="wamid.same")
    assert len(phone.said) == 1
