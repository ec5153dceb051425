"""Units that hold open reports and have nobody to act on them."""

from django.db.models import Exists, OuterRef, QuerySet

from arcadumas.core.handling.models import Disposition
from arcadumas.core.organisation import teams
from arcadumas.core.organisation.models import Role, Unit
from arcadumas.core.reports.models import OPEN

DESK = (Role.FRONT_OFFICER, Role.FRONT_HEAD)


def teamless() -> QuerySet[Unit]:
    held = Disposition.objects.filter(unit=OuterRef("pk"), state__in=Disposition.LIVE, report__state__in=OPEN)
    seats = teams.posts(roles=teams.TEAM).filter(unit=OuterRef("pk"))
    return Unit.objects.filter(Exists(held), ~Exists(seats)).order_by("name", "id")


def has_desk_posts() -> bool:
    """Whether anybody verifies."""
    return teams.posts(roles=DESK).exists()
