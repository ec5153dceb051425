"""The path from report to response, verb by verb."""

import pytest

from arcadumas.core.handling.accept import accept
from arcadumas.core.handling.close import confirm
from arcadumas.core.handling.dispose import dispose
from arcadumas.core.handling.respond import respond
from arcadumas.core.handling.verify import Finding, verify
from arcadumas.core.reports import journal
from arcadumas.core.reports.models import Promise
from tests import builders
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def test_a_report_goes_from_the_door_to_the_reporters_word() -> None:
    cast = Cast.assemble()
    receipt = builders.received(name="Siti", phone="0812 3456 7890")
    code = receipt.report.code
    verify(code, by=cast.front_officer, finding=Finding(category="jalan_berlubang"))
    dispose(code, to="pupr", by=cast.front_officer, instruction="Mohon ditinjau.")
    accept(code, by=cast.pupr_admin)
    respond(code, by=cast.pupr_admin, text=builders.ANSWER)
    report = confirm(code, by=cast.reporter(receipt.report))
    assert (report.state, report.closed_by) == ("closed", "reporter")
    kinds = [event.kind for event in journal.story(report)]
    assert kinds == ["received", "verified", "disposed", "accepted", "responded", "confirmed", "closed"]
    states = dict(Promise.objects.filter(report=report).values_list("step", "state"))
    assert states == {
        "verify": "met", "settle": "met", "respond": "met", "dispose": "met", "sp4n_link": "running", "accept": "met",
        "reporter_reply": "met", "sp4n_answer": "running",
    }  # fmt: skip
