"""Whom a report complains of: named, they find nothing from that moment; taken out with a reason, they find it again."""

from dataclasses import fields
from datetime import timedelta

import pytest
from django.utils import timezone

from arcadumas.base.refusals import Powerless, Unfit, Unseen
from arcadumas.core.audit.models import Entry
from arcadumas.core.figures import counting
from arcadumas.core.handling import complain, visible
from arcadumas.core.handling.complain import Whom
from arcadumas.core.handling.handover import hand_over
from arcadumas.core.handling.merge import merge
from arcadumas.core.handling.search import search
from arcadumas.core.handling.tasks import add_task
from arcadumas.core.handling.verify import Finding, classify, verify
from arcadumas.core.organisation.actors import Actor, Via, person_actor
from arcadumas.core.organisation.models import Post, Role, Unit
from arcadumas.core.reports.models import About, Event, Report
from tests import builders
from tests.cast import Cast
from tests.core.handling.acts import REASON, outcome
from tests.core.handling.paper import TABLE

pytestmark = pytest.mark.django_db
PUPR = {"pupr_admin", "pupr_substitute", "pupr_liaison", "pupr_member", "pupr_head"}


def seers(cast: Cast, report: Report) -> set[str]:
    roles = {role.name: getattr(cast, role.name) for role in fields(cast)}
    return {role for role, by in roles.items() if visible.to(by).filter(pk=report.pk).exists()}


def post_of(cast: Cast, role: str) -> Post:
    return Post.objects.get(person=cast.person(role))


@pytest.mark.parametrize("kind", ["units", "logins", "posts"])
def test_whoever_is_named_finds_nothing_and_whoever_is_taken_out_finds_it_again(cast: Cast, kind: str) -> None:
    report = builders.in_work(cast, title="Lubang unikum di depan pasar").report
    before = seers(cast, report)
    whom = {"units": ["pupr"], "logins": ["pupr.kepala"], "posts": [post_of(cast, "pupr_head").pk]}[kind]
    hidden = PUPR if kind == "units" else {"pupr_head"}
    classify(report.code, by=cast.front_officer, finding=Finding(**{f"about_{kind}": whom}))
    assert seers(cast, report) == before - hidden
    assert {outcome(act, report.code, cast.pupr_head) for act in TABLE} == {"404"}
    assert (visible.sees(cast.pupr_head, report.pk), search(cast.pupr_head, "unikum").count()) == (False, 0)
    classify(
        report.code, by=cast.front_officer, finding=Finding(not_about=Whom(**{kind: whom}), not_about_reason=REASON)
    )
    assert seers(cast, report) == before
    assert (visible.sees(cast.pupr_head, report.pk), search(cast.pupr_head, "unikum").count()) == (True, 1)
    assert outcome("note", report.code, cast.pupr_head) == "ok"


def moved(post: Post, *, to: str) -> None:
    """Its tenure ends, and the same person gets a post in another unit."""
    Post.objects.filter(pk=post.pk).update(valid_to=timezone.localdate() - timedelta(days=1))
    Post.objects.create(
        person=post.person, unit=Unit.objects.get(code=to), role=Role.FRONT_OFFICER, title="Petugas baru"
    )


def test_of_a_post_are_meant_who_held_it_and_whoever_holds_it(cast: Cast) -> None:
    report = builders.in_work(cast, title="Lubang unikum di depan pasar").report
    classify(report.code, by=cast.front_officer, finding=Finding(about_posts=[post_of(cast, "pupr_head").pk]))
    moved(post_of(cast, "pupr_head"), to="diskominfo")
    gone, other = again(cast, "pupr_head"), again(cast, "dinkes_head")
    assert (gone.has(Role.FRONT_OFFICER), visible.sees(gone, report.pk), search(gone, "unikum").count()) == (
        True,
        False,
        0,
    )
    assert not counting.measures(gone).filter(report=report).exists()
    Post.objects.create(person=cast.person("dinkes_head"), unit=Unit.objects.get(code="pupr"), role=Role.HEAD, title="Plt. Kepala")  # fmt: skip
    assert (visible.sees(other, report.pk), visible.sees(again(cast, "dinkes_head"), report.pk)) == (False, False)
    assert visible.sees(again(cast, "pupr_admin"), report.pk)


def test_before_they_hold_it_nothing_is_hidden_from_them_and_afterwards_neither(cast: Cast) -> None:
    report = builders.in_work(cast, to="dinkes").report
    classify(report.code, by=cast.front_officer, finding=Finding(about_posts=[post_of(cast, "pupr_head").pk]))
    assert visible.sees(again(cast, "dinkes_head"), report.pk)
    tenure = Post.objects.create(person=cast.person("dinkes_head"), unit=Unit.objects.get(code="pupr"), role=Role.HEAD, title="Plt.")  # fmt: skip
    assert not visible.sees(again(cast, "dinkes_head"), report.pk)
    Post.objects.filter(pk=tenure.pk).update(valid_to=timezone.localdate() - timedelta(days=1))
    assert visible.sees(again(cast, "dinkes_head"), report.pk)


def test_whoever_holds_the_post_gets_no_task_of_it_nor_the_report_handed_over(cast: Cast) -> None:
    report = builders.in_work(cast).report
    old = Post.objects.create(
        person=cast.person("dinkes_head"), unit=Unit.objects.get(code="pupr"), role=Role.HEAD, title="Kepala lama",
        valid_to=timezone.localdate() - timedelta(days=1),
    )  # fmt: skip
    classify(report.code, by=cast.front_officer, finding=Finding(about_posts=[old.pk]))
    with pytest.raises(Unfit):
        hand_over(report.code, by=cast.pupr_admin, to="pupr.kepala")
    with pytest.raises(Unfit):
        add_task(report.code, by=cast.pupr_admin, title="Tinjau lokasi", assignee="pupr.kepala")


def again(cast: Cast, role: str) -> Actor:
    return person_actor(cast.person(role), via=Via.API)


def test_several_are_named_at_verification_and_one_is_taken_out(cast: Cast) -> None:
    report = builders.received().report
    desk, secretary = post_of(cast, "front_head").pk, post_of(cast, "secretary").pk
    finding = Finding(about_units=["pupr", "dinkes"], about_logins=["bupati"], about_posts=[desk, secretary])
    verify(report.code, by=cast.front_officer, finding=finding)
    assert seers(cast, report) == {"front_officer", "inspector"}
    assert [complain.label(row) for row in complain.named(report)] == [
        "Dinas Pekerjaan Umum dan Penataan Ruang", "Dinas Kesehatan", cast.regional_head.name,
        *(f"{post.title}, {post.unit.name}" for post in (post_of(cast, "front_head"), post_of(cast, "secretary"))),
    ]  # fmt: skip
    classify(
        report.code, by=cast.inspector, finding=Finding(not_about=Whom(posts=[secretary]), not_about_reason=REASON)
    )
    assert seers(cast, report) == {"front_officer", "inspector", "secretary"}


def test_it_is_in_the_audit_trail_and_the_reason_is_not_in_the_story(cast: Cast) -> None:
    report = builders.verified(cast, finding=Finding(about_logins=["sekda"])).report
    classify(
        report.code, by=cast.front_officer, finding=Finding(not_about=Whom(logins=["sekda"]), not_about_reason=REASON)
    )
    named, cleared = Entry.objects.filter(subject=report.code).order_by("seq")
    whom = {"units": [], "logins": ["sekda"], "posts": []}
    assert (named.act, named.by, named.facts) == ("about_named", "kominfo", whom)
    assert (cleared.act, cleared.by, cleared.facts) == ("about_cleared", "kominfo", whom | {"reason": REASON})
    assert [event.facts for event in Event.objects.filter(report=report) if "sekda" in str(event.facts)] == []
    assert not hasattr(Event.objects.filter(report=report).latest("seq"), "reason")


def test_naming_twice_is_one_row_and_one_entry(cast: Cast) -> None:
    report = builders.verified(cast, finding=Finding(about_units=["pupr"])).report
    classify(report.code, by=cast.front_officer, finding=Finding(about_units=["pupr"]))
    assert (About.objects.filter(report=report).count(), Entry.objects.filter(act="about_named").count()) == (1, 1)


@pytest.mark.parametrize(
    ("finding", "code"),
    [
        (Finding(not_about=Whom(units=["pupr"])), "form.reason_length"),
        (Finding(not_about=Whom(units=["pupr"]), not_about_reason="salah"), "form.reason_length"),
        (Finding(not_about=Whom(units=["pupr", "dinkes"]), not_about_reason=REASON), "about.not_named"),
        (Finding(not_about=Whom(logins=["nobody"]), not_about_reason=REASON), "form.login_unknown"),
        (Finding(about_posts=[0]), "form.post_unknown"),
    ],
)
def test_what_does_not_fit_changes_nothing(cast: Cast, finding: Finding, code: str) -> None:
    report = builders.verified(cast, finding=Finding(about_units=["pupr"])).report
    with pytest.raises(Unfit) as refused:
        classify(report.code, by=cast.front_officer, finding=finding)
    report.refresh_from_db()
    assert (refused.value.code, About.objects.get(report=report).unit.code) == (code, "pupr")
    assert Entry.objects.filter(act="about_cleared").count() == 0


def test_nobody_takes_themselves_out(cast: Cast) -> None:
    report = builders.received(unit="diskominfo", about_officials=True).report
    mistaken = Finding(not_about=Whom(units=["diskominfo"]), not_about_reason=REASON)
    with pytest.raises(Unseen):
        classify(report.code, by=cast.front_head, finding=mistaken)
    with pytest.raises(Powerless):
        classify(report.code, by=cast.secretary, finding=mistaken)
    classify(report.code, by=cast.inspector, finding=mistaken)
    assert "front_officer" in seers(cast, report)


def test_a_group_parts_when_one_of_it_complains_of_a_unit(cast: Cast) -> None:
    main, joined = builders.in_work(cast).report, builders.verified(cast).report
    merge(joined.code, into=main.code, by=cast.front_head)
    assert visible.sees(cast.pupr_head, joined.pk)
    classify(main.code, by=cast.front_officer, finding=Finding(about_units=["pupr"]))
    joined.refresh_from_db()
    assert (joined.state, joined.merged_into, visible.sees(cast.pupr_head, joined.pk)) == ("verified", None, False)
