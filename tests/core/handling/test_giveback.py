"""Return: the unit's clocks end, the citizen's run on, the front desk decides."""

import pytest
from django.utils import translation

from arcadumas.base.refusals import OutOfTurn, Powerless, Unfit
from arcadumas.core.handling import visible
from arcadumas.core.handling.accept import accept
from arcadumas.core.handling.close import object_
from arcadumas.core.handling.dispose import dispose
from arcadumas.core.handling.giveback import give_back
from arcadumas.core.handling.models import Disposition, Reason
from arcadumas.core.handling.respond import respond
from arcadumas.core.handling.work import approve, draft
from arcadumas.core.reports.models import Report
from tests import builders
from tests.cast import Cast
from tests.core.handling.glance import REASON, clock, clocks, is_as_ruled, make_late, newest

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("is_accepted", [False, True])
def test_it_cancels_the_units_clocks_and_starts_dispose_anew(cast: Cast, is_accepted: bool) -> None:
    report = (builders.in_work if is_accepted else builders.disposed)(cast).report
    before = {step: clock(report, step).due_at for step in ("respond", "settle")}
    if not is_accepted:
        make_late(report, "accept", "pupr", is_noted=True)
    report = give_back(report.code, by=cast.pupr_liaison, reason=REASON, cause="village")
    line = newest(report)
    assert clocks(report) == {
        "verify": "met", "settle": "running", "respond": "running", "sp4n_link@diskominfo": "running",
        "dispose@diskominfo": "met", "accept@pupr": "met" if is_accepted else "cancelled", "dispose@diskominfo#2": "running",
    }  # fmt: skip
    assert {step: clock(report, step).due_at for step in ("respond", "settle")} == before
    assert is_as_ruled(clock(report, "dispose", "diskominfo"), starts_with=line, amount=1, counted_in="working_days")
    assert (report.state, report.unit, report.hops) == ("verified", None, 1)
    assert line.facts == {"unit": "pupr", "hops": 1, "cause": "village", "visibility": "open"}
    assert Reason.objects.get(event=line).text == REASON
    assert Report.objects.get(pk=report.pk).due_at == clock(report, "dispose", "diskominfo").due_at


def test_the_unit_sees_its_returned_line_and_does_nothing_more(cast: Cast) -> None:
    report = builders.disposed(cast).report
    report = give_back(report.code, by=cast.pupr_admin, reason=REASON)
    assert visible.sight(report, cast.pupr_head, visible.ground(report, cast.pupr_head)) == "returned"
    with pytest.raises(Powerless):
        give_back(report.code, by=cast.pupr_head, reason=REASON)


def test_each_return_is_counted(cast: Cast) -> None:
    report = builders.disposed(cast).report
    give_back(report.code, by=cast.pupr_admin, reason=REASON)
    for hops, unit in ((2, "dinkes"), (3, "63.04.05")):
        dispose(report.code, to=unit, by=cast.front_officer)
        by = cast.dinkes_admin if unit == "dinkes" else cast.alalak_admin
        assert give_back(report.code, by=by, reason=REASON).hops == hops
    states = Disposition.objects.filter(report=report).order_by("id").values_list("unit__code", "state")
    assert list(states) == [("pupr", "returned"), ("dinkes", "returned"), ("63.04.05", "returned")]


def test_its_draft_goes_no_further_with_another_unit(cast: Cast) -> None:
    report = builders.in_work(cast, to="dinkes").report
    draft(report.code, by=cast.dinkes_admin, text=builders.ANSWER)
    give_back(report.code, by=cast.dinkes_admin, reason=REASON)
    assert clock(report, "approve", "dinkes").state == "cancelled"
    dispose(report.code, to="pupr", by=cast.front_officer)
    accept(report.code, by=cast.pupr_admin)
    with pytest.raises(OutOfTurn) as refused:
        approve(report.code, by=cast.pupr_head)
    assert refused.value.code == "approve.nothing"


def test_after_a_first_answer_it_may_still_go_back_but_not_after_the_final_one(cast: Cast) -> None:
    report = builders.in_work(cast).report
    respond(report.code, by=cast.pupr_admin, text=builders.ANSWER, is_final=False)
    give_back(report.code, by=cast.pupr_admin, reason=REASON)
    other = builders.answered(cast).report
    object_(other.code, by=cast.reporter(other), reason=REASON)
    with pytest.raises(OutOfTurn) as refused, translation.override("en"):
        give_back(other.code, by=cast.pupr_admin, reason=REASON)
    assert (refused.value.code, "return" in refused.value.may, "acceptance" in refused.value.may) == (
        "act.wrong_turn",
        False,
        True,
    )
    assert "give back" not in refused.value.sentence


@pytest.mark.parametrize(
    ("reason", "cause", "code"), [("", "", "form.reason_length"), (REASON, "mood", "return.cause_unknown")]
)
def test_it_wants_words_and_a_known_cause(cast: Cast, reason: str, cause: str, code: str) -> None:
    report = builders.disposed(cast).report
    with pytest.raises(Unfit) as refused:
        give_back(report.code, by=cast.pupr_admin, reason=reason, cause=cause)
    assert refused.value.code == code
