"""A report that complains of the unit in charge: that unit sees nothing of it, so the front desk passes it on from there."""

from collections.abc import Callable

import pytest

from arcadumas.base.refusals import OutOfTurn, Unseen
from arcadumas.core.handling import ask, close, turn, work
from arcadumas.core.handling.accept import accept
from arcadumas.core.handling.complain import Whom
from arcadumas.core.handling.dispose import dispose
from arcadumas.core.handling.folder import open_folder
from arcadumas.core.handling.invite import invite, look
from arcadumas.core.handling.offers import offers
from arcadumas.core.handling.tasks import add_task
from arcadumas.core.handling.verify import Finding, classify
from arcadumas.core.handling.waiting import is_waiting_for
from arcadumas.core.reports.intake import Receipt
from arcadumas.core.reports.models import Promise, Report
from tests import builders
from tests.cast import Cast
from tests.core.handling.acts import REASON

pytestmark = pytest.mark.django_db
ABOUT = Finding(about_units=["pupr"])
NOT_ABOUT = Finding(not_about=Whom(units=["pupr"]), not_about_reason=REASON)


@pytest.mark.parametrize("make", [builders.disposed, builders.in_work])
def test_the_front_desk_passes_it_on_though_it_is_in_hand(cast: Cast, make: Callable[[Cast], Receipt]) -> None:
    report = make(cast).report
    task = add_task(report.code, by=cast.pupr_admin, title="Ukur lubang")
    _invitation, token = invite(
        report.code, by=cast.pupr_admin, to="PLN ULP Marabahan", text="Tiang miring, mohon ditegakkan."
    )
    if report.state == "in_work":
        work.draft(report.code, by=cast.pupr_admin, text=builders.ANSWER)
    classify(report.code, by=cast.front_officer, finding=ABOUT)
    folder = open_folder(report.code, by=cast.front_officer)
    assert (turn.whose(folder), "dispose" in offers(folder, cast.front_officer)) == (turn.Turn(holder="desk", act="dispose"), True)  # fmt: skip
    assert is_waiting_for(report, cast.front_officer)
    dispose(report.code, to="dinkes", by=cast.front_officer)
    report.refresh_from_db()
    task.refresh_from_db()
    assert (report.state, report.unit.code, task.is_cancelled) == ("disposed", "dinkes", True)
    assert not Promise.objects.filter(report=report, unit__code="pupr", met_at=None).exclude(state="cancelled").exists()
    assert not is_waiting_for(report, cast.front_officer)
    with pytest.raises(Unseen):
        look(token)
    accept(report.code, by=cast.dinkes_admin)


def test_from_any_other_unit_it_is_not_taken_once_it_is_in_hand(cast: Cast) -> None:
    report = builders.in_work(cast).report
    classify(report.code, by=cast.front_officer, finding=Finding(about_units=["dinkes"]))
    folder = open_folder(report.code, by=cast.front_officer)
    assert ("dispose" in offers(folder, cast.front_officer), is_waiting_for(report, cast.front_officer)) == (
        False,
        False,
    )
    with pytest.raises(OutOfTurn):
        dispose(report.code, to="63.04.05", by=cast.front_officer)


def test_named_by_mistake_it_is_theirs_again_as_it_was(cast: Cast) -> None:
    report = builders.in_work(cast).report
    classify(report.code, by=cast.front_officer, finding=ABOUT)
    classify(report.code, by=cast.front_officer, finding=NOT_ABOUT)
    assert is_waiting_for(report, cast.pupr_admin)
    with pytest.raises(OutOfTurn):
        dispose(report.code, to="dinkes", by=cast.front_officer)


def test_a_question_that_waits_comes_first_and_an_objection_goes_to_the_desk(cast: Cast) -> None:
    asked, answered = builders.in_work(cast).report, builders.answered(cast).report
    ask.ask(asked.code, by=cast.pupr_admin, text="Di jalan apa tepatnya?")
    for report in (asked, answered):
        classify(report.code, by=cast.front_officer, finding=ABOUT)
    with pytest.raises(OutOfTurn):
        dispose(asked.code, to="dinkes", by=cast.front_officer)
    ask.send(asked.code, by=cast.reporter(asked), text="Jalan Panglima Antasari.")
    close.object_(answered.code, by=cast.reporter(answered), reason=REASON)
    for report in (asked, answered):
        assert is_waiting_for(report, cast.front_officer)
        dispose(report.code, to="dinkes", by=cast.front_officer)
        assert Report.objects.get(pk=report.pk).state == "disposed"
