"""While a post is away its stand-in is told, may act in its place, and holds its reports; afterwards all is as before."""

from datetime import timedelta

import pytest
from django.utils import timezone

from arcadumas.base.refusals import OutOfTurn, Powerless, Unfit, Unseen
from arcadumas.core.handling import absence, work
from arcadumas.core.handling.models import Disposition
from arcadumas.core.organisation import powers
from arcadumas.core.organisation.actors import Actor, Via, person_actor
from arcadumas.core.organisation.models import Absence, Post
from arcadumas.core.reports.models import About, Report
from arcadumas.duties.notifications.roster import Roster
from tests import builders
from tests.cast import Cast

pytestmark = pytest.mark.django_db
DAY, TODAY = timedelta(days=1), timezone.localdate


def post(login: str) -> Post:
    return Post.objects.get(person__login=login)


def away(by: Actor, who: str, stand_in: str, *, days: int = 2, after: int = 0) -> Absence:
    first = TODAY() + after * DAY
    return absence.be_absent(
        post(who).pk, by=by, stand_in=post(stand_in).pk, starts_on=first, ends_on=first + (days - 1) * DAY
    )


def again(cast: Cast, role: str) -> Actor:
    """The officer as signed in anew."""
    return person_actor(cast.person(role), via=Via.API)


def holder(report: Report) -> str:
    return Disposition.objects.get(report=report, role="lead").accepted_by.person.login


def test_the_stand_in_of_a_head_may_approve_until_the_last_day(cast: Cast) -> None:
    report = builders.in_work(cast).report
    work.draft(report.code, by=cast.pupr_admin, text=builders.ANSWER)
    with pytest.raises(Powerless):
        work.approve(report.code, by=again(cast, "pupr_liaison"))
    one = away(cast.pupr_head, "pupr.kepala", "pupr.penghubung")
    roles = [(seat.role, seat.id) for seat in again(cast, "pupr_liaison").seats]
    own = post("pupr.penghubung").pk
    assert roles == [("liaison", own), ("head", own)]
    work.approve(report.code, by=again(cast, "pupr_liaison"))
    Absence.objects.filter(pk=one.pk).update(starts_on=TODAY() - 2 * DAY, ends_on=TODAY() - DAY)
    assert [seat.role for seat in again(cast, "pupr_liaison").seats] == ["liaison"]


def test_four_eyes_hold_for_a_stand_in_too(cast: Cast) -> None:
    report = builders.in_work(cast).report
    away(cast.pupr_head, "pupr.kepala", "pupr.penghubung")
    work.draft(report.code, by=again(cast, "pupr_liaison"), text=builders.ANSWER)
    with pytest.raises(Powerless) as refused:
        work.approve(report.code, by=again(cast, "pupr_liaison"))
    assert refused.value.needs == "another_person"


def test_the_stand_in_is_told_in_place_of_the_absent(cast: Cast) -> None:
    unit = post("pupr.kepala").unit_id
    assert [holder.login for holder in Roster().head(unit)] == ["pupr.kepala"]
    away(cast.pupr_head, "pupr.kepala", "pupr.penghubung")
    assert [holder.login for holder in Roster().head(unit)] == ["pupr.penghubung"]
    away(cast.pupr_admin, "pupr.admin", "pupr.pengganti")
    assert [holder.login for holder in Roster().team(unit)] == ["pupr.pengganti", "pupr.penghubung"]


def test_who_stands_in_for_a_delegate_of_the_same_role_is_asked_for_the_approval_too(cast: Cast) -> None:
    absent = post("pupr.penghubung")
    builders.delegation(absent)
    other = Post.objects.create(
        person=cast.person("pupr_member"), unit=absent.unit, role="liaison", title="Penghubung II"
    )
    one = builders.absence("pupr.penghubung", stand_in="pupr.teknis")
    Absence.objects.filter(pk=one.pk).update(stand_in=other)
    asked = [(each.login, each.role, each.post_id) for each in Roster().approvers(absent.unit_id)]
    assert asked == [("pupr.kepala", "head", post("pupr.kepala").pk), ("pupr.teknis", "liaison", other.pk)]
    assert [(seat.role, seat.may_approve) for seat in again(cast, "pupr_member").seats if seat.id == other.pk] == [
        ("liaison", False),
        ("liaison", True),
    ]


def test_one_that_lies_ahead_changes_nothing_yet(cast: Cast) -> None:
    away(cast.pupr_head, "pupr.kepala", "pupr.penghubung", after=3)
    assert [holder.login for holder in Roster().head(post("pupr.kepala").unit_id)] == ["pupr.kepala"]
    assert not powers.may(again(cast, "pupr_liaison"), "extend")


def test_what_the_absent_holds_goes_to_the_stand_in_and_comes_back(cast: Cast) -> None:
    report, other, now = builders.in_work(cast).report, builders.in_work(cast).report, timezone.now()
    About.objects.create(report=other, person=cast.person("pupr_substitute"))
    away(cast.pupr_admin, "pupr.admin", "pupr.pengganti")
    assert (absence.tend(now), absence.tend(now)) == (1, 0)
    assert (holder(report), holder(other)) == ("pupr.pengganti", "pupr.admin")
    assert (absence.tend(now + DAY), holder(report)) == (0, "pupr.pengganti")
    assert (absence.tend(now + 2 * DAY), holder(report)) == (1, "pupr.admin")


def test_whoever_is_back_early_gets_it_back_early(cast: Cast) -> None:
    report, now = builders.in_work(cast).report, timezone.now()
    one = away(cast.pupr_admin, "pupr.admin", "pupr.pengganti", days=10)
    absence.tend(now)
    absence.be_back(one.pk, by=cast.pupr_admin)
    assert (absence.tend(now), holder(report)) == (1, "pupr.admin")
    with pytest.raises(Unseen):
        absence.be_back(one.pk, by=cast.pupr_admin)


@pytest.mark.parametrize(("first", "second", "then"), [(2, 5, "pupr.admin"), (5, 2, "pupr.pengganti")])
def test_what_a_stand_in_holds_goes_on_to_theirs_and_comes_back_to_whose_it_is(
    cast: Cast, first: int, second: int, then: str
) -> None:
    """With the first of the two who is back; in the end with whoever had it."""
    report, now = builders.in_work(cast).report, timezone.now()
    away(cast.pupr_admin, "pupr.admin", "pupr.pengganti", days=first)
    away(cast.front_officer, "pupr.pengganti", "pupr.penghubung", days=second)
    absence.tend(now)
    absence.tend(now)
    assert holder(report) == "pupr.penghubung"
    absence.tend(now + 2 * DAY)
    assert holder(report) == then
    absence.tend(now + 6 * DAY)
    assert holder(report) == "pupr.admin"


def test_whoever_is_back_early_gets_it_also_from_the_stand_ins_stand_in(cast: Cast) -> None:
    report, now = builders.in_work(cast).report, timezone.now()
    one = away(cast.pupr_admin, "pupr.admin", "pupr.pengganti", days=9)
    away(cast.front_officer, "pupr.pengganti", "pupr.penghubung", days=2)
    absence.tend(now)
    absence.be_back(one.pk, by=cast.pupr_admin)
    absence.tend(now + 2 * DAY)
    assert holder(report) == "pupr.admin"


def test_nothing_goes_to_a_stand_in_who_is_in_office_no_more(cast: Cast) -> None:
    report = builders.in_work(cast).report
    away(cast.pupr_admin, "pupr.admin", "pupr.pengganti")
    Post.objects.filter(person__login="pupr.pengganti").update(valid_to=TODAY() - DAY)
    assert (absence.tend(timezone.now()), holder(report)) == (0, "pupr.admin")


def test_one_notes_ones_own_a_head_the_units_and_the_desk_anybodys(cast: Cast) -> None:
    away(cast.pupr_admin, "pupr.admin", "pupr.pengganti")
    away(cast.pupr_head, "pupr.penghubung", "pupr.pengganti")
    away(cast.front_officer, "dinkes.admin", "dinkes.kepala")
    for stranger in (cast.pupr_admin, cast.dinkes_head):
        with pytest.raises(Powerless):
            away(stranger, "pupr.kepala", "pupr.pengganti")


def test_nobody_gives_themselves_the_seat_of_a_colleague(cast: Cast) -> None:
    """As nobody gives themselves a post: a front officer would be head of the front desk by two days on a form."""
    with pytest.raises(Powerless) as refused:
        away(cast.front_officer, "kominfo.kepala", "kominfo")
    assert (refused.value.code, refused.value.needs) == ("absence.own", "another_person")
    assert again(cast, "front_officer").roles == {"front_officer"}
    away(cast.front_head, "kominfo.kepala", "kominfo")
    assert again(cast, "front_officer").roles == {"front_officer", "front_head"}
    Absence.objects.update(ends_on=TODAY())
    with pytest.raises(Powerless):  # nor do they make it last
        away(again(cast, "front_officer"), "kominfo.kepala", "kominfo", after=1)


def test_what_is_no_more_than_they_hold_they_may_take(cast: Cast) -> None:
    """A head for the own team, and a colleague of the same role; of a liaison, who may approve as delegate, a head alone."""
    away(cast.pupr_head, "pupr.admin", "pupr.kepala")
    desk = post("kominfo").unit
    second = Post.objects.create(person=cast.person("pupr_liaison"), unit=desk, role="front_officer", title="Admin II")
    other = again(cast, "pupr_liaison")
    absence.be_absent(post("kominfo").pk, by=other, stand_in=second.pk, starts_on=TODAY(), ends_on=TODAY())
    own = Post.objects.create(
        person=cast.person("pupr_member"), unit=post("pupr.admin").unit, role="liaison", title="PP II"
    )
    Post.objects.create(person=cast.person("pupr_member"), unit=desk, role="front_officer", title="Admin III")
    liaison = Post.objects.get(person=cast.person("pupr_liaison"), role="liaison")
    with pytest.raises(Powerless):
        absence.be_absent(
            liaison.pk, by=again(cast, "pupr_member"), stand_in=own.pk, starts_on=TODAY(), ends_on=TODAY()
        )


def test_a_head_notes_the_posts_alone_that_a_head_gives(cast: Cast) -> None:
    desk = post("kominfo").unit
    Post.objects.create(person=cast.person("alalak_head"), unit=desk, role="head", title="Kepala Diskominfo")
    head = again(cast, "alalak_head")
    for role in ("kominfo.kepala", "kominfo"):
        with pytest.raises(Powerless) as refused:
            away(head, role, "kominfo")
        assert refused.value.code == "act.no_power"


@pytest.mark.parametrize(
    ("stand_in", "days", "after", "field"),
    [
        ("dinkes.admin", 2, 0, "stand_in"),
        ("pupr.admin", 2, 0, "stand_in"),
        ("pupr.pengganti", 0, 0, "ends_on"),
        ("pupr.pengganti", 2, -1, "ends_on"),
        ("pupr.pengganti", 800, 0, "ends_on"),
    ],
)
def test_what_cannot_be_is_refused(cast: Cast, stand_in: str, days: int, after: int, field: str) -> None:
    with pytest.raises(Unfit) as refused:
        away(cast.pupr_admin, "pupr.admin", stand_in, days=days, after=after)
    assert refused.value.field == field


def test_the_same_days_twice_are_out_of_turn(cast: Cast) -> None:
    away(cast.pupr_admin, "pupr.admin", "pupr.pengganti", days=5)
    with pytest.raises(OutOfTurn):
        away(cast.pupr_admin, "pupr.admin", "pupr.pengganti", after=4)
    away(cast.pupr_admin, "pupr.admin", "pupr.pengganti", after=5)
