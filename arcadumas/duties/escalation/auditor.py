"""Proves that no promise has slipped off the ladder, and beats a heart that others can hear."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from arcadumas.core.deadlines import rules
from arcadumas.core.reports.models import Promise
from arcadumas.duties.escalation import ladder
from arcadumas.duties.escalation.models import Ascent, Heartbeat

SILENT_AFTER = timedelta(minutes=5)
BEHIND_AFTER = timedelta(minutes=10)
MOST = 1_000


@dataclass(frozen=True, kw_only=True)
class Finding:
    """`mended` had no ladder and got one; `behind` have a rung that should have been climbed long ago."""

    open: int
    mended: int
    behind: int


def look(at: datetime) -> Finding:
    """One round of the auditor; writes the heartbeat even when all is well."""
    open_ = Promise.objects.filter(state__in=ladder.OPEN, met_at=None).exclude(step__in=ladder.REPORTERS)
    mended = _mend(at)
    behind = Ascent.objects.filter(next_at__lt=at - BEHIND_AFTER).count()
    found = Finding(open=open_.count(), mended=mended, behind=behind)
    values = {"at": timezone.now(), "open": found.open, "mended": found.mended, "behind": found.behind}
    Heartbeat.objects.update_or_create(name="auditor", defaults=values)
    return found


@transaction.atomic
def _mend(at: datetime) -> int:
    """Open promises without a ladder, or whose ladder was ended while they are open still."""
    lost = Q(ascent=None) | Q(ascent__next_at=None, ascent__ended_at=None)
    open_ = Promise.objects.filter(lost, state__in=ladder.OPEN, met_at=None, starts_at__lt=at - SILENT_AFTER)
    reports = list(open_.exclude(step__in=ladder.REPORTERS).values_list("report_id", flat=True)[:MOST])
    rules.current()
    return ladder.follow(set(reports)) if reports else 0


def problem(at: datetime) -> str:
    """Why the ladder cannot be trusted at this moment; "" when it can. For /readyz and `check`."""
    beat = Heartbeat.objects.filter(name="auditor").first()
    if beat is None:
        return ""
    if at - beat.at > SILENT_AFTER:
        return f"the auditor of the ladder has been silent since {beat.at.isoformat(timespec='seconds')}"
    return f"rungs behind their time: {beat.behind}" if beat.behind else ""
