"""Urgent is a mark with a reason and an author; no clock moves by it."""

import pytest
from django.utils import translation

from arcadumas.base.refusals import OutOfTurn, Powerless, Unfit
from arcadumas.core.handling.story import lines
from arcadumas.core.handling.urgent import mark_urgent
from arcadumas.core.handling.verify import Finding, classify
from arcadumas.core.reports.models import Event, Promise
from tests import builders
from tests.cast import Cast
from tests.core.handling.acts import REASON

pytestmark = pytest.mark.django_db


def test_it_is_marked_and_the_reason_is_kept_beside_the_line(cast: Cast) -> None:
    report = builders.disposed(cast).report
    mark_urgent(report.code, by=cast.regional_head, reason=REASON)
    report.refresh_from_db()
    line = Event.objects.filter(report=report).latest("seq")
    assert (report.is_urgent, line.kind, line.facts, line.reason.text) == (True, "marked_urgent", {}, REASON)


def test_no_clock_moves(cast: Cast) -> None:
    report = builders.disposed(cast).report
    clocks = Promise.objects.filter(report=report).order_by("id").values()
    before = list(clocks)
    mark_urgent(report.code, by=cast.pupr_liaison, reason=REASON)
    assert list(clocks.all()) == before


def test_twice_is_out_of_turn_until_it_was_taken_back(cast: Cast) -> None:
    report = builders.disposed(cast).report
    mark_urgent(report.code, by=cast.pupr_head, reason=REASON)
    with pytest.raises(OutOfTurn) as refused:
        mark_urgent(report.code, by=cast.front_officer, reason=REASON)
    assert refused.value.code == "urgency.already"
    classify(report.code, by=cast.front_officer, finding=Finding(is_urgent=False), reason=REASON)
    mark_urgent(report.code, by=cast.front_officer, reason=REASON)


def test_a_member_or_another_unit_cannot(cast: Cast) -> None:
    report = builders.disposed(cast).report
    with pytest.raises(Powerless):
        mark_urgent(report.code, by=cast.pupr_member, reason=REASON)


def test_a_classification_that_makes_it_urgent_says_so(cast: Cast) -> None:
    report = builders.disposed(cast).report
    for _each in range(2):
        classify(report.code, by=cast.front_officer, finding=Finding(is_urgent=True))
    said = [
        line.facts.get("urgency") for line in Event.objects.filter(report=report, kind="classified").order_by("seq")
    ]
    assert said == ["marked", None]


def test_urgency_is_taken_back_with_a_reason_alone_and_the_line_says_so(cast: Cast) -> None:
    report = builders.disposed(cast).report
    mark_urgent(report.code, by=cast.pupr_head, reason=REASON)
    for reason in ("", "   ", "pendek"):
        with pytest.raises(Unfit) as refused:
            classify(report.code, by=cast.front_officer, finding=Finding(is_urgent=False), reason=reason)
        assert refused.value.field == "reason"
    report.refresh_from_db()
    assert report.is_urgent
    classify(report.code, by=cast.front_officer, finding=Finding(is_urgent=False), reason=REASON)
    line = Event.objects.filter(report=report).latest("seq")
    assert (line.facts["urgency"], line.reason.text) == ("lifted", REASON)
    with translation.override("en"):
        said = lines(report, for_staff=True)[-1]
    assert ("no longer urgent" in said.text, said.reason) == (True, REASON)
