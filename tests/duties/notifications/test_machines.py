"""A telephone that answers by machine is no reporter; in doubt it is one, and nothing it says is lost."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from arcadumas.core.handling.ask import ask
from arcadumas.core.organisation.actors import Via
from arcadumas.core.reports.models import Letter, Report
from arcadumas.core.reports.words import letter_text
from arcadumas.duties.notifications import talking, talks, tell
from arcadumas.duties.notifications.models import Echo, Message, Notice
from arcadumas.duties.notifications.spoken import Heard, Typed
from arcadumas.duties.notifications.talks import Talk
from tests import builders
from tests.cast import Cast

pytestmark = pytest.mark.django_db
NUMBER = "6285790417270"
QUESTION = "Di jalan apa tepatnya lubang itu?"
GREETING = "Terima kasih telah menghubungi Toko Maju. Ada yang bisa kami bantu?"
OWN = "Toko buka pukul 08.00 sampai 16.00, Senin sampai Sabtu."


@pytest.fixture(autouse=True)
def _channels(settings: Any, cast: Cast) -> None:
    settings.WHATSAPP_TOKEN, settings.WHATSAPP_PHONE_NUMBER_ID = "t", "1"


def sent(report: Report, at: datetime) -> None:
    """Our newest message to the reporter left at this moment."""
    while tell.once():
        pass
    newest = Message.objects.filter(notices__report=report, notices__recipient="reporter").latest("queued_at")
    Message.objects.filter(notices__report=report).update(sent_at=None)
    Message.objects.filter(pk=newest.pk).update(sent_at=at, provider_id=f"wamid.{newest.pk}")


def asked(cast: Cast) -> tuple[Report, datetime]:
    report = builders.in_work(cast, phone=f"0{NUMBER[2:]}").report
    ask(report.code, by=cast.pupr_admin, text=QUESTION)
    now = timezone.now()
    sent(report, now)
    return report, now


def hear(text: str, at: datetime | None, **how: Any) -> Heard:
    return talking.hear(Typed(number=NUMBER, text=text, at=at, **how), via=Via.WHATSAPP)


def state(report: Report) -> str:
    report.refresh_from_db()
    return str(report.state)


def words(report: Report) -> list[str]:
    return [letter_text(each) for each in Letter.objects.filter(report=report, is_from_reporter=True).order_by("at")]


def test_a_greeting_at_once_ends_no_pause_and_stands_in_the_story(cast: Cast) -> None:
    report, now = asked(cast)
    heard = hear(GREETING, now + timedelta(seconds=2))
    line = report.events.latest("seq")
    assert (heard.outcome, heard.sentence, state(report)) == ("taken", "", "awaiting_reporter")
    assert (line.kind, line.facts["is_automatic"], words(report)) == ("message_sent", True, [GREETING])
    assert report.promises.get(step="complete_info").met_at is None
    while tell.once():
        pass
    assert not Notice.objects.filter(event=line).exists()


def test_it_is_kept_once_however_often_it_is_said(cast: Cast) -> None:
    report, now = asked(cast)
    for seconds in (1, 3):
        hear(GREETING, now + timedelta(seconds=seconds))
    assert words(report) == [GREETING]


def test_the_real_answer_afterwards_ends_the_pause(cast: Cast) -> None:
    report, now = asked(cast)
    hear(GREETING, now + timedelta(seconds=2))
    assert hear("Jalan Melati, di depan pasar.", now + timedelta(minutes=3)).outcome == "taken"
    assert (state(report), words(report)[-1]) == ("in_work", "Jalan Melati, di depan pasar.")


@pytest.mark.parametrize(("text", "seconds", "how"), [
    (GREETING, 9, {}),  # later than a machine
    (GREETING, -5, {}),  # before our message
    ("Jalan Melati, di depan pasar.", 2, {}),  # no stock phrase, and never said before
    (f"{GREETING} 7K3M-2QDX", 2, {}),  # names a report
    (GREETING, 2, {"files": [("foto.jpg", b"x")]}),
])  # fmt: skip
def test_in_doubt_it_is_a_person(cast: Cast, text: str, seconds: int, how: dict[str, Any]) -> None:
    report, now = asked(cast)
    hear(text, now + timedelta(seconds=seconds), **how)
    assert state(report) == "in_work"


def test_an_answer_that_quotes_our_message_is_a_persons(cast: Cast) -> None:
    report, now = asked(cast)
    quoted = (
        Message.objects.exclude(sent_at=None).get(notices__report=report, notices__recipient="reporter").provider_id
    )
    hear(GREETING, now + timedelta(seconds=2), answers=quoted)
    assert state(report) == "in_work"


def test_without_a_moment_it_is_a_person(cast: Cast) -> None:
    report, _now = asked(cast)
    hear(GREETING, None)
    assert state(report) == "in_work"


def test_words_of_its_own_are_known_the_second_time(cast: Cast) -> None:
    first, now = asked(cast)
    hear(OWN, now + timedelta(seconds=2))
    assert state(first) == "in_work"  # taken for a person: nothing is lost, the officer can ask again
    ask(first.code, by=cast.pupr_admin, text=QUESTION)
    again = timezone.now() + timedelta(hours=1)
    sent(first, again)
    hear(OWN.upper(), again + timedelta(seconds=1))
    assert (state(first), words(first)) == ("awaiting_reporter", [OWN, OWN.upper()])


@pytest.mark.parametrize("text", ["Sudah.", "Terima kasih banyak."])
def test_short_words_said_twice_at_once_are_a_persons(cast: Cast, text: str) -> None:
    report, now = asked(cast)
    hear(text, now + timedelta(seconds=2))
    ask(report.code, by=cast.pupr_admin, text=QUESTION)
    again = timezone.now() + timedelta(hours=1)
    sent(report, again)
    hear(text, again + timedelta(seconds=2))
    assert state(report) == "in_work"


def test_it_is_no_reason_of_an_objection(cast: Cast) -> None:
    report = builders.answered(cast, phone=f"0{NUMBER[2:]}").report
    now = timezone.now()
    sent(report, now)
    talks.begin(NUMBER, report, is_objecting=True)
    hear(GREETING, now + timedelta(seconds=2))
    assert (state(report), report.events.latest("seq").kind) == ("answered", "message_sent")


def test_it_answers_what_we_said_back_too(cast: Cast) -> None:
    report, now = asked(cast)
    hear("Jalan Melati, di depan pasar.", now + timedelta(minutes=1))
    said = Talk.objects.get().at
    heard = hear(GREETING, said + timedelta(seconds=2))
    assert (heard.sentence, report.events.latest("seq").facts["is_automatic"]) == ("", True)


def test_a_phone_that_was_off_answers_when_the_message_arrives(cast: Cast) -> None:
    report, now = asked(cast)
    arrived = now + timedelta(hours=3)
    Message.objects.exclude(sent_at=None).update(delivered_at=arrived)
    hear(GREETING, arrived + timedelta(seconds=1))
    assert state(report) == "awaiting_reporter"


def test_what_was_remembered_is_forgotten_after_a_while(cast: Cast) -> None:
    talks.is_echo(NUMBER, OWN)
    talks.purge()
    assert Echo.objects.count() == 1
    Echo.objects.update(at=timezone.now() - timedelta(days=91))
    talks.purge()
    assert Echo.objects.count() == 0
