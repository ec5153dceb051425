"""Answers on the desk: what is thin asks for a second press; what was sent back stands beside the next version."""

import re
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db.models import Q
from django.test import Client

from arcadumas.core.handling import work
from arcadumas.core.handling.dispose import dispose
from arcadumas.core.handling.giveback import give_back
from arcadumas.core.handling.models import Response
from arcadumas.core.organisation import people
from arcadumas.core.reports.models import Promise, Report
from tests import builders
from tests.cast import Cast
from tests.edges.pages.conftest import SignsIn

pytestmark = pytest.mark.django_db
PROMISE = "Terima kasih, laporan akan segera kami tindak lanjuti."
REMARKS = "Sebutkan tanggal penambalan dan seksi yang mengerjakan."


def sure(content: str) -> str:
    """The mark that the page of a doubt carries."""
    return re.findall(r'name="sure" value="([0-9a-f]{64})"', content)[0]


def said(answer: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def chosen(answer: Any) -> list[str]:
    """The kind of answer that stands chosen in the form."""
    found = re.findall(r'<input type="radio" name="is_final"[^>]*>', answer.content.decode())
    return [re.findall(r'value="(\w+)"', each)[0] for each in found if "checked" in each]


@pytest.fixture
def report(cast: Cast) -> Report:
    return builders.in_work(cast, place_text="Depan pasar").report


@pytest.mark.parametrize(("noun", "more"), [("konsep", {"is_final": "yes"}), ("jawaban", {"is_final": "yes"})])
def test_a_thin_answer_is_shown_once_more_and_goes_out_at_the_second_press(
    report: Report, signs_in: SignsIn, noun: str, more: dict[str, str]
) -> None:
    client, place = signs_in("pupr_admin"), f"/meja/{report.code}/{noun}/"
    asked = client.post(place, {"text": PROMISE, **more})
    said = asked.content.decode()
    assert (asked.status_code, "It only promises." in said, PROMISE in said) == (200, True, True)
    assert Response.objects.filter(report=report).exists() is False
    done = client.post(place, {"text": PROMISE, "sure": sure(said), **more})
    assert (done.status_code, Response.objects.get(report=report).text) == (303, PROMISE)


def test_words_of_ones_own_say_which_answer_they_are(report: Report, signs_in: SignsIn) -> None:
    client, place = signs_in("pupr_admin"), f"/meja/{report.code}/jawaban/"
    assert chosen(client.get(f"/meja/{report.code}/")) == []
    refused = client.post(place, {"text": builders.ANSWER})
    assert (refused.status_code, "Say which answer this is to be." in said(refused)) == (422, True)
    assert (builders.ANSWER in refused.content.decode(), Response.objects.filter(report=report).exists()) == (
        True,
        False,
    )


def test_another_text_is_looked_at_again(report: Report, signs_in: SignsIn) -> None:
    client, place = signs_in("pupr_admin"), f"/meja/{report.code}/konsep/"
    mark = sure(client.post(place, {"text": PROMISE, "is_final": "yes"}).content.decode())
    assert (
        client.post(place, {"text": PROMISE + " Mohon bersabar.", "is_final": "yes", "sure": mark}).status_code == 200
    )
    assert client.post(place, {"text": builders.ANSWER, "is_final": "yes", "sure": mark}).status_code == 303


def test_whoever_may_not_answer_is_refused_not_doubted(report: Report, signs_in: SignsIn) -> None:
    answer = signs_in("front_officer").post(f"/meja/{report.code}/konsep/", {"text": PROMISE, "is_final": "yes"})
    assert (answer.status_code, "It only promises." in answer.content.decode()) == (403, False)


def test_programs_are_not_asked_twice(cast: Cast, report: Report) -> None:
    answer = Client().post(
        f"/api/v1/reports/{report.code}/response", {"text": PROMISE}, content_type="application/json",
        headers={"authorization": f"Bearer {people.add_token(cast.person('pupr_admin'))}"},
    )  # fmt: skip
    assert answer.status_code == 201


def test_the_approver_sees_what_changed_what_was_asked_for_and_what_is_thin(
    cast: Cast, report: Report, signs_in: SignsIn
) -> None:
    work.draft(report.code, by=cast.pupr_admin, text="Lubang akan kami tindak lanjuti.")
    work.reject(report.code, by=cast.pupr_head, reason=REMARKS)
    assert REMARKS in signs_in("pupr_admin").get(f"/meja/{report.code}/").content.decode()
    work.draft(report.code, by=cast.pupr_admin, text="Lubang sudah kami tindak lanjuti.")
    page = signs_in("pupr_head").get(f"/meja/{report.code}/").content.decode()
    assert ("<del>akan</del><ins>sudah</ins>" in page, REMARKS in page, "It only promises." in page) == (
        True,
        True,
        True,
    )
    assert "It only promises." not in signs_in("secretary").get(f"/meja/{report.code}/").content.decode()


def test_a_first_draft_has_nothing_to_be_compared_with(cast: Cast, report: Report, signs_in: SignsIn) -> None:
    work.draft(report.code, by=cast.pupr_admin, text=builders.ANSWER)
    assert "<ins>" not in signs_in("pupr_head").get(f"/meja/{report.code}/").content.decode()


def test_a_draft_says_which_answer_it_is_and_goes_out_as_that(cast: Cast, signs_in: SignsIn) -> None:
    code = builders.in_work(cast, to="dinkes").report.code
    drafter, head = signs_in("dinkes_admin"), signs_in("dinkes_head")
    assert chosen(drafter.get(f"/meja/{code}/?buka=konsep")) == []
    silent = drafter.post(f"/meja/{code}/konsep/", {"text": PROMISE})
    assert (silent.status_code, PROMISE in said(silent), "Say which answer this is to be." in said(silent)) == (
        422,
        True,
        True,
    )
    drafter.post(f"/meja/{code}/konsep/", {"text": builders.ANSWER, "is_final": "no"})
    page = head.get(f"/meja/{code}/")
    assert ("first answer" in said(page), chosen(page)) == (True, ["no"])
    head.post(f"/meja/{code}/persetujuan/", {"is_final": "no"})
    offered = drafter.get(f"/meja/{code}/")
    assert (chosen(offered), "It was approved as a first answer." in said(offered)) == (["no"], True)
    other = drafter.post(f"/meja/{code}/jawaban/", {"text": builders.ANSWER, "is_final": "yes"})
    assert (other.status_code, "It was approved as a first answer. Send it as that" in said(other)) == (409, True)
    drafter.post(f"/meja/{code}/jawaban/", {"text": builders.ANSWER, "is_final": "no"})
    sent = Response.objects.get(state="sent")
    assert (sent.is_final, Report.objects.get(code=code).state) == (False, "in_work")


def test_the_approver_says_which_answer_it_is_where_the_draft_does_not(cast: Cast, signs_in: SignsIn) -> None:
    code = builders.in_work(cast, to="dinkes").report.code
    work.draft(code, by=cast.dinkes_admin, text=builders.ANSWER)
    head = signs_in("dinkes_head")
    page = head.get(f"/meja/{code}/")
    assert ("The author did not say which answer this is." in said(page), "not said" in said(page)) == (True, True)
    assert "Which answer (may be left empty)" not in said(page)
    head.post(f"/meja/{code}/persetujuan/", {"is_final": "no"})
    assert (Response.objects.get().is_final, Response.objects.get().state) == (False, "approved")


def test_what_is_said_afterwards_names_the_clock_of_the_act(cast: Cast, signs_in: SignsIn) -> None:
    """Neither that of a unit that helps, nor the approval that another unit's draft had waited for."""
    report = builders.in_work(cast, to="dinkes").report
    work.draft(report.code, by=cast.dinkes_admin, text=builders.ANSWER)
    give_back(report.code, by=cast.dinkes_admin, reason=REMARKS)
    dispose(report.code, to="pupr", by=cast.front_officer)
    dispose(report.code, to="63.04.05", role="support", by=cast.front_officer)
    for day, mine in ((4, Q(unit__isnull=False)), (5, Q(unit=None))):
        due = datetime(2031, 3, day, 12, tzinfo=UTC)
        Promise.objects.filter(mine, report=report, step__in=["respond", "approve"]).update(due_at=due)
    admin = signs_in("pupr_admin")
    accepted = said(admin.post(f"/meja/{report.code}/penerimaan/", follow=True))
    assert "Accepted. Answer by Wednesday 5 March 2031." in accepted
    values = {"text": builders.ANSWER, "is_final": "yes", "sure": ""}
    doubted = admin.post(f"/meja/{report.code}/konsep/", values)
    kept = doubted if doubted.status_code == 303 else admin.post(f"/meja/{report.code}/konsep/", values | {"sure": sure(doubted.content.decode())})  # fmt: skip
    assert "The draft is kept. Answers of this unit need no approval" in said(admin.get(kept["Location"]))
