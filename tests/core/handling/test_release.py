"""A unit whose help is not needed any more: its clocks and tasks end, what it did stays, and it may be asked again."""

import pytest

from arcadumas.base.refusals import OutOfTurn, Unseen
from arcadumas.core.handling.beside import note
from arcadumas.core.handling.close import object_
from arcadumas.core.handling.contributions import give_part
from arcadumas.core.handling.dispose import dispose
from arcadumas.core.handling.giveback import give_back
from arcadumas.core.handling.models import Contribution, Task
from arcadumas.core.handling.release import end_support
from arcadumas.core.handling.respond import respond
from arcadumas.core.handling.tasks import add_task
from arcadumas.core.reports.models import Report
from tests import builders
from tests.cast import Cast
from tests.core.handling.glance import REASON, helps

pytestmark = pytest.mark.django_db
PART = "Kecamatan sudah memasang rambu di lokasi."


@pytest.fixture
def report(cast: Cast) -> Report:
    return builders.helped(cast).report


@pytest.mark.parametrize("by", ["pupr_admin", "front_officer"])
def test_who_is_not_needed_any_more_is_let_go_and_may_be_asked_again(cast: Cast, report: Report, by: str) -> None:
    give_part(report.code, by=cast.alalak_admin, text=PART)
    add_task(report.code, by=cast.alalak_admin, title="Pasang rambu")
    end_support(report.code, unit="63.04.05", by=getattr(cast, by))
    assert (helps(report)[0], helps(report)[1]) == (["withdrawn"], [("accept", "met"), ("respond", "met")])
    task = Task.objects.get(report=report)
    assert (task.is_cancelled, Contribution.objects.get(report=report).text) == (True, PART)
    with pytest.raises(Unseen):
        note(report.code, by=cast.alalak_admin, text="Rambu masih berdiri.")
    with pytest.raises(OutOfTurn) as refused:
        end_support(report.code, unit="63.04.05", by=getattr(cast, by))
    assert refused.value.code == "support.over"
    dispose(report.code, to="63.04.05", role="support", by=cast.front_officer)
    assert helps(report)[0] == ["withdrawn", "offered"]


def test_its_clocks_stop_also_while_no_unit_leads(cast: Cast, report: Report) -> None:
    end_support(report.code, unit="63.04.05", by=cast.pupr_head)
    assert helps(report)[1] == [("accept", "cancelled"), ("respond", "cancelled")]
    dispose(report.code, to="63.04.05", role="support", by=cast.front_officer)
    give_back(report.code, by=cast.pupr_admin, reason=REASON)
    end_support(report.code, unit="63.04.05", by=cast.front_officer)
    dispose(report.code, to="dinkes", by=cast.front_officer)
    assert {state for _step, state in helps(report)[1]} == {"cancelled"}


def test_whoever_was_let_go_is_not_asked_anew_after_an_objection(cast: Cast, report: Report) -> None:
    end_support(report.code, unit="63.04.05", by=cast.pupr_admin)
    respond(report.code, by=cast.pupr_admin, text=builders.ANSWER)
    object_(report.code, by=cast.reporter(report), reason=REASON)
    assert helps(report)[0] == ["withdrawn"]
