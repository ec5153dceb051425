"""Who looks at a report now: fresh beats alone, only to those who see it, and never those who oversee."""

from datetime import timedelta

import pytest
from django.utils import timezone

from arcadumas.base.refusals import Unseen
from arcadumas.core.handling import presence
from arcadumas.core.handling.giveback import give_back
from arcadumas.core.handling.models import Presence
from arcadumas.core.handling.presence import look
from arcadumas.core.reports.models import About, Event
from tests import builders
from tests.cast import Cast
from tests.core.handling.glance import REASON

pytestmark = pytest.mark.django_db


def names(found: list[presence.Onlooker]) -> list[str]:
    return [one.post.split(",")[0] for one in found]


def test_each_sees_the_others_and_not_themselves(cast: Cast) -> None:
    code, now = builders.in_work(cast).report.code, timezone.now()
    assert look(code, by=cast.pupr_admin, at=now) == []
    assert names(look(code, by=cast.front_officer, at=now)) == ["Admin Penghubung Dinas PUPR"]
    assert len(look(code, by=cast.pupr_admin, at=now)) == 1
    assert Presence.objects.count() == 2


def test_whoever_has_gone_is_not_named(cast: Cast) -> None:
    code, now = builders.in_work(cast).report.code, timezone.now()
    look(code, by=cast.pupr_admin, at=now - timedelta(seconds=80))
    assert look(code, by=cast.front_officer, at=now) == []
    assert (presence.forget(now + timedelta(days=2)), Presence.objects.count()) == (2, 0)


def test_those_who_oversee_are_not_named_to_the_unit(cast: Cast) -> None:
    code, now = builders.in_work(cast).report.code, timezone.now()
    for overseer in (cast.inspector, cast.secretary, cast.regional_head):
        look(code, by=overseer, at=now)
    assert look(code, by=cast.pupr_admin, at=now) == []


def test_nobody_is_named_to_whoever_does_not_see_the_report(cast: Cast) -> None:
    report, now = builders.in_work(cast).report, timezone.now()
    About.objects.create(report=report, person=cast.person("pupr_head"))
    for stranger in (cast.dinkes_admin, cast.engineer, cast.pupr_head):
        with pytest.raises(Unseen):
            look(report.code, by=stranger, at=now)
    assert Presence.objects.count() == 0


def test_looking_writes_no_line(cast: Cast) -> None:
    report = builders.in_work(cast).report
    before = Event.objects.filter(report=report).count()
    look(report.code, by=cast.pupr_admin, at=timezone.now())
    assert Event.objects.filter(report=report).count() == before


def test_the_unit_that_gave_it_back_learns_nobody_and_is_named_to_nobody(cast: Cast) -> None:
    report, now = builders.disposed(cast).report, timezone.now()
    look(report.code, by=cast.pupr_admin, at=now)
    give_back(report.code, by=cast.pupr_admin, reason=REASON)
    assert names(look(report.code, by=cast.front_officer, at=now)) == ["Admin Penghubung Dinas PUPR"]
    for role in ("pupr_admin", "pupr_head"):
        with pytest.raises(Unseen):
            look(report.code, by=getattr(cast, role), at=now + timedelta(minutes=5))
    assert look(report.code, by=cast.front_officer, at=now + timedelta(minutes=5)) == []
