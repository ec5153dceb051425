"""A unit that supports presses the buttons of its message: they do what is its own, and say what is not."""

from typing import Any

import pytest

from arcadumas.core.handling.dispose import dispose
from arcadumas.core.handling.escalate import mark_broken
from arcadumas.core.organisation.actors import Via
from arcadumas.core.organisation.models import Person
from arcadumas.core.reports.models import Promise, Report
from arcadumas.duties.notifications import links, tapping, tell
from arcadumas.duties.notifications.acting import Pressed, press
from arcadumas.duties.notifications.composing import content_of
from arcadumas.duties.notifications.links import Dead
from arcadumas.duties.notifications.models import Message
from tests import builders
from tests.cast import Cast

ALALAK = "628110000010"


@pytest.fixture(autouse=True)
def _english(settings: Any, cast: Cast) -> None:
    settings.WHATSAPP_TOKEN, settings.WHATSAPP_PHONE_NUMBER_ID = "t", "1"
    Person.objects.update(language="en")


@pytest.fixture
def report(cast: Cast) -> Report:
    report = builders.in_work(cast).report
    dispose(report.code, to="63.04.05", role="support", by=cast.front_officer)
    while tell.once():
        pass
    return report


def message() -> Message:
    return Message.objects.get(channel="whatsapp", notices__stem="aduan_pendukung", notices__person__login="alalak.admin")  # fmt: skip


def link(act: str) -> str:
    return links.make(message().pk, act, expires_at=links.expiry(message().queued_at))


def pressed(act: str) -> Pressed:
    return press(f"{act}:{link(act)}", from_number=ALALAK, via=Via.WHATSAPP)


def accept_clock(report: Report) -> str:
    return Promise.objects.get(report=report, step="accept", unit__code="63.04.05").state


def test_its_message_has_words_and_a_button_of_its_own(report: Report) -> None:
    content = content_of(message().pk, bytes(message().text))
    assert ("the help of Kecamatan Alalak is asked for" in content["shown"], [each["label"] for each in content["buttons"]]) == (True, ["We help", "Open report"])  # fmt: skip
    told = Message.objects.filter(notices__report=report, notices__person__login="alalak.admin", notices__purpose="disposed")  # fmt: skip
    assert set(told.values_list("notices__stem", flat=True)) == {"aduan_pendukung"}


@pytest.mark.parametrize("act", ["part-acceptance", "acceptance", "takeover"])
def test_accept_takes_the_part_on_and_says_when_it_is_due(report: Report, act: str) -> None:
    answer = pressed(act)
    line = report.events.latest("seq")
    assert (line.kind, line.unit_code, line.via, accept_clock(report)) == ("part_accepted", "63.04.05", "whatsapp", "met")  # fmt: skip
    assert answer.sentence.startswith(
        f"Noted: your unit helps with report {report.code}. Its part of the answer is due "
    )
    assert Report.objects.get(pk=report.pk).state == "in_work"
    assert pressed(act).sentence.startswith("That button no longer applies")


def test_not_ours_says_what_to_do(report: Report) -> None:
    answer = pressed("return")
    assert answer.sentence.startswith(f"Your unit helps with report {report.code}; Dinas Pekerjaan Umum")
    assert report.events.latest("seq").kind == "disposed"


def test_the_links_of_the_mail_do_the_same(report: Report) -> None:
    with pytest.raises(Dead) as said:
        tapping.look(link("return"))
    assert said.value.code == "link.support"
    assert tapping.look(link("takeover")).act == "part-acceptance"
    tapping.tap(link("acceptance"))
    assert (report.events.latest("seq").kind, report.events.latest("seq").via) == ("part_accepted", "link")


def test_the_lead_s_buttons_stay_the_lead_s(cast: Cast, report: Report) -> None:
    found = Message.objects.get(channel="whatsapp", notices__stem="aduan_disposisi", notices__person__login="pupr.admin")  # fmt: skip
    token = links.make(found.pk, "takeover", expires_at=links.expiry(found.queued_at))
    assert tapping.look(token).act == "takeover"


def test_a_rung_that_was_climbed_for_it_is_answered_by_its_button(report: Report) -> None:
    clock = Promise.objects.get(report=report, step="accept", unit__code="63.04.05")
    mark_broken(clock.pk, at=clock.due_at)
    pressed("acceptance")
    assert Promise.objects.get(report=report, step="accept", unit__code="63.04.05").met_at is not None
