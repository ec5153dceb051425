"""What was held is let go: put into words as things stand now, to whoever holds the post now.

Dropped: what somebody has dealt with meanwhile, what speaks of a clock that has ended, and what is not for its recipient
any more (hushing.py). Held again: what its rule lets go in the quiet hours of its recipient. Several for one person become
one message, but not those of special reports.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db import transaction
from django.db.models import QuerySet
from django.db.models.functions import Now

from arcadumas.base import wake
from arcadumas.core.reports import journal
from arcadumas.core.reports.models import Event, Promise
from arcadumas.duties.notifications import (
    addresses,
    carriers,
    cases,
    gathering,
    hushing,
    outward,
    planning,
    settling,
    together,
    unreachable,
)
from arcadumas.duties.notifications.cases import Case
from arcadumas.duties.notifications.composing import Plan
from arcadumas.duties.notifications.models import Mode, Notice, RecipientKind, Urgency
from arcadumas.duties.notifications.planning import Routed
from arcadumas.duties.notifications.roster import Holder, Roster
from arcadumas.duties.notifications.timing import Timing
from arcadumas.duties.notifications.wording import Wording

BATCH = 200  # at the end of a night
AGAIN = timedelta(hours=1)
COLUMNS = (
    "person",
    "stem",
    "level",
    "urgency",
    "patience",
    "held_until",
    "held_why",
    "fallback_at",
    "bundle_at",
    "settled_at",
)


def once(limit: int = BATCH) -> int:
    """Deal with the notices whose wait is over; how many. What is bundled goes out by bundling.py. One that cannot be put
    into words does not stop the others: it is tried again in an hour."""
    return together.once(
        lambda: _batch(limit), parts=lambda: _due().values_list("pk", flat=True)[:limit],
        alone=lambda number: _batch(1, only=number), later=_later, what="notices to be let go",
    )  # fmt: skip


def _later(number: int) -> int:
    return Notice.objects.filter(pk=number).update(held_until=Now() + AGAIN)


def _due() -> QuerySet[Notice]:
    return Notice.objects.filter(held_until__lte=Now(), bundle_at=None).order_by("held_until", "id")


def _batch(limit: int, only: int | None = None) -> int:
    with transaction.atomic():
        held = _due().select_for_update(skip_locked=True, of=("self",))
        if only is not None:
            held = held.filter(pk=only)
        notices = list(held.select_related("rule")[:limit])
        if not notices:
            return 0
        _let_go(notices)
        transaction.on_commit(wake.send, robust=True)
    return len(notices)


def _let_go(notices: Sequence[Notice]) -> None:
    at, roster = journal.now(), Roster()
    wanted = {notice.event_id for notice in notices if notice.event_id}
    events = Event.objects.select_related("report", *cases.RELATED).in_bulk(wanted)
    known = {case.event.pk: case for case in cases.read(list(events.values()), roster)}
    timing = Timing(holder.person_id for holder in roster.holders)
    held = [
        Held(notice, case, _holder(notice, case, roster))
        for notice in notices
        for case in [known.get(notice.event_id or 0)]
    ]
    ready = list(_ready(held, timing, at))
    bundled = set(_bundled([each for each in ready if _may_be_bundled(each)], at))
    single = [each for each in ready if each.notice.pk not in bundled]
    wording = Wording(each.notice.stem for each in single)
    routed = [_routed(each, timing, at) for each in single]
    Notice.objects.bulk_update(notices, COLUMNS)
    planning.queue([unreachable.explained(each, at=at) for each in routed], wording=wording, at=at)


def _holder(notice: Notice, case: Case | None, roster: Roster) -> Holder | None:
    if case and notice.recipient == RecipientKind.OUTSIDE:
        return next(iter(outward.invited(case)), None)
    return roster.by_post.get(notice.post_id or 0)


class Held(NamedTuple):
    """`case` None: of an occasion. `holder`: whoever holds the post now; None for a reporter."""

    notice: Notice
    case: Case | None
    holder: Holder | None


def _ready(held: Iterable[Held], timing: Timing, at: datetime) -> Iterator[Held]:
    """Those that go out now; the others are dropped or held on."""
    for each in held:
        notice, case, holder = each
        notice.held_until = None
        if notice.settled_at or is_over(each) or (case and not hushing.is_for(notice, case, holder)):
            notice.settled_at = notice.settled_at or at
            continue
        if case:
            hushing.reword(notice, case)
        notice.person_id = (holder.person_id if holder else 0) or notice.person_id
        if case and case.report.is_urgent:
            notice.urgency = Urgency.URGENT
        quiet = timing.quiet(holder, at) if notice.urgency != Urgency.URGENT else None
        if quiet:
            planning.hold(notice, quiet)
            continue
        yield each


def is_over(held: Held) -> bool:
    """Whether no word is needed any more: of a clock that was kept or cancelled, of a morning of somebody else's."""
    notice, case, holder = held
    if case is None:
        return holder is None or holder.person_id != notice.person_id
    if case.event.kind not in settling.OF_CLOCKS:
        return False
    number = getattr(case.facts, "promise", 0)
    clock = next((each for each in case.promises if each.pk == number), None)
    return clock is None or clock.met_at is not None or clock.state == Promise.State.CANCELLED


def _may_be_bundled(held: Held) -> bool:
    """To a post that can be reached, of a report that may stand in a list."""
    notice, case, holder = held
    if case is None or holder is None or notice.recipient == RecipientKind.OUTSIDE or notice.urgency == Urgency.URGENT:
        return False
    if notice.level in gathering.ALONE or notice.stem in gathering.SELF_GATHERED:
        return False
    return bool(set(addresses.of_holder(holder)) & set(carriers.usable()))


def _bundled(held: Sequence[Held], at: datetime) -> Iterator[int]:
    """Several for one person go out together."""
    groups: dict[int | None, list[Notice]] = defaultdict(list)
    for each in held:
        groups[each.notice.person_id].append(each.notice)
    for notice in (notice for group in groups.values() if len(group) > 1 for notice in group):
        rule = notice.rule
        notice.bundle_at = at
        notice.patience = rule.minutes if rule and rule.mode == Mode.FIRST_THEN else None
        yield notice.pk


def _routed(held: Held, timing: Timing, at: datetime) -> Routed:
    notice, case, holder = held
    where: addresses.Addresses = {}
    if holder:
        where = addresses.of_holder(holder)
    elif case and notice.recipient == RecipientKind.REPORTER:
        where = addresses.of_reporter(case)
    channels = planning.channels(notice, notice.rule, holder, where, timing=timing, at=at)
    told = Notice.objects.filter(event=notice.event_id, purpose="disposed", post__isnull=False).order_by("id")
    titles = list(told.values_list("post__title", flat=True)) if case and case.event.kind == "disposed" else []
    return Routed(plan=Plan(case=case, notice=notice, holder=holder, addresses=where, told=titles), channels=channels)
