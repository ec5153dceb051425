"""Who stands for a unit: the posts in force, and whether there is anybody to tell."""

from collections.abc import Iterable
from datetime import date

from django.db.models import QuerySet
from django.utils import timezone

from arcadumas.base.compiled import Slot
from arcadumas.core.organisation.actors import valid_on
from arcadumas.core.organisation.models import Post, Role, Unit

TEAM = (Role.AGENCY_ADMIN, Role.LIAISON, Role.HEAD, Role.MEMBER, Role.FRONT_OFFICER, Role.FRONT_HEAD, Role.INSPECTORATE, Role.SECRETARY)  # fmt: skip

ABOVE = (*TEAM, Role.REGIONAL_HEAD)  # of what falls to the regional head (decision 0042)


def posts(unit: Unit | int | None = None, *, roles: Iterable[Role]) -> QuerySet[Post]:
    """Posts in force today with an active person, oldest first; of one unit, or of the whole government."""
    found = in_force(timezone.localdate()).filter(role__in=list(roles))
    if unit is not None:
        found = found.filter(unit=unit)
    return found.select_related("person", "unit").order_by("id")


def in_force(day: date | Slot) -> QuerySet[Post]:
    return Post.objects.filter(valid_on(day), person__is_active=True)


def is_active(unit: Unit, *, roles: Iterable[Role] = TEAM) -> bool:
    return posts(unit, roles=roles).exists()
