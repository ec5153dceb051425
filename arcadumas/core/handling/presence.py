"""Who is looking at a report now: a row a person, kept fresh by the open page. No line, no clock, no version."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from arcadumas.core.handling.models import Presence
from arcadumas.core.handling.visible import AFTER_OPENING
from arcadumas.core.handling.workflow import find
from arcadumas.core.organisation import powers
from arcadumas.core.organisation.actors import Actor, valid_on
from arcadumas.core.organisation.models import Post
from arcadumas.core.reports.models import Report

FRESH = timedelta(seconds=75)  # two beats of 30 seconds and a little
KEPT = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class Onlooker:
    name: str
    post: str


def look(code: str, *, by: Actor, at: datetime) -> list[Onlooker]:
    """Note that this officer looks, and say who else does. Raises Unseen (404)."""
    return beat(find(code, by=by), by=by, at=at)


def beat(report: Report, *, by: Actor, at: datetime) -> list[Onlooker]:
    """The same of a report in sight. Those who oversee are never named to others."""
    if not by.has(*AFTER_OPENING):
        Presence.objects.update_or_create(report=report, person_id=powers.person_of(by), defaults={"at": at})
    fresh = Presence.objects.filter(report=report, at__gt=at - FRESH).exclude(person=by.person_id)
    people = dict(fresh.order_by("person__name", "person").values_list("person", "person__name"))
    if not people:
        return []
    posts: dict[int, str] = {}
    held = Post.objects.filter(valid_on(at.date()), person__in=people).select_related("unit").order_by("-id")
    for post in held:
        posts[post.person_id] = f"{post.title}, {post.unit.name}"
    return [Onlooker(name=name, post=posts.get(person, "")) for person, name in people.items()]


def forget(at: datetime) -> int:
    gone, _rows = Presence.objects.filter(at__lt=at - KEPT).delete()
    return gone
