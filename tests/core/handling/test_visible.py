"""Which rows an officer sees, and how much of each; the list and the single report never differ."""

from dataclasses import fields
from datetime import timedelta

import pytest
from django.utils import timezone

from arcadumas.core.handling import visible
from arcadumas.core.handling.dispose import dispose
from arcadumas.core.handling.giveback import give_back
from arcadumas.core.handling.models import Task
from arcadumas.core.handling.search import search
from arcadumas.core.handling.verify import Finding, classify
from arcadumas.core.handling.workflow import find
from arcadumas.core.organisation.actors import HOUSE, Actor, Via, person_actor, seats_of
from arcadumas.core.organisation.models import Post
from arcadumas.core.reports.models import About, Report
from tests import builders
from tests.cast import Cast
from tests.core.handling.acts import outcome
from tests.core.handling.glance import REASON
from tests.core.handling.paper import TABLE

pytestmark = pytest.mark.django_db


def everyone(cast: Cast) -> dict[str, Actor]:
    return {role.name: getattr(cast, role.name) for role in fields(cast)}


def seers(cast: Cast, report: Report) -> set[str]:
    return {role for role, by in everyone(cast).items() if visible.to(by).filter(pk=report.pk).exists()}


def sight(report: Report, by: Actor) -> str:
    report.refresh_from_db()
    return visible.sight(report, by, visible.ground(report, by))


WIDE = {"front_officer", "front_head", "inspector", "secretary", "regional_head"}
PUPR = {"pupr_admin", "pupr_substitute", "pupr_liaison", "pupr_member", "pupr_head"}


def test_the_front_desk_and_the_leaders_see_it_from_the_start_and_an_agency_when_it_is_its_turn(cast: Cast) -> None:
    report = builders.verified(cast).report
    assert seers(cast, report) == WIDE
    dispose(report.code, to="pupr", by=cast.front_officer)
    assert seers(cast, report) == WIDE | PUPR
    dispose(report.code, to="63.04.05", role="support", by=cast.front_officer)
    assert seers(cast, report) == WIDE | PUPR | {"alalak_admin", "alalak_head"}


def test_a_named_unit_sees_nothing_before_it_is_disposed(cast: Cast) -> None:
    assert seers(cast, builders.received(unit="pupr").report) == WIDE


def test_after_a_return_the_unit_keeps_its_line_alone(cast: Cast) -> None:
    report = builders.disposed(cast).report
    give_back(report.code, by=cast.pupr_admin, reason=REASON)
    assert {sight(report, getattr(cast, role)) for role in PUPR} == {"returned"}
    dispose(report.code, to="dinkes", by=cast.front_officer)
    assert {sight(report, getattr(cast, role)) for role in PUPR} == {"returned"}
    give_back(report.code, by=cast.dinkes_admin, reason=REASON)
    dispose(report.code, to="pupr", by=cast.front_head, is_ruling=True)
    assert (sight(report, cast.pupr_head), sight(report, cast.dinkes_head)) == ("read", "returned")


@pytest.mark.parametrize("by", ["unit", "person", "post"])
def test_whoever_it_complains_of_finds_nothing_anywhere(cast: Cast, by: str) -> None:
    report = builders.in_work(cast, title="Lubang unikum di depan pasar").report
    head = Post.objects.get(person=cast.person("pupr_head"))
    About.objects.create(
        report=report, **{"unit": {"unit": head.unit}, "person": {"person": head.person}, "post": {"post": head}}[by]
    )
    hidden = PUPR if by == "unit" else {"pupr_head"}
    assert seers(cast, report) == (WIDE | PUPR) - hidden
    assert visible.to(cast.pupr_head).count() == 0
    assert search(cast.pupr_head, "unikum").count() == search(cast.pupr_head, report.code).count() == 0
    assert {outcome(act, report.code, cast.pupr_head) for act in TABLE} == {"404"}


def test_a_post_complained_of_is_hidden_from_whoever_holds_it_alone(cast: Cast) -> None:
    report = builders.verified(cast).report
    About.objects.create(report=report, post=Post.objects.get(person=cast.person("secretary")))
    assert seers(cast, report) == WIDE - {"secretary"}


def test_a_leader_complained_of_does_not_see_it_either(cast: Cast) -> None:
    report = builders.verified(cast, finding=Finding(about_logins=["bupati", "inspektorat"])).report
    assert seers(cast, report) == {"front_officer", "front_head", "secretary"}


def test_whistleblowing_is_seen_by_the_inspectorate_alone_even_in_the_hands_of_a_unit(cast: Cast) -> None:
    report = builders.in_work(cast).report
    assert "pupr_admin" in seers(cast, report)
    classify(report.code, by=cast.front_officer, finding=Finding(is_whistleblowing=True))
    assert seers(cast, report) == {"inspector"}
    assert sight(report, cast.inspector) == "read"


def test_a_confidential_report_is_read_by_its_lead_and_listed_by_the_others(cast: Cast) -> None:
    report = builders.in_work(cast, is_confidential=True).report
    dispose(report.code, to="63.04.05", role="support", by=cast.front_officer)
    readers = {role for role in seers(cast, report) if sight(report, getattr(cast, role)) == "read"}
    assert readers == {"front_officer", "front_head", "pupr_admin", "pupr_substitute", "pupr_liaison", "pupr_head"}
    task = Task.objects.create(
        report=report, title="Tinjau", assignee=cast.person("pupr_member"), added_at=timezone.now()
    )
    assert sight(report, cast.pupr_member) == "read"
    task.done_at = timezone.now()
    task.save()
    assert sight(report, cast.pupr_member) == "listed"


def test_counts_are_of_what_is_seen(cast: Cast) -> None:
    builders.received()
    builders.disposed(cast)
    builders.disposed(cast, to="dinkes")
    builders.verified(cast, finding=Finding(is_whistleblowing=True))
    builders.verified(cast, finding=Finding(about_units=["pupr"]))
    counts = {role: visible.to(by).count() for role, by in everyone(cast).items()}
    assert counts == {
        **dict.fromkeys(WIDE, 4), "inspector": 5, **dict.fromkeys(PUPR, 1), "dinkes_admin": 1, "dinkes_head": 1,
        "alalak_admin": 0, "alalak_head": 0, "engineer": 0,
    }  # fmt: skip


@pytest.mark.parametrize(("begins", "ends", "count"), [(-9, -1, 0), (1, 9, 0), (-9, 0, 1), (0, None, 1)])
def test_a_post_is_in_force_from_its_first_to_its_last_day(
    cast: Cast, begins: int, ends: int | None, count: int
) -> None:
    builders.disposed(cast)
    today = timezone.localdate()
    Post.objects.filter(person=cast.person("pupr_admin")).update(
        valid_from=today + timedelta(days=begins), valid_to=None if ends is None else today + timedelta(days=ends)
    )
    person = cast.person("pupr_admin")
    assert len(seats_of(person)) == count
    assert visible.to(person_actor(person, via=Via.WEB)).count() == count


def test_only_officers_have_lists(cast: Cast) -> None:
    report = builders.received().report
    assert visible.to(cast.reporter(report)).count() == visible.to(HOUSE).count() == 0
    assert find(report.code, by=cast.reporter(report)) == find(report.code, by=HOUSE) == report
