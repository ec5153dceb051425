"""Accept: one of the team takes it."""

import pytest
from django.utils import timezone

from arcadumas.base.refusals import Powerless
from arcadumas.core.handling.accept import accept
from arcadumas.core.handling.dispose import dispose
from arcadumas.core.handling.models import Disposition, Task
from tests import builders
from tests.cast import Cast
from tests.core.handling.glance import clock, clocks, make_late, newest

pytestmark = pytest.mark.django_db


def test_it_meets_accept_and_says_who_took_it(cast: Cast) -> None:
    report = builders.disposed(cast).report
    taken = accept(report.code, by=cast.pupr_substitute)
    line = newest(report)
    assert (taken.state, taken.accepted_at, taken.accepted_by_id) == (
        "accepted",
        line.at,
        cast.pupr_substitute.seats[0].id,
    )
    assert (clock(report, "accept", "pupr").state, clock(report, "accept", "pupr").met_at) == ("met", line.at)
    assert taken.seen_at == line.at
    assert clocks(report)["respond"] == "running"


def test_a_look_before_it_is_not_overwritten(cast: Cast) -> None:
    report = builders.disposed(cast).report
    looked = timezone.now()
    Disposition.objects.filter(report=report).update(seen_at=looked)
    assert accept(report.code, by=cast.pupr_head).seen_at == looked


def test_a_late_acceptance_stays_broken_and_is_dated(cast: Cast) -> None:
    report = builders.disposed(cast).report
    make_late(report, "accept", "pupr", is_noted=True)
    accept(report.code, by=cast.pupr_admin)
    assert (clock(report, "accept", "pupr").state, clock(report, "accept", "pupr").met_at) == (
        "broken",
        newest(report).at,
    )


def test_a_member_accepts_only_with_a_task_on_it(cast: Cast) -> None:
    report = builders.disposed(cast).report
    task = Task.objects.create(
        report=report, title="Tinjau", assignee=cast.person("pupr_member"), added_at=timezone.now()
    )
    task.done_at = timezone.now()
    task.save()
    with pytest.raises(Powerless):
        accept(report.code, by=cast.pupr_member)
    Task.objects.update(done_at=None)
    assert accept(report.code, by=cast.pupr_member).state == "accepted"


def test_a_support_cannot_accept_for_the_lead(cast: Cast) -> None:
    report = builders.disposed(cast).report
    dispose(report.code, to="dinkes", role="support", by=cast.front_officer)
    for by in (cast.dinkes_admin, cast.dinkes_head):
        with pytest.raises(Powerless):
            accept(report.code, by=by)
