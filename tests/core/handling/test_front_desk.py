"""The front desk moves with its clocks, and there is one."""

import pytest

from arcadumas.base.refusals import OutOfTurn, Powerless
from arcadumas.core.audit.models import Entry
from arcadumas.core.handling.dispose import dispose
from arcadumas.core.handling.front_desk import move_front_desk
from arcadumas.core.handling.merge import merge, unmerge
from arcadumas.core.organisation.models import Unit
from arcadumas.core.organisation.units import front_desk
from arcadumas.core.reports.models import Promise
from tests import builders
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def clock(code: str) -> Promise:
    return Promise.objects.get(report__code=code, step="dispose")


def test_there_is_one_and_its_open_clocks_go_along(cast: Cast) -> None:
    open_one, done = builders.verified(cast).report.code, builders.disposed(cast).report.code
    old = front_desk()
    move_front_desk("dishub", by=cast.front_head)
    new = Unit.objects.get(code="dishub")
    assert (front_desk(), Unit.objects.filter(is_front_desk=True).count()) == (new, 1)
    assert (clock(open_one).unit, clock(done).unit) == (new, old)
    dispose(open_one, to="pupr", by=cast.front_officer, instruction="Mohon ditinjau.")
    assert clock(open_one).state == Promise.State.MET
    entry = Entry.objects.get(act="front_desk_moved")
    assert (entry.subject, entry.facts) == ("unit:dishub", {"before": "diskominfo"})


def test_clocks_that_began_before_there_was_one_are_taken_over(cast: Cast) -> None:
    Unit.objects.update(is_front_desk=False)
    code = builders.verified(cast).report.code
    assert clock(code).unit is None
    move_front_desk("diskominfo", by=cast.engineer)
    assert clock(code).unit == front_desk()
    assert not Promise.objects.filter(report__code=code, step="respond").exclude(unit=None).exists()


def test_the_clocks_of_a_joined_report_go_along_and_are_met_once_it_stands_by_itself(cast: Cast) -> None:
    code = builders.verified(cast).report.code
    merge(code, into=builders.in_work(cast).report.code, by=cast.front_head)
    move_front_desk("dishub", by=cast.front_head)
    unmerge(code, by=cast.front_head)
    assert (clock(code).unit, clock(code).state) == (front_desk(), Promise.State.RUNNING)
    dispose(code, to="pupr", by=cast.front_officer)
    assert clock(code).state == Promise.State.MET


def test_back_again_leaves_rounds_apart(cast: Cast) -> None:
    code = builders.verified(cast).report.code
    for unit in ("dishub", "diskominfo", "dishub"):
        move_front_desk(unit, by=cast.front_head)
        move_front_desk(unit, by=cast.front_head)
    assert (clock(code).unit, Entry.objects.filter(act="front_desk_moved").count()) == (front_desk(), 3)


def test_an_ended_unit_is_none_and_others_may_not(cast: Cast) -> None:
    Unit.objects.filter(code="dishub").update(valid_to="2026-01-01")
    with pytest.raises(OutOfTurn):
        move_front_desk("dishub", by=cast.front_head)
    with pytest.raises(Powerless):
        move_front_desk("pupr", by=cast.pupr_head)
