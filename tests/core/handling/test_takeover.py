"""Taking over: a colleague holds it from now on, and the journal says so."""

import pytest

from arcadumas.base.refusals import OutOfTurn, Powerless, Unseen
from arcadumas.core.handling.accept import accept
from arcadumas.core.handling.ask import ask
from arcadumas.core.handling.folder import open_folder
from arcadumas.core.handling.models import Disposition
from arcadumas.core.handling.offers import offers
from arcadumas.core.handling.takeover import take_over
from arcadumas.core.handling.verify import Finding
from arcadumas.core.reports import journal
from tests import builders
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def test_a_colleague_becomes_the_holder_and_the_line_names_both() -> None:
    cast = Cast.assemble()
    report = builders.in_work(cast).report
    before = Disposition.objects.get(report=report).accepted_by_id
    take_over(report.code, by=cast.pupr_substitute)
    disposition = Disposition.objects.get(report=report)
    assert disposition.accepted_by_id == cast.pupr_substitute.seats[0].id
    line = journal.story(report)[-1]
    assert (line.kind, line.facts) == ("taken_over", {"unit": "pupr", "from_post": before})


def test_one_that_waits_for_its_reporter_is_taken_over_from_whoever_fell_ill() -> None:
    cast = Cast.assemble()
    report = builders.in_work(cast).report
    ask(report.code, by=cast.pupr_admin, text="Di jalan apa tepatnya lubang itu?")
    assert "take_over" in offers(open_folder(report.code, by=cast.pupr_substitute), cast.pupr_substitute)
    assert "take_over" not in offers(open_folder(report.code, by=cast.pupr_admin), cast.pupr_admin)
    take_over(report.code, by=cast.pupr_substitute)
    report.refresh_from_db()
    assert (report.state, Disposition.objects.get().accepted_by_id) == (
        "awaiting_reporter", cast.pupr_substitute.seats[0].id,
    )  # fmt: skip


def test_one_that_nobody_has_accepted_is_accepted() -> None:
    cast = Cast.assemble()
    report = builders.disposed(cast).report
    take_over(report.code, by=cast.pupr_substitute)
    report.refresh_from_db()
    assert (report.state, journal.story(report)[-1].kind) == ("in_work", "accepted")


def test_the_front_desk_may_not_and_another_unit_sees_nothing() -> None:
    cast = Cast.assemble()
    report = builders.in_work(cast).report
    with pytest.raises(Powerless):
        take_over(report.code, by=cast.front_officer)
    with pytest.raises(Unseen):
        take_over(report.code, by=cast.dinkes_admin)


def test_the_inspectorate_takes_nothing_over_and_accepts_what_is_its_own() -> None:
    cast = Cast.assemble()
    held = builders.in_work(cast, finding=Finding(is_oversight=True)).report
    fresh = builders.disposed(cast, to="inspektorat", finding=Finding(is_oversight=True)).report
    for report in (held, fresh):
        with pytest.raises(Powerless):
            take_over(report.code, by=cast.inspector)
        assert "take_over" not in offers(open_folder(report.code, by=cast.inspector), cast.inspector)
    accept(fresh.code, by=cast.inspector)
    fresh.refresh_from_db()
    assert (fresh.state, journal.story(fresh)[-1].kind) == ("in_work", "accepted")


def test_an_answered_report_is_taken_over_by_nobody() -> None:
    cast = Cast.assemble()
    report = builders.answered(cast).report
    with pytest.raises(OutOfTurn):
        take_over(report.code, by=cast.pupr_substitute)
