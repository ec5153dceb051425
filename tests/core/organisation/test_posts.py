"""Posts: given, changed, ended; sight and notices end with them, and the front desk is never left empty."""

from datetime import date, timedelta

import pytest
import time_machine
from django.utils import timezone

from arcadumas.base.refusals import OutOfTurn, Powerless, Stale, Unfit, Unseen
from arcadumas.core.audit.models import Entry
from arcadumas.core.handling.visible import to
from arcadumas.core.organisation import posts
from arcadumas.core.organisation.actors import Via, person_actor, seats_of
from arcadumas.core.organisation.models import Person, Post, Role
from arcadumas.duties.notifications.roster import Roster
from tests import builders
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def post_of(cast: Cast, role: str) -> Post:
    return Post.objects.get(person=cast.person(role))


def given(cast: Cast, login: str = "dinkes.admin", unit: str = "pupr", **values: object) -> Post:
    known = {"role": Role.AGENCY_ADMIN, "title": "Plt. Admin PUPR", "is_substitute": True, "acting": "plt", **values}
    return posts.give_post(login, unit, by=cast.front_officer, **known)  # type: ignore[arg-type]


def roles(login: str) -> list[tuple[str, str]]:
    return [(seat.unit_code, seat.role) for seat in seats_of(Person.objects.get(login=login))]


def test_a_second_post_in_another_unit_gives_sight_and_notices_from_its_first_day(cast: Cast) -> None:
    code = builders.disposed(cast).report.code
    assert not to(cast.dinkes_admin).filter(code=code).exists()
    post = given(cast)
    assert roles("dinkes.admin") == [("dinkes", "agency_admin"), ("pupr", "agency_admin")]
    actor = person_actor(cast.person("dinkes_admin"), via=Via.WEB)
    assert to(actor).filter(code=code).exists()
    assert Roster().by_post[post.pk].is_acting
    assert (post.team, post.valid_from) == (post_of(cast, "pupr_admin").team, timezone.localdate())
    entry = Entry.objects.get(act="post_given")
    assert (entry.subject, entry.facts["person"], entry.facts["role"]) == ("unit:pupr", "dinkes.admin", "agency_admin")


def test_a_post_that_begins_later_or_has_a_last_day_holds_on_its_days_alone(cast: Cast) -> None:
    today = timezone.localdate()
    given(cast, valid_from=today + timedelta(days=2), valid_to=today + timedelta(days=3))
    seen = []
    for days in range(5):
        with time_machine.travel(timezone.now() + timedelta(days=days), tick=False):
            seen.append(("pupr", "agency_admin") in roles("dinkes.admin"))
    assert seen == [False, False, True, True, False]


@pytest.mark.parametrize(("values", "field"), [
    ({"role": "king"}, "role"), ({"title": "x"}, "title"), ({"role": "member"}, "is_substitute"), ({"acting": "plx"}, "acting"),
    ({"valid_to": date(2026, 1, 1)}, "valid_to"), ({"login": "tidak.ada"}, "person"),
])  # fmt: skip
def test_what_does_not_fit_is_said_at_its_field(cast: Cast, values: dict[str, object], field: str) -> None:
    with pytest.raises(Unfit) as refused:
        given(cast, **values)  # type: ignore[arg-type]
    assert refused.value.field == field


def test_the_same_role_twice_an_ended_unit_and_an_own_post_are_refused(cast: Cast) -> None:
    given(cast)
    with pytest.raises(OutOfTurn):
        given(cast)
    with pytest.raises(Unseen):
        given(cast, unit="tidak-ada")
    with pytest.raises(Powerless) as refused:
        given(cast, login=cast.front_officer.login, unit="pupr")
    assert refused.value.needs == "another_person"


def test_what_is_written_on_it_changes(cast: Cast) -> None:
    post = post_of(cast, "pupr_head")
    posts.change_post(post.pk, by=cast.engineer, seen=posts.mark(post), title="Plh. Kepala Dinas PUPR", is_substitute=False, acting="plh", is_in_decree=False)  # fmt: skip
    post.refresh_from_db()
    assert (post.title, post.acting, post.team) == ("Plh. Kepala Dinas PUPR", "plh", None)
    assert Entry.objects.get(act="post_changed").facts["changed"] == ["title", "acting", "team"]


def test_a_post_that_ends_now_loses_sight_and_notices_now(cast: Cast) -> None:
    code = builders.disposed(cast).report.code
    post = post_of(cast, "pupr_admin")
    posts.end_post(post.pk, by=cast.front_officer)
    actor = person_actor(cast.person("pupr_admin"), via=Via.WEB)
    assert (actor.seats, to(actor).filter(code=code).exists()) == ((), False)
    assert post.pk not in {holder.post_id for holder in Roster().team(post.unit_id)}
    ended = Post.objects.get(pk=post.pk).valid_to
    with time_machine.travel(timezone.now() + timedelta(days=3), tick=False):
        posts.end_post(post.pk, by=cast.front_officer)  # what is over stays as it was
    assert Post.objects.get(pk=post.pk).valid_to == ended


def test_a_last_day_still_counts(cast: Cast) -> None:
    today = timezone.localdate()
    post = post_of(cast, "pupr_admin")
    posts.end_post(post.pk, by=cast.front_officer, last_day=today)
    assert roles("pupr.admin") == [("pupr", "agency_admin")]
    with time_machine.travel(timezone.now() + timedelta(days=1), tick=False):
        assert roles("pupr.admin") == []
    with pytest.raises(Unfit):
        posts.end_post(post.pk, by=cast.front_officer, last_day=date(2020, 1, 1))


def test_the_last_post_of_the_front_desk_stays(cast: Cast) -> None:
    posts.end_post(post_of(cast, "front_head").pk, by=cast.engineer)
    last = post_of(cast, "front_officer")
    for day in (None, timezone.localdate() + timedelta(days=30)):
        with pytest.raises(OutOfTurn):
            posts.end_post(last.pk, by=cast.engineer, last_day=day)
    posts.give_post("pupr.admin", "diskominfo", by=cast.engineer, role=Role.FRONT_OFFICER, title="Admin Instansi", valid_to=timezone.localdate())  # fmt: skip
    with pytest.raises(OutOfTurn):  # that one is gone by then
        posts.end_post(last.pk, by=cast.engineer, last_day=timezone.localdate() + timedelta(days=30))


@pytest.mark.parametrize("role", ["pupr_admin", "pupr_head", "secretary", "regional_head", "inspector"])
def test_others_may_not(cast: Cast, role: str) -> None:
    who, post = getattr(cast, role), post_of(cast, "dinkes_admin")
    with pytest.raises(Powerless):
        posts.give_post("pupr.teknis", "dinkes", by=who, role=Role.MEMBER, title="Anggota")
    with pytest.raises(Powerless):
        posts.change_post(
            post.pk, by=who, seen=posts.mark(post), title="Anggota", is_substitute=False, acting="", is_in_decree=True
        )
    with pytest.raises(Powerless):
        posts.end_post(post.pk, by=who)


def test_a_head_keeps_the_own_team_and_nothing_above_it(cast: Cast) -> None:
    given_by_head = posts.give_post("dinkes.admin", "pupr", by=cast.pupr_head, role=Role.MEMBER, title="Anggota teknis")
    posts.end_post(given_by_head.pk, by=cast.pupr_head)
    assert given_by_head.pk not in {seat.id for seat in seats_of(cast.person("dinkes_admin"))}
    for role in (Role.HEAD, Role.FRONT_OFFICER, Role.FRONT_HEAD, Role.ENGINEER, Role.INSPECTORATE, Role.REGIONAL_HEAD):
        with pytest.raises(Powerless):
            posts.give_post("dinkes.admin", "pupr", by=cast.pupr_head, role=role, title="Pejabat baru")
    with pytest.raises(Powerless):
        posts.give_post("pupr.kepala", "pupr", by=cast.pupr_head, role=Role.AGENCY_ADMIN, title="Admin PUPR")
    with pytest.raises(Powerless):
        posts.end_post(post_of(cast, "pupr_head").pk, by=cast.pupr_head)
    assert posts.roles_for(by=cast.pupr_head) == posts.OF_HEAD
    assert posts.roles_for(by=cast.engineer) == tuple(Role)


def test_the_second_of_two_who_write_on_a_post_is_told(cast: Cast) -> None:
    post = post_of(cast, "pupr_head")
    seen = posts.mark(post)
    given_title = {"is_substitute": False, "acting": "", "is_in_decree": True, "seen": seen}
    posts.change_post(post.pk, by=cast.front_head, title="Kepala Dinas PU", **given_title)  # type: ignore[arg-type]
    with pytest.raises(Stale):
        posts.change_post(post.pk, by=cast.engineer, title="Kepala Dinas PR", **given_title)  # type: ignore[arg-type]


def test_a_last_day_to_come_is_taken_away_and_what_is_over_stays(cast: Cast) -> None:
    post = post_of(cast, "pupr_member")
    posts.end_post(post.pk, by=cast.front_head, last_day=timezone.localdate() + timedelta(days=5))
    for _time in range(2):
        assert posts.go_on(post.pk, by=cast.pupr_head).valid_to is None
    assert Entry.objects.filter(act="post_goes_on").count() == 1
    posts.end_post(post.pk, by=cast.front_head)
    with pytest.raises(OutOfTurn):
        posts.go_on(post.pk, by=cast.front_head)
    for who in (cast.dinkes_head, cast.pupr_admin):
        with pytest.raises(Powerless):
            posts.go_on(post.pk, by=who)
    with pytest.raises(Powerless):
        posts.go_on(post_of(cast, "front_head").pk, by=cast.front_head)
