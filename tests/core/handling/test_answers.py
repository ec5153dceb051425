"""A whistleblower's talk with the Inspectorate: sealed at rest both ways, readable by code and key and by them alone."""

import pytest

from arcadumas.core.handling import ask, story, work
from arcadumas.core.handling.accept import accept
from arcadumas.core.handling.dispose import dispose
from arcadumas.core.handling.dossier import gather
from arcadumas.core.handling.folder import open_folder
from arcadumas.core.handling.models import Response
from arcadumas.core.handling.respond import respond
from arcadumas.core.handling.verify import Finding, classify
from arcadumas.core.reports.models import Letter, Report
from tests import builders
from tests.cast import Cast

pytestmark = pytest.mark.django_db
QUESTION, REPLY, ANSWER = (
    "Apakah ada kuitansi yang dapat dilihat?",
    "Ada, tersimpan di bendahara.",
    "Bendahara sudah diperiksa pada hari Senin.",
)


@pytest.fixture
def report(cast: Cast) -> Report:
    """Whistleblowing, taken by the Inspectorate."""
    report = builders.verified(cast, finding=Finding(is_whistleblowing=True)).report
    dispose(report.code, to="inspektorat", by=cast.inspector)
    accept(report.code, by=cast.inspector)
    report.refresh_from_db()
    return report


def test_both_sides_speak_and_nothing_lies_in_the_clear(cast: Cast, report: Report) -> None:
    ask.ask(report.code, by=cast.inspector, text=QUESTION)
    ask.send(report.code, by=cast.reporter(report), text=REPLY)
    work.draft(report.code, by=cast.inspector, text=ANSWER)
    respond(report.code, by=cast.inspector, text=ANSWER, is_final=False)
    assert list(Letter.objects.filter(report=report).values_list("text", flat=True)) == ["", ""]
    rows = Response.objects.filter(report=report)
    assert [(row.text, ANSWER.encode() in bytes(row.original), bool(row.original)) for row in rows] == [
        ("", False, True)
    ] * 2
    report.refresh_from_db()
    assert [message.text for message in story.correspondence(report)] == [QUESTION, REPLY, ANSWER]
    said = {line.words for line in story.lines(report, for_staff=False)}
    assert {QUESTION, REPLY, ANSWER} <= said


def test_a_draft_is_read_where_it_is_worked_on_and_goes_out_as_it_was(cast: Cast, report: Report) -> None:
    work.draft(report.code, by=cast.inspector, text=ANSWER)
    draft = open_folder(report.code, by=cast.inspector).draft
    assert draft is not None
    assert draft.text == ANSWER
    report.refresh_from_db()
    response = gather([report], by=cast.inspector)[0].response
    assert response is not None
    assert response.text == ANSWER
    respond(report.code, by=cast.inspector)
    sent = Response.objects.get(report=report)
    assert (sent.state, sent.text) == ("sent", "")
    report.refresh_from_db()
    assert [message.text for message in story.correspondence(report)] == [ANSWER]


def test_what_was_answered_before_goes_under_seal_when_it_becomes_one(cast: Cast) -> None:
    report = builders.in_work(cast).report
    respond(report.code, by=cast.pupr_admin, text=builders.ANSWER, is_final=False)
    classify(report.code, by=cast.inspector, finding=Finding(is_whistleblowing=True))
    assert Response.objects.get(report=report).text == ""
    report.refresh_from_db()
    assert [message.text for message in story.correspondence(report)] == [builders.ANSWER]


def test_other_answers_stay_in_the_clear(cast: Cast) -> None:
    report = builders.answered(cast).report
    row = Response.objects.get(report=report)
    assert (row.text, bytes(row.original)) == (builders.ANSWER, b"")
