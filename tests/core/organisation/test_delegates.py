"""Delegates: who names whom, for which days, and that it is written down."""

from datetime import date, timedelta

import pytest
import time_machine
from django.utils import timezone

from arcadumas.base.refusals import Powerless, Unfit, Unseen
from arcadumas.core.audit.models import Entry
from arcadumas.core.organisation import delegates
from arcadumas.core.organisation.actors import Via, person_actor, seats_of
from arcadumas.core.organisation.models import Post
from tests import builders
from tests.cast import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def post(cast: Cast) -> Post:
    return Post.objects.get(person=cast.person("pupr_liaison"))


def today() -> date:
    return timezone.localdate()


def may_approve(post: Post) -> bool:
    return seats_of(post.person)[0].may_approve


def test_the_head_names_a_liaison_of_the_own_unit(cast: Cast, post: Post) -> None:
    assert may_approve(post) is False
    row = delegates.name(post.pk, by=cast.pupr_head, valid_from=today(), valid_to=today())
    assert (may_approve(post), row.named_by) == (True, cast.person("pupr_head"))
    entry = Entry.objects.get(act="delegate_named")
    assert (entry.by, entry.subject, entry.facts) == (
        "pupr.kepala", "pupr.penghubung",
        {"unit": "pupr", "valid_from": today().isoformat(), "valid_to": today().isoformat()},
    )  # fmt: skip


def test_nobody_names_themselves(cast: Cast, post: Post) -> None:
    """Nor somebody who keeps units and is a liaison beside, nor the liaison who stands in for the head."""
    Post.objects.create(person=post.person, unit=Post.objects.get(person__login="kominfo").unit, role="front_officer", title="Admin II")  # fmt: skip
    builders.absence("pupr.kepala", stand_in="pupr.penghubung")
    actor = person_actor(post.person, via=Via.WEB)
    assert post.pk not in delegates.nameable(actor).values_list("pk", flat=True)
    with pytest.raises(Powerless) as refused:
        delegates.name(post.pk, by=actor, valid_from=today())
    assert (refused.value.needs, may_approve(post)) == ("another_person", False)


def test_it_holds_from_the_first_day_to_the_last_and_no_longer(cast: Cast, post: Post) -> None:
    first = today() + timedelta(days=2)
    delegates.name(post.pk, by=cast.pupr_head, valid_from=first, valid_to=first + timedelta(days=1))
    held = []
    for days in range(5):
        with time_machine.travel(timezone.now() + timedelta(days=days)):
            held.append(may_approve(post))
    assert held == [False, False, True, True, False]


def test_it_is_ended_at_once_and_a_second_time_changes_nothing(cast: Cast, post: Post) -> None:
    row = delegates.name(post.pk, by=cast.front_head, valid_from=today())
    first = delegates.end(row.pk, by=cast.pupr_head).ended_at
    assert (may_approve(post), delegates.end(row.pk, by=cast.pupr_head).ended_at) == (False, first)
    assert list(Entry.objects.filter(act="delegate_ended").values_list("by", "subject")) == [
        ("pupr.kepala", "pupr.penghubung")
    ]


@pytest.mark.parametrize("who", ["dinkes_head", "pupr_admin", "pupr_liaison", "secretary", "engineer"])
def test_nobody_else_names_or_ends(cast: Cast, post: Post, who: str) -> None:
    row = builders.delegation(post)
    other = Post.objects.create(person=cast.person("pupr_member"), unit=post.unit, role="liaison", title="Kedua")
    with pytest.raises(Powerless):
        delegates.name(other.pk, by=getattr(cast, who), valid_from=today())
    with pytest.raises(Powerless):
        delegates.end(row.pk, by=getattr(cast, who))


def test_what_does_not_fit_is_refused_in_words(cast: Cast, post: Post) -> None:
    by, day = cast.pupr_head, timedelta(days=1)
    admin = Post.objects.get(person=cast.person("pupr_admin"))
    builders.delegation(post, valid_from=today() + 5 * day, valid_to=today() + 6 * day)
    wrong = [
        (admin, today(), None, "delegate.post"),
        (post, today() - day, None, "delegate.past"),
        (post, today() + day, today(), "delegate.order"),
        (post, today(), None, "delegate.twice"),
        (post, today() + 6 * day, today() + 9 * day, "delegate.twice"),
    ]
    for where, first, last, why in wrong:
        with pytest.raises(Unfit) as refused:
            delegates.name(where.pk, by=by, valid_from=first, valid_to=last)
        assert refused.value.code == why
    delegates.name(post.pk, by=by, valid_from=today(), valid_to=today() + 4 * day)
    for missing in (lambda: delegates.name(0, by=by, valid_from=today()), lambda: delegates.end(0, by=by)):
        with pytest.raises(Unseen):
            missing()


def test_the_head_sees_the_own_unit_and_the_desk_all(cast: Cast, post: Post) -> None:
    row = builders.delegation(post)
    assert [list(delegates.named(who)) for who in (cast.pupr_head, cast.front_officer, cast.dinkes_head)] == [
        [row],
        [row],
        [],
    ]
    assert post in delegates.nameable(cast.pupr_head)
    assert post not in delegates.nameable(cast.dinkes_head)
