"""Who is looking at a report now: a row a person, kept fresh by the open page. No line, no clock, no version."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import QuerySet

from arcadumas.base.compiled import Slot, prepared
from arcadumas.core.handling.models import Presence
from arcadumas.core.handling.reading import is_known
from arcadumas.core.handling.visible import AFTER_OPENING
from arcadumas.core.handling.workflow import find, unseen
from arcadumas.core.organisation import powers
from arcadumas.core.organisation.actors import Actor, valid_on
from arcadumas.core.organisation.models import Post
from arcadumas.core.reports.models import Report

FRESH = timedelta(seconds=75)  # two beats of 30 seconds and a little
WRITTEN = timedelta(seconds=15)  # so long a beat need not be written again
KEPT = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class Onlooker:
    name: str
    post: str


def look(code: str, *, by: Actor, at: datetime) -> list[Onlooker]:
    """Note that this officer looks, and say who else does. Raises Unseen (404), also of what their unit gave back: who works
    on it now is no longer theirs to know."""
    report = find(code, by=by)
    if not is_known(report, by=by):
        raise unseen()
    return beat(report, by=by, at=at)


def beat(report: Report, *, by: Actor, at: datetime) -> list[Onlooker]:
    """The same of a report in sight. Those who oversee are never named to others."""
    rows = _fresh(report.pk, at - FRESH)
    if not by.has(*AFTER_OPENING) and not any(
        person == by.person_id and at - last < WRITTEN for person, _n, last in rows
    ):
        _write(report, powers.person_of(by), at)
    people = {person: name for person, name, _last in rows if person != by.person_id}
    if not people:
        return []
    posts: dict[int, str] = {}
    held = Post.objects.filter(valid_on(at.date()), person__in=people).select_related("unit").order_by("-id")
    for post in held:
        posts[post.person_id] = f"{post.title}, {post.unit.name}"
    return [Onlooker(name=name, post=posts.get(person, "")) for person, name in people.items()]


@prepared
def _fresh(report: Slot, since: Slot) -> QuerySet[Presence, tuple[int, str, datetime]]:
    found = Presence.objects.filter(report=report, at__gt=since).order_by("person__name", "person")
    return found.values_list("person", "person__name", "at")


def _write(report: Report, person_id: int, at: datetime) -> None:
    row = Presence(report=report, person_id=person_id, at=at)
    Presence.objects.bulk_create([row], update_conflicts=True, unique_fields=["report", "person"], update_fields=["at"])


def forget(at: datetime) -> int:
    gone, _rows = Presence.objects.filter(at__lt=at - KEPT).delete()
    return gone
