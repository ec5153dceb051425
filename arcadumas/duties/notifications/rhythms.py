"""When the morning digest goes out, and which morning is the next."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction

from arcadumas.base import moments
from arcadumas.core.audit import trail
from arcadumas.core.deadlines import rules
from arcadumas.core.deadlines.workdays import nth_working_day
from arcadumas.core.organisation import powers
from arcadumas.core.organisation.actors import Actor
from arcadumas.duties.notifications.models import Rhythm

NAMES = ("is_digest_on", "digest_at", "burst_over", "burst_minutes", "gather_minutes")
LATEST = timedelta(hours=4)  # a worker that comes up later than this after the time tells that morning no more


def current() -> Rhythm:
    """The row as officials set it, else the defaults. One statement."""
    return Rhythm.objects.order_by("id").first() or Rhythm()


def values() -> dict[str, Any]:
    """For a form."""
    return {name: getattr(current(), name) for name in NAMES}


@transaction.atomic
def change(new: Mapping[str, Any], *, by: Actor) -> None:
    """Raises Powerless (403)."""
    seat = powers.require(by, "rules")
    row = Rhythm.objects.select_for_update().order_by("id").first() or Rhythm()
    for name in NAMES:
        setattr(row, name, new[name])
    row.save()
    shown = {name: str(new[name]) for name in NAMES}
    trail.record("rhythm_changed", by=by.login, post=seat.title, via=by.via, subject="rhythm", **shown)


def is_morning(at: datetime, rhythm: Rhythm) -> bool:
    """Whether the digest of this day is due now: on working days, from its time on, for LATEST."""
    now, calendar = moments.local(at), rules.current().calendar
    begins = calendar.at(now.date(), rhythm.digest_at)
    return rhythm.is_digest_on and calendar.is_working(now.date()) and begins <= at < begins + LATEST


def next_morning(at: datetime, rhythm: Rhythm) -> date:
    """The day whose digest can still take something up."""
    today, calendar = moments.local_date(at), rules.current().calendar
    if calendar.is_working(today) and at < calendar.at(today, rhythm.digest_at):
        return today
    return nth_working_day(today, 1, calendar)
