"""The reporter's own clocks do not climb the ladder: they are reminded of, and then they end.

Twice: three working days before the last one, and on the day before it.
"""

from datetime import datetime, time, timedelta

from django.db.models import Q

from arcadumas.core.deadlines import rules, workdays
from arcadumas.core.deadlines.rules import Snapshot
from arcadumas.core.reports.models import Promise, State

WAITS = {"complete_info": State.AWAITING_REPORTER, "reporter_reply": State.ANSWERED}
FIRST, SECOND = 3, 1  # working days that are left
APART = timedelta(hours=20)  # between the two


def due(at: datetime, *, most: int) -> list[int]:
    """Promises whose reporter is to be reminded now, the first to fall due first. One statement."""
    waits = Q()
    for step, state in WAITS.items():
        waits |= Q(step=step, report__state=state)
    now = rules.current()
    found = Promise.objects.filter(
        waits, state=Promise.State.RUNNING, met_at=None, due_at__gt=at, due_at__lt=_until(at, now)
    )
    found = found.filter(Q(warned_at=None) | Q(warned_at__lte=at - APART)).order_by("due_at", "id")
    rows = found.values_list("pk", "due_at", "warned_at")[: most * 4]
    return [
        pk for pk, due_at, warned in rows if _is_time(now.working_days_between(at, due_at), is_first=warned is None)
    ][:most]


def _until(at: datetime, now: Snapshot) -> datetime:
    """The first moment with more than FIRST working days before it, however many days off lie between."""
    beyond = workdays.nth_working_day(now.calendar.day(at), FIRST + 1, now.calendar)
    return now.calendar.at(beyond, time.min)


def _is_time(left: int, *, is_first: bool) -> bool:
    return left <= (FIRST if is_first else SECOND)
