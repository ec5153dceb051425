"""From the journal to the outbox: unread lines become notices and queued messages, in one transaction a batch.

A kill at any point loses nothing and repeats nothing: the unread row goes in the transaction of its own outcome.
"""

import logging
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from django.db import transaction

from arcadumas.base import wake
from arcadumas.base.outages import AWAY
from arcadumas.core.reports import journal
from arcadumas.core.reports.models import Event, Unread
from arcadumas.duties.notifications import cases, digests, gathering, hushing, matching, planning, settling, unreachable
from arcadumas.duties.notifications.models import Notice, Rule
from arcadumas.duties.notifications.planning import Choice, Routed
from arcadumas.duties.notifications.roster import Roster
from arcadumas.duties.notifications.timing import Timing
from arcadumas.duties.notifications.wording import Wording

log = logging.getLogger(__name__)
READER = "notifications"
BATCH = 50
SITS_OUT = 60  # rounds

_set_aside: dict[int, int] = {}  # unread rows that could not be told, with how many rounds they still sit out


def once(limit: int = BATCH) -> int:
    """Deal with up to `limit` unread lines; how many. A line that cannot be told does not stop the others."""
    aside = _waiting()
    try:
        return _batch(limit, aside)
    except AWAY:
        raise
    except Exception:  # whatever is wrong with one line, the others are told
        log.exception("a batch of journal lines could not be told; trying them one by one")
        return _one_by_one(limit, aside)


def _batch(limit: int, aside: Sequence[int] = (), only: int | None = None) -> int:
    with transaction.atomic():
        rows = (
            Unread.objects.select_for_update(skip_locked=True, of=("self",)).filter(reader=READER).exclude(pk__in=aside)
        )
        if only is not None:
            rows = rows.filter(pk=only)
        related = [f"event__{name}" for name in ("report", *cases.RELATED)]
        unread = list(rows.select_related(*related).order_by("id")[:limit])
        if not unread:
            return 0
        if tell([row.event for row in unread]):
            transaction.on_commit(wake.send, robust=True)
        Unread.objects.filter(pk__in=[row.pk for row in unread]).delete()
    return len(unread)


def _one_by_one(limit: int, aside: Sequence[int]) -> int:
    done = 0
    waiting = Unread.objects.filter(reader=READER).exclude(pk__in=aside).order_by("id")
    for number in waiting.values_list("pk", flat=True)[:limit]:
        try:
            done += _batch(1, only=number)
        except AWAY:
            raise
        except Exception:  # it stays unread and is tried again later
            log.exception("unread row %s could not be told", number)
            _set_aside[number] = SITS_OUT
    return done


def _waiting() -> list[int]:
    for number in list(_set_aside):
        _set_aside[number] -= 1
        if _set_aside[number] <= 0:
            del _set_aside[number]
    return list(_set_aside)


def tell(events: Sequence[Event]) -> int:
    """Write notices and queued messages for these lines; how many notices. The caller holds the transaction.

    A fixed number of statements, however many lines, beside one or two for each reporter with an address."""
    if special := hushing.heed(events):
        digests.hush(special)
    kinds = {event.kind for event in events}
    rules = list(Rule.objects.filter(is_active=True, event__in=kinds).order_by("position", "id"))
    notices = _write(rules, events) if rules else 0
    settling.acted(events)
    return notices


def _write(rules: Sequence[Rule], events: Sequence[Event]) -> int:
    roster = Roster()
    timing = Timing(holder.person_id for holder in roster.holders)
    choices = list(_not_told_before(_choices(rules, cases.read(events, roster), timing)))
    if not choices:
        return 0
    wording = Wording(choice.words[0] for choice in choices)
    at = journal.now()
    gathered = gathering.held(list(_routed(choices, wording, timing, at)), at=at)
    routed = list(planning.quieted(gathered, timing=timing, at=at))
    Notice.objects.bulk_create([each.plan.notice for each in routed])
    planning.queue(routed, wording=wording, at=at)
    return len(routed)


def _choices(rules: Sequence[Rule], known: Iterable[cases.Case], timing: Timing) -> Iterator[Choice]:
    for case in known:
        for rule, holder in matching.choose([rule for rule in rules if timing.speaks(rule, case)], case):
            yield Choice(case=case, rule=rule, holder=holder)


def _not_told_before(choices: Iterable[Choice]) -> Iterator[Choice]:
    """Leave out what a rule says once and has said, in this batch or before."""
    choices = list(choices)
    once_only = [choice for choice in choices if choice.rule.is_once]
    seen: set[tuple[int, str, int | None]] = set()
    if once_only:
        reports = {choice.case.report.pk for choice in once_only}
        purposes = {choice.words[1] for choice in once_only}
        before = Notice.objects.filter(report__in=reports, purpose__in=purposes)
        seen = set(before.values_list("report_id", "purpose", "post_id"))
    for choice in choices:
        key = (choice.case.report.pk, choice.words[1], choice.holder.post_id if choice.holder else None)
        if not (choice.rule.is_once and key in seen):
            yield choice
        seen.add(key)


def _routed(choices: Sequence[Choice], wording: Wording, timing: Timing, at: datetime) -> Iterator[Routed]:
    titles: dict[int, list[str]] = defaultdict(list)
    for choice in choices:
        if choice.holder and choice.words[1] == "disposed":
            titles[choice.case.event.pk].append(choice.holder.title)
    for choice in choices:
        routed = planning.route(choice, wording=wording, timing=timing, told=titles[choice.case.event.pk], at=at)
        if routed:
            yield unreachable.explained(routed, at=at)
