"""How a report stood when a unit gave it back, whatever has become of it."""

import pytest

from arcadumas.core.handling.accept import accept
from arcadumas.core.handling.dispose import dispose
from arcadumas.core.handling.dossier import gather
from arcadumas.core.handling.giveback import give_back
from arcadumas.core.handling.urgent import mark_urgent
from arcadumas.core.handling.verify import Finding, classify
from arcadumas.core.organisation.actors import Actor
from arcadumas.core.reports.models import Event, Report
from tests import builders
from tests.cast import Cast
from tests.core.handling.glance import REASON

pytestmark = pytest.mark.django_db


def known(report: Report, by: Actor) -> tuple[object, ...]:
    report = Report.objects.select_related("category", "unit", "area").get(pk=report.pk)
    stood = gather([report], by=by)[0].report
    return (stood.version, stood.state, str(stood.report_class), stood.is_urgent, stood.visibility, stood.unit)


def returned(report: Report) -> int:
    return Event.objects.filter(report=report, kind="returned").latest("seq").seq


def test_what_was_found_before_the_return_is_known_and_nothing_since(cast: Cast) -> None:
    report = builders.disposed(cast, finding=Finding(is_oversight=True), is_anonymous=True).report
    mark_urgent(report.code, by=cast.pupr_head, reason=REASON)
    give_back(report.code, by=cast.pupr_admin, reason=REASON)
    then = (returned(report), "verified", "complaint_oversight", True, ["anonymous"], None)
    assert known(report, cast.pupr_head) == then
    finding = Finding(is_urgent=False, is_oversight=False, visibility=["anonymous", "confidential"])
    classify(report.code, by=cast.front_officer, finding=finding, reason=REASON)
    dispose(report.code, to="dinkes", by=cast.front_officer)
    accept(report.code, by=cast.dinkes_admin)
    assert known(report, cast.pupr_head) == then
    assert known(report, cast.front_officer)[1:5] == ("in_work", "complaint", False, ["anonymous", "confidential"])


def test_of_two_returns_each_unit_knows_its_own(cast: Cast) -> None:
    report = builders.disposed(cast).report
    give_back(report.code, by=cast.pupr_admin, reason=REASON)
    first = returned(report)
    dispose(report.code, to="dinkes", by=cast.front_officer)
    mark_urgent(report.code, by=cast.front_officer, reason=REASON)
    give_back(report.code, by=cast.dinkes_admin, reason=REASON)
    assert known(report, cast.pupr_admin)[0::3] == (first, False)
    assert known(report, cast.dinkes_admin)[0::3] == (returned(report), True)


def test_whoever_has_it_again_knows_it_as_it_stands(cast: Cast) -> None:
    report = builders.disposed(cast).report
    give_back(report.code, by=cast.pupr_admin, reason=REASON)
    dispose(report.code, to="pupr", by=cast.front_head, is_ruling=True)
    report.refresh_from_db()
    assert known(report, cast.pupr_admin)[:2] == (report.version, "disposed")


def test_a_return_from_before_its_protection_was_kept_is_known_as_it_is_protected_now(cast: Cast) -> None:
    report = builders.disposed(cast, is_anonymous=True).report
    give_back(report.code, by=cast.pupr_admin, reason=REASON)
    line = Event.objects.get(report=report, kind="returned")
    Event.objects.filter(pk=line.pk).update(facts={"unit": "pupr", "hops": 1})
    assert known(report, cast.pupr_admin)[4] == ["anonymous"]
