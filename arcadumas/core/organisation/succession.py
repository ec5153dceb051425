"""A post as it is spoken of ("the head of Public Works, whoever holds it"): a row of Post is one person's tenure of it.

Two tenures are of one post in the same unit and role; where several hold a role at once, by the same title as well.
"""

from collections.abc import Iterable
from typing import Any, Protocol

from django.db.models import Q, QuerySet

from arcadumas.base.compiled import Slot, prepared
from arcadumas.core.organisation.models import Post, Role

ALONE = (Role.HEAD, Role.FRONT_HEAD, Role.SECRETARY, Role.REGIONAL_HEAD)  # one at a time, also as Plt. or Plh.
Same = tuple[int, str, str]


class Held(Protocol):
    """A post, a seat or a holder of one."""

    @property
    def role(self) -> Any: ...
    @property
    def unit_id(self) -> int: ...
    @property
    def title(self) -> str: ...


def same(post: Held) -> Same:
    """Equal for the tenures of one post."""
    return (post.unit_id, str(post.role), "" if post.role in ALONE else " ".join(post.title.casefold().split()))


def of_person(person_id: int | None, held: Iterable[Held]) -> list[int]:
    """Keys of the tenures by which somebody may be meant: all of their own, ended ones too, and those that others had of
    the posts that they hold now. One statement."""
    now = {same(post) for post in held}
    rows = _tenures(person_id, sorted({unit for unit, *_more in now}))
    return [post.pk for post in rows if post.person_id == person_id or same(post) in now]


@prepared
def _tenures(person: Slot, units: Slot) -> QuerySet[Post]:
    rows = Post.objects.filter(Q(person=person) | Q(unit__among=units))
    return rows.only("pk", "person", "unit", "role", "title").order_by("id")
