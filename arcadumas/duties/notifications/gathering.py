"""Which notices do not go out by themselves at once: news that can wait for the morning, and what a burst brings.

More than `burst_over` notices for one person within `burst_minutes` that have not left yet: the rest waits, at most
`gather_minutes`, and goes out as one message (`bundling`). What leaves as fast as it comes is no burst (decision 0021).
Decision 0017 says what is never gathered.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from django.db.models import Count, Min, Q

from arcadumas.duties.notifications import rhythms
from arcadumas.duties.notifications.matching import SPECIAL_LEVEL
from arcadumas.duties.notifications.models import Message, Notice, RecipientKind, Rhythm, Urgency
from arcadumas.duties.notifications.planning import Routed

UNSENT = (Message.State.QUEUED, Message.State.CLAIMED)
ALONE = (SPECIAL_LEVEL,)  # of a special report nothing is said but that there is one
SELF_GATHERED = ("aduan_beberapa", "aduan_tak_terjangkau")  # these are one message for several notices already


def held(routed: Sequence[Routed], *, at: datetime) -> list[Routed]:
    """The same plans; those that wait have no channel yet. The notices are not yet saved. Two statements."""
    candidates = [each for each in routed if _may_wait(each)]
    if not candidates:
        return list(routed)
    rhythm = rhythms.current()
    for_morning = [each for each in candidates if rhythm.is_digest_on and _is_news(each)]
    burst = _burst([each for each in candidates if each not in for_morning], rhythm, at)
    for each in for_morning:
        each.plan.notice.digest_on, each.plan.notice.fallback_at = rhythms.next_morning(at, rhythm), None
    for each, moment in burst:
        notice = each.plan.notice
        notice.patience = _minutes(notice.fallback_at - at) if notice.fallback_at else None
        notice.bundle_at, notice.fallback_at = moment, None
    waiting = {id(each) for each in for_morning} | {id(each) for each, _moment in burst}
    return [replace(each, channels=()) if id(each) in waiting else each for each in routed]


def _may_wait(routed: Routed) -> bool:
    """Officers only; nothing urgent, nothing special, and nothing that cannot go anywhere."""
    notice = routed.plan.notice
    is_calm = notice.urgency != Urgency.URGENT and notice.level not in ALONE and notice.stem not in SELF_GATHERED
    return (
        is_calm
        and routed.plan.holder is not None
        and notice.recipient != RecipientKind.OUTSIDE
        and bool(routed.channels)
        and notice.bundle_at is None
    )


def _is_news(routed: Routed) -> bool:
    return routed.plan.notice.urgency == Urgency.DIGEST


def _burst(candidates: Sequence[Routed], rhythm: Rhythm, at: datetime) -> list[tuple[Routed, datetime]]:
    """Those beyond the number that goes out singly, each with the moment of its bundle."""
    people = {each.plan.notice.person_id or 0 for each in candidates}
    queued, gathering = _lately(people, at - timedelta(minutes=rhythm.burst_minutes)) if people else (Counter(), {})
    latest = at + timedelta(minutes=rhythm.gather_minutes)
    beyond = []
    for each in candidates:
        person_id = each.plan.notice.person_id or 0
        queued[person_id] += 1
        if queued[person_id] > rhythm.burst_over:
            beyond.append((each, min(latest, gathering.get(person_id, latest))))
    return beyond


def _lately(people: Iterable[int], since: datetime) -> tuple[Counter[int], dict[int, datetime]]:
    """By person: how many notices since then wait for a carrier, and when the bundle that is gathered goes out. One statement."""
    is_late = Q(created_at__gt=since, occasion="", digest_on=None, messages__state__in=UNSENT)
    is_gathered = Q(bundle_at__isnull=False) & ~Q(stem__in=SELF_GATHERED)
    found = Notice.objects.filter(is_late | is_gathered, person__in=people).values("person").order_by("person")
    rows = list(
        found.annotate(count=Count("pk", filter=is_late, distinct=True), at=Min("bundle_at", filter=is_gathered))
    )
    return Counter({row["person"]: row["count"] for row in rows}), {
        row["person"]: row["at"] for row in rows if row["at"]
    }


def _minutes(span: timedelta) -> int:
    return round(span.total_seconds() / 60)
