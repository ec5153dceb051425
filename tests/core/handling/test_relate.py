"""Two reports that know of each other, and go their own way."""

import pytest

from arcadumas.base.refusals import Powerless, Unfit
from arcadumas.core.handling import story
from arcadumas.core.handling.kin import kin_of
from arcadumas.core.handling.relate import relate
from arcadumas.core.reports.models import Report
from tests import builders
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def test_each_finds_the_other_and_nothing_else_changes(cast: Cast) -> None:
    old, new = builders.answered(cast).report, builders.received().report
    relate(new.code, to=old.code, by=cast.front_officer)
    fresh = Report.objects.get(pk=new.pk)
    assert (fresh.state, fresh.due_at, fresh.version) == ("received", new.due_at, 2)
    assert [one.code for one in kin_of(new, by=cast.front_officer).related] == [old.code]
    assert [one.code for one in kin_of(old, by=cast.front_officer).related] == [new.code]


def test_no_reporter_hears_of_it_and_a_unit_sees_only_its_own(cast: Cast) -> None:
    old, new = builders.answered(cast).report, builders.received().report
    relate(old.code, to=new.code, by=cast.front_officer)
    assert [line.event for line in story.lines(new, for_staff=False)] == ["received"]
    assert not kin_of(old, by=cast.pupr_admin)


def test_once_not_to_itself_not_to_nothing_and_by_the_front_desk(cast: Cast) -> None:
    old, new = builders.answered(cast).report, builders.received().report
    relate(new.code, to=old.code, by=cast.front_officer)
    for to, code in ((old.code, "relate.already"), (new.code, "relate.itself"), ("7K3M-2QDX", "relate.unknown")):
        with pytest.raises(Unfit) as refused:
            relate(new.code, to=to, by=cast.front_officer)
        assert refused.value.code == code
    with pytest.raises(Powerless):
        relate(old.code, to=new.code, by=cast.pupr_admin)
