"""What the front desk writes down for a reporter who came to the counter, wrote a letter or telephoned."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from arcadumas.core.handling import ask, story
from arcadumas.core.handling.close import close
from arcadumas.core.reports.models import Attachment, Event, Letter, Report
from tests import builders
from tests.cast import Cast
from tests.core.handling.acts import REASON
from tests.edges.pages.conftest import SignsIn
from tests.edges.pages.desk.test_acts import WORDS, last, of_a_letter, picture, text

pytestmark = pytest.mark.django_db


def closed_letter(cast: Cast) -> Report:
    report = of_a_letter("answered")(cast)
    close(report.code, by=cast.front_officer, reason=REASON)
    return report


SPOKEN = ("pesan-pelapor", "konfirmasi", "keberatan", "keberatan-susulan", "penilaian", "pencabutan", "tidak-ada-lagi")


def spoken(page: Any) -> set[str]:
    """The acts that a page offers in the reporter's place."""
    return {noun for noun in SPOKEN if f'id="{noun}"' in page.content.decode()}


def test_the_front_desk_speaks_for_whoever_came_to_it_and_for_nobody_else(cast: Cast, signs_in: SignsIn) -> None:
    of_letter, of_web = of_a_letter("answered")(cast), builders.answered(cast).report
    for role, found in (
        ("front_officer", {"pesan-pelapor", "konfirmasi", "keberatan", "penilaian"}),
        ("front_head", {"pesan-pelapor", "konfirmasi", "keberatan", "penilaian"}),
        ("pupr_admin", set()),
        ("secretary", set()),
    ):
        client = signs_in(role)
        assert spoken(client.get(f"/meja/{of_letter.code}/")) == found
        assert spoken(client.get(f"/meja/{of_web.code}/")) == set()
    for noun in SPOKEN:
        refused = signs_in("front_head").post(
            f"/meja/{of_web.code}/{noun}/", {"text": WORDS, "reason": REASON, "stars": "5"}
        )
        assert (refused.status_code, Event.objects.filter(report=of_web).count()) == (403, last(of_web).seq)


def test_the_story_says_who_wrote_it_down(cast: Cast, signs_in: SignsIn) -> None:
    report, client = of_a_letter("answered")(cast), signs_in("front_officer")
    client.post(f"/meja/{report.code}/konfirmasi/")
    report.refresh_from_db()
    assert (report.closed_by, last(report).by) == ("reporter", cast.person("front_officer"))
    assert "Said to be settled by the reporter, written down by Admin Instansi Diskominfo" in text(
        client.get(f"/meja/{report.code}/")
    )
    told = [line.text for line in story.lines(report, for_staff=False)]
    assert "You said that it is settled; the front desk wrote it down." in told


def test_an_answer_written_down_lets_the_clocks_run_on(cast: Cast, signs_in: SignsIn) -> None:
    report = of_a_letter("in_work")(cast)
    ask.ask(report.code, by=cast.pupr_admin, text=WORDS)
    signs_in("front_officer").post(f"/meja/{report.code}/pesan-pelapor/", {"text": "Di depan pasar."})
    report.refresh_from_db()
    letter = Letter.objects.latest("at")
    assert (report.state, last(report).kind, letter.is_from_reporter, letter.text) == ("in_work", "reporter_replied", True, "Di depan pasar.")  # fmt: skip


def test_that_there_is_nothing_to_add_is_written_down_too(cast: Cast, signs_in: SignsIn) -> None:
    report, client = of_a_letter("in_work")(cast), signs_in("front_officer")
    ask.ask(report.code, by=cast.pupr_admin, text=WORDS)
    assert "tidak-ada-lagi" in spoken(client.get(f"/meja/{report.code}/"))
    client.post(f"/meja/{report.code}/tidak-ada-lagi/")
    report.refresh_from_db()
    assert (report.state, last(report).kind, last(report).actor) == ("in_work", "resumed", "person")
    told = [line.text for line in story.lines(report, for_staff=False)]
    assert "You had nothing to add; the front desk wrote it down. The work goes on with what we have." in told


def test_what_is_said_once_is_not_offered_twice(cast: Cast, signs_in: SignsIn) -> None:
    report, client = closed_letter(cast), signs_in("front_officer")
    assert spoken(client.get(f"/meja/{report.code}/")) == {"pesan-pelapor", "keberatan-susulan", "penilaian"}
    client.post(f"/meja/{report.code}/penilaian/", {"stars": "2"})
    slip = client.post(f"/meja/{report.code}/keberatan-susulan/", {"reason": REASON})
    new = Report.objects.get(previous=report)
    assert (slip.status_code, new.code in text(slip), new.source, new.state) == (200, True, "letter", "verified")
    assert spoken(client.get(f"/meja/{report.code}/")) == {"pesan-pelapor"}


def test_several_pages_of_a_letter_are_added_at_once_or_not_at_all(cast: Cast, signs_in: SignsIn) -> None:
    report, client = of_a_letter("disposed")(cast), signs_in("front_officer")

    def pages(number: int) -> Any:
        sent = [SimpleUploadedFile(f"{n}.jpg", picture(), "image/jpeg") for n in range(number)]
        return client.post(f"/meja/{report.code}/lampiran/", {"photos": sent})

    assert (pages(3).status_code, Attachment.objects.filter(report=report).count()) == (303, 3)
    refused = pages(8)
    assert (refused.status_code, Attachment.objects.filter(report=report).count()) == (422, 3)
    assert "You may attach 10 files" in text(refused)
