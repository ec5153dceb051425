"""A post as it is spoken of: the tenures by which somebody may be meant."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from arcadumas.core.organisation.actors import Actor, Via, person_actor
from arcadumas.core.organisation.models import Post, Role, Unit
from arcadumas.core.organisation.succession import same
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def tenure(cast: Cast, role: str, *, unit: str = "pupr", as_: Role = Role.HEAD, title: str = "Kepala Dinas PUPR", is_over: bool = False) -> Post:  # fmt: skip
    until = timezone.localdate() - timedelta(days=1) if is_over else None
    return Post.objects.create(person=cast.person(role), unit=Unit.objects.get(code=unit), role=as_, title=title, valid_to=until)  # fmt: skip


def meant(cast: Cast, role: str) -> set[int]:
    return set(person_actor(cast.person(role), via=Via.WEB).post_ids)


def test_all_of_their_own_also_those_that_ended(cast: Cast) -> None:
    old = tenure(cast, "dinkes_head", is_over=True)
    assert old.pk in meant(cast, "dinkes_head")
    assert old.pk not in meant(cast, "dinkes_admin")


def test_those_that_others_had_of_the_posts_they_hold_now(cast: Cast) -> None:
    before = tenure(cast, "alalak_head", title="Plt. Kepala", is_over=True)
    assert before.pk in meant(cast, "pupr_head")
    assert {role for role in ("pupr_admin", "pupr_member", "pupr_liaison", "dinkes_head") if before.pk in meant(cast, role)} == set()  # fmt: skip


def test_of_a_role_that_several_hold_only_those_of_the_same_title(cast: Cast) -> None:
    seat = cast.pupr_admin.seats[0]
    before = tenure(cast, "dinkes_admin", as_=Role.AGENCY_ADMIN, title=f" {seat.title.upper()} ", is_over=True)
    assert before.pk in meant(cast, "pupr_admin")
    assert before.pk not in meant(cast, "pupr_substitute")


def test_whoever_left_a_post_is_not_meant_by_those_who_have_it_later(cast: Cast) -> None:
    tenure(cast, "dinkes_head", is_over=True)
    later = Post.objects.get(person=cast.person("pupr_head"))
    assert later.pk not in meant(cast, "dinkes_head")


def test_it_is_asked_once_an_actor(cast: Cast) -> None:
    who = person_actor(cast.person("pupr_head"), via=Via.WEB)
    with CaptureQueriesContext(connection) as asked:
        assert who.post_ids == who.post_ids != []
    assert len(asked) == 1
    assert Actor(kind="reporter", via=Via.WEB).post_ids == []


def test_a_head_is_one_whatever_the_title_says(cast: Cast) -> None:
    head, admin = cast.pupr_head.seats[0], cast.pupr_admin.seats[0]
    assert same(head) == (head.unit_id, "head", "")
    assert same(admin) == (admin.unit_id, "agency_admin", admin.title.casefold())
