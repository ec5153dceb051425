"""Photos of the work, and topics that are not answered for good without one of afterwards."""

from pathlib import Path

import pytest
from django.conf import settings
from django.utils import translation

from arcadumas.base.refusals import OutOfTurn, Unfit, Unseen
from arcadumas.core.handling import dossier, folder
from arcadumas.core.handling.accept import accept
from arcadumas.core.handling.close import object_
from arcadumas.core.handling.dispose import dispose
from arcadumas.core.handling.evidence import add_evidence, is_missing, is_outdated
from arcadumas.core.handling.giveback import give_back
from arcadumas.core.handling.models import Response
from arcadumas.core.handling.respond import respond
from arcadumas.core.handling.topics import need_evidence
from arcadumas.core.reports.models import Event, Report
from tests import builders
from tests.builders import ANSWER
from tests.cast import Cast
from tests.core.handling.acts import REASON

pytestmark = pytest.mark.django_db
PHOTOS = [("satu.jpg", builders.photo(b"satu")), ("dua.jpg", builders.photo(b"dua"))]


@pytest.fixture(autouse=True)
def _own_state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "STATE", tmp_path)


def test_several_photos_come_in_one_act_with_a_line_each(cast: Cast) -> None:
    report = builders.in_work(cast).report
    kept = add_evidence(report.code, by=cast.pupr_member, files=PHOTOS, kind="before")
    lines = Event.objects.filter(report=report, kind="evidence_added").order_by("seq")
    assert [line.facts["attachment"] for line in lines] == [str(one.pk) for one in kept]
    assert {(one.kind, one.report_id) for one in kept} == {("before", report.pk)}


def test_the_reporter_sees_before_and_after_and_nothing_else_of_the_agencys(cast: Cast) -> None:
    report = builders.in_work(cast).report
    kinds = {
        kind: add_evidence(report.code, by=cast.pupr_member, files=PHOTOS[:1], kind=kind)[0]
        for kind in ("before", "after", "other")
    }
    reporter = cast.reporter(report)
    shown = dossier.gather([report], by=reporter)[0].attachments
    assert sorted(one.kind for one in shown) == ["after", "before"]
    assert folder.attachment(report.code, kinds["after"].pk, by=reporter) == kinds["after"]
    with pytest.raises(Unseen):
        folder.attachment(report.code, kinds["other"].pk, by=reporter)


@pytest.mark.parametrize(
    ("kind", "files", "field"), [("reporter", PHOTOS, "kind"), ("", PHOTOS, "kind"), ("after", [], "file")]
)
def test_what_it_shows_must_be_said(cast: Cast, kind: str, files: list, field: str) -> None:
    report = builders.in_work(cast).report
    with pytest.raises(Unfit) as refused:
        add_evidence(report.code, by=cast.pupr_member, files=files, kind=kind)
    assert refused.value.field == field


def test_physical_work_is_not_answered_for_good_without_a_photo_of_afterwards(cast: Cast) -> None:
    need_evidence("jembatan", by=cast.front_head, is_needed=True)
    report = builders.in_work(cast, category="jembatan").report
    add_evidence(report.code, by=cast.pupr_member, files=PHOTOS[:1], kind="before")
    with pytest.raises(OutOfTurn) as refused:
        respond(report.code, by=cast.pupr_admin, text=ANSWER)
    assert (refused.value.code, refused.value.needs) == ("close.no_evidence", "evidence")
    respond(report.code, by=cast.pupr_admin, text=ANSWER, is_final=False)
    add_evidence(report.code, by=cast.pupr_member, files=PHOTOS[1:], kind="after")
    respond(report.code, by=cast.pupr_admin, text=ANSWER)


def test_or_the_answer_says_why_there_is_none(cast: Cast) -> None:
    need_evidence("jembatan", by=cast.front_head, is_needed=True)
    report = builders.in_work(cast, category="jembatan").report
    with pytest.raises(Unfit):
        respond(report.code, by=cast.pupr_admin, text=ANSWER, without_evidence="pendek")
    respond(report.code, by=cast.pupr_admin, text=ANSWER, without_evidence=REASON)
    assert Response.objects.get(report=report).without_evidence == REASON


@pytest.fixture
def bridge(cast: Cast) -> Report:
    """In work, of a topic that asks for a photo of afterwards."""
    need_evidence("jembatan", by=cast.front_head, is_needed=True)
    return builders.in_work(cast, category="jembatan").report


def test_after_an_objection_the_photo_of_before_it_shows_nothing_any_more(cast: Cast, bridge: Report) -> None:
    add_evidence(bridge.code, by=cast.pupr_member, files=PHOTOS[:1], kind="after")
    respond(bridge.code, by=cast.pupr_admin, text=ANSWER)
    object_(bridge.code, by=cast.reporter(bridge), reason=REASON)
    accept(bridge.code, by=cast.pupr_admin)
    with pytest.raises(OutOfTurn) as refused:
        respond(bridge.code, by=cast.pupr_admin, text=ANSWER)
    assert refused.value.needs == "evidence"
    with translation.override("en"):
        assert refused.value.sentence.startswith("The photos of afterwards are older than what the reporter objects to")
    add_evidence(bridge.code, by=cast.pupr_member, files=PHOTOS[1:], kind="after")
    assert respond(bridge.code, by=cast.pupr_admin, text=ANSWER).without_evidence == ""


def test_a_photo_of_a_unit_that_gave_it_back_is_none_of_the_next_one(cast: Cast, bridge: Report) -> None:
    add_evidence(bridge.code, by=cast.pupr_member, files=PHOTOS[:1], kind="after")
    give_back(bridge.code, by=cast.pupr_admin, reason=REASON)
    dispose(bridge.code, to="dinkes", by=cast.front_officer)
    bridge.refresh_from_db()
    assert (is_missing(bridge), is_outdated(bridge)) == (True, True)
    give_back(bridge.code, by=cast.dinkes_admin, reason=REASON)
    dispose(bridge.code, to="pupr", by=cast.front_head, is_ruling=True)
    assert is_missing(bridge) is False


def test_nor_is_one_of_the_lead_that_answered_before_and_was_replaced_after_the_objection(
    cast: Cast, bridge: Report
) -> None:
    respond(bridge.code, by=cast.pupr_admin, text=ANSWER, without_evidence=REASON)
    object_(bridge.code, by=cast.reporter(bridge), reason=REASON)
    add_evidence(bridge.code, by=cast.pupr_member, files=PHOTOS[:1], kind="after")
    assert is_missing(bridge) is False
    dispose(bridge.code, to="dinkes", by=cast.front_officer)
    assert is_missing(bridge) is True


def test_a_photo_of_a_unit_that_helps_counts_as_one_of_the_lead(cast: Cast, bridge: Report) -> None:
    dispose(bridge.code, to="dinkes", role="support", by=cast.front_officer)
    assert is_missing(bridge) is True
    add_evidence(bridge.code, by=cast.dinkes_admin, files=PHOTOS[:1], kind="after")
    assert is_missing(bridge) is False


def test_a_topic_holds_for_what_lies_below_it(cast: Cast) -> None:
    report = builders.in_work(cast, category="jembatan").report
    assert not is_missing(report)
    need_evidence(report.category.parent.code, by=cast.front_head, is_needed=True)
    report.refresh_from_db()
    assert is_missing(report)
