"""Proves that no promise has slipped off the ladder, and beats a heart that others can hear."""

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from arcadumas.core.deadlines import rules
from arcadumas.core.deadlines.rules import Snapshot
from arcadumas.core.reports.models import Promise, Unread
from arcadumas.duties.escalation import ladder
from arcadumas.duties.escalation.models import Ascent, Heartbeat
from arcadumas.duties.escalation.reader import READER

SILENT_AFTER = timedelta(minutes=5)
BEHIND_AFTER = timedelta(minutes=10)
MOST = 1_000
SAMPLE = 200  # ladders worked out anew in one look, taken by chance
log = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class Finding:
    """`mended` had no ladder and got one; `behind` have a rung that should have been climbed long ago."""

    open: int
    mended: int
    behind: int


def look(at: datetime) -> Finding:
    """One round of the auditor; writes the heartbeat even when all is well."""
    open_ = Promise.objects.filter(state__in=ladder.OPEN, met_at=None).exclude(step__in=ladder.REPORTERS)
    mended = _mend(at) + _return(at)
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
    ladder.hold(reports)
    return ladder.follow(set(reports)) if reports else 0


@transaction.atomic
def _return(at: datetime) -> int:
    """Open promises whose ladder was ended, or set to a moment it should not have, though rungs are left. How many."""
    now = rules.current()
    wrong = [ascent for ascent in _standing(at) if _is_off(ascent, now)]
    for ascent in wrong:
        log.error("promise %s had slipped off its ladder at rung %s", ascent.promise_id, ascent.place)
    return ladder.realign([ascent.pk for ascent in wrong], now)


def _standing(at: datetime) -> Iterator[Ascent]:
    """Ladders of open promises that have been there for a while; of those that go on, some by chance."""
    unread = Unread.objects.filter(reader=READER).values("event__report")  # their ladders are about to follow
    open_ = Ascent.objects.filter(promise__state__in=ladder.OPEN, promise__met_at=None, begun_at__lt=at - SILENT_AFTER)
    open_ = open_.exclude(promise__report__in=unread)
    ended = open_.filter(next_at=None).select_related("promise").order_by("promise")
    part = open_.exclude(next_at=None).select_related("promise").order_by("?")
    yield from ended[:MOST]
    yield from part[:SAMPLE]


def _is_off(ascent: Ascent, now: Snapshot) -> bool:
    link = ladder.link_at(ascent.chain, ascent.place)
    if link is None:
        return ascent.next_at is not None
    return ascent.next_at is None or ascent.next_at > ladder.moment(link, ascent.promise, ascent, now)


def problem(at: datetime) -> str:
    """Why the ladder cannot be trusted at this moment; "" when it can. For /readyz and `check`."""
    beat = Heartbeat.objects.filter(name="auditor").first()
    if beat is None:
        long_open = Promise.objects.filter(state__in=ladder.OPEN, met_at=None, starts_at__lt=at - SILENT_AFTER)
        waits = long_open.exclude(step__in=ladder.REPORTERS).exists()
        return "the auditor of the ladder has never looked: is a worker running?" if waits else ""
    if at - beat.at > SILENT_AFTER:
        return f"the auditor of the ladder has been silent since {beat.at.isoformat(timespec='seconds')}"
    return f"rungs behind their time: {beat.behind}" if beat.behind else ""
