"""Units that an instruction may go to, and the picked reports as the form lists them."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _

from arcadumas.core.figures import attention
from arcadumas.core.organisation import teams
from arcadumas.core.organisation.actors import Actor, valid_on
from arcadumas.core.organisation.models import Post, Unit
from arcadumas.core.reports.models import About, Report


def choices(reports: Sequence[Report]) -> list[tuple[str, Any]]:
    """Those with somebody to tell that none of the reports complains of, by name."""
    seats = Post.objects.filter(
        valid_on(timezone.localdate()), unit=OuterRef("pk"), role__in=teams.TEAM, person__is_active=True
    )
    free = Unit.objects.filter(Exists(seats), valid_to=None).exclude(
        pk__in=About.objects.filter(report__in=reports, unit__isnull=False).values("unit")
    )
    return [("", _("Choose one")), *free.order_by("name").values_list("code", "name")]


def rows(reports: Sequence[Report], who: Actor) -> list[tuple[Any, str]]:
    """Each with its title, "" where it may not be read."""
    found = attention.with_causes([one.pk for one in reports], who)
    return [(one, one.title if one.is_readable else "") for one in found]
