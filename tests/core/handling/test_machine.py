"""What a telephone answers by itself: a line beside the path, once, for the reporter's own report alone."""

import pytest

from arcadumas.base.refusals import Powerless
from arcadumas.core.handling import ask, story
from arcadumas.core.handling.machine import keep_automatic
from arcadumas.core.reports.models import Letter
from tests import builders
from tests.cast import Cast

pytestmark = pytest.mark.django_db
GREETING = "Terima kasih telah menghubungi kami."


def test_it_is_a_line_that_moves_nothing(cast: Cast) -> None:
    report = builders.in_work(cast).report
    ask.ask(report.code, by=cast.pupr_admin, text="Di jalan apa tepatnya lubang itu?")
    keep_automatic(report.code, by=cast.reporter(report), text=GREETING)
    report.refresh_from_db()
    line = report.events.latest("seq")
    assert (report.state, line.kind, line.facts["is_automatic"]) == ("awaiting_reporter", "message_sent", True)
    said = {who: story.lines(report, for_staff=who == "staff")[-1] for who in ("staff", "reporter")}
    assert (said["staff"].words, said["reporter"].words) == (GREETING, GREETING)
    assert said["staff"].text.startswith("Ponsel pelapor menjawab otomatis.")
    assert said["reporter"].text.startswith("Ponsel Anda menjawab otomatis.")


def test_the_same_words_stand_there_once(cast: Cast) -> None:
    report = builders.received().report
    first, again = (keep_automatic(report.code, by=cast.reporter(report), text=GREETING) for _time in range(2))
    assert (first.pk, Letter.objects.count()) == (again.pk, 1)


def test_it_is_the_reporters_own_door(cast: Cast) -> None:
    report = builders.received().report
    with pytest.raises(Powerless):
        keep_automatic(report.code, by=cast.front_officer, text=GREETING)
