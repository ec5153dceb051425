"""The channel not yet used takes over: when the first failed, stayed uncertain, or delivered nothing in time.

With no channel left, or none but a WhatsApp message that nobody receives, the notice is lost: its post's substitute gets it, the journal says so, the front desk is told.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.db.models.functions import Now

from arcadumas.base import wake
from arcadumas.core.handling.unreachable import mark_unreachable
from arcadumas.core.reports import journal
from arcadumas.core.reports.models import Event
from arcadumas.duties.notifications import (
    addresses,
    bundling,
    carriers,
    cases,
    hushing,
    occasions,
    outward,
    planning,
    settling,
    together,
    unreachable,
)
from arcadumas.duties.notifications.cases import Case
from arcadumas.duties.notifications.composing import ORDER, Plan, recipient_of
from arcadumas.duties.notifications.models import PUSH, Channel, Message, Notice, RecipientKind, Rule, Urgency
from arcadumas.duties.notifications.planning import Routed
from arcadumas.duties.notifications.roster import Holder, Roster
from arcadumas.duties.notifications.timing import Timing
from arcadumas.duties.notifications.wording import Wording

BATCH = 20
AGAIN = timedelta(minutes=10)
SOON, LONGEST = timedelta(minutes=1), timedelta(days=1)  # between two looks at least; how long a template is waited for
OVER = ("failed", "uncertain", "superseded")  # states of a message that may not be waited for any longer
UNDER_WAY = ("queued", "claimed", "sent")


def once(limit: int = BATCH) -> int:
    """Deal with the notices whose moment has come; how many. One that cannot be dealt with does not stop the others: it is
    tried again in a while."""
    return together.once(
        lambda: _batch(limit), parts=lambda: _due().values_list("pk", flat=True)[:limit],
        alone=lambda number: _batch(1, only=number), later=_later, what="notices to be handed on",
    )  # fmt: skip


def _later(number: int) -> int:
    return Notice.objects.filter(pk=number).update(fallback_at=Now() + AGAIN)


def _due() -> QuerySet[Notice]:
    return Notice.objects.filter(fallback_at__lte=Now()).order_by("fallback_at", "id")


def _batch(limit: int, only: int | None = None) -> int:
    with transaction.atomic():
        due = _due().select_for_update(skip_locked=True, of=("self",))
        if only is not None:
            due = due.filter(pk=only)
        notices = list(due.select_related("rule")[:limit])
        if not notices:
            return 0
        related = ("report", *cases.RELATED)
        wanted = {notice.event_id for notice in notices if notice.event_id}
        events = Event.objects.select_related(*related).in_bulk(wanted)
        roster = Roster()
        known = {case.event.pk: case for case in cases.read(list(events.values()), roster)}
        timing = Timing(holder.person_id for holder in roster.holders)
        for notice in notices:
            if notice.event_id is None:
                occasions.take_over(notice, timing)
            else:
                _take_over(notice, known[notice.event_id], timing)
        transaction.on_commit(wake.send, robust=True)
    return len(notices)


def _take_over(notice: Notice, case: Case, timing: Timing) -> None:
    """In the quiet hours of its recipient a channel takes over at their end; that none is left is seen at once."""
    notice.fallback_at = None
    notice.save(update_fields=["fallback_at"])
    holder = _holder(notice, case)
    if notice.settled_at or notice.lost_at or not _is_still_said(notice, case, holder):
        return
    carried = Message.objects.filter(notices=notice).exclude(channel=PUSH).exclude(error_code=hushing.CALLED_OFF)
    rows = carried.order_by("queued_at", "id").only("channel", "state", "sent_at")
    used = {message.channel: message for message in rows}
    where = addresses.of(holder, case) if holder or notice.recipient == RecipientKind.REPORTER else {}
    left = [channel for channel in ORDER if channel in where and channel not in used and channel in carriers.usable()]
    quiet = timing.quiet(holder, journal.now()) if left and not _is_urgent(notice, case) else None
    if quiet:
        notice.fallback_at = quiet.until
        notice.save(update_fields=["fallback_at"])
    elif (
        not _send(notice, case, holder, left, where)
        and _is_over(notice, list(used.values()))
        and not _waits(notice, case, holder, left, where)
    ):
        _give_up(notice, case, holder, timing)


def _is_still_said(notice: Notice, case: Case, holder: Holder | None) -> bool:
    """What is not for its recipient any more is settled; of a special report no more is said than that there is one."""
    if not hushing.is_for(notice, case, holder):
        settling.settle([notice.pk])
        return False
    if hushing.reword(notice, case):
        notice.save(update_fields=["stem", "level"])
    return True


def _is_over(notice: Notice, used: Sequence[Message]) -> bool:
    """Whether nothing may be waited for any longer. Where another channel has failed, WhatsApp that is not delivered is waited
    for as long as the rule says, and looked at again then; by itself it is waited for without end: the telephone may be off."""
    open_ = [message for message in used if message.state not in OVER]
    is_awaited = [each.channel == Channel.WHATSAPP and each.state in UNDER_WAY for each in open_] == [True]
    if len(open_) == len(used) or not is_awaited:
        return not open_
    at = journal.now()
    until = (open_[0].sent_at or at) + _patience(notice)
    if open_[0].state == Message.State.SENT and until <= at:
        return True
    Notice.objects.filter(pk=notice.pk).update(fallback_at=max(until, at + SOON))
    return False


def _patience(notice: Notice) -> timedelta:
    rule = notice.rule or Rule()
    return timedelta(minutes=rule.minutes if notice.patience is None else notice.patience)


def _is_urgent(notice: Notice, case: Case) -> bool:
    return case.report.is_urgent or notice.urgency == Urgency.URGENT


def _holder(notice: Notice, case: Case) -> Holder | None:
    """Whoever holds the post now, or the body outside."""
    if notice.recipient == RecipientKind.OUTSIDE:
        return next(iter(outward.invited(case)), None)
    return case.roster.by_post.get(notice.post_id or 0)


def _send(
    notice: Notice, case: Case, holder: Holder | None, channels: Sequence[str], where: addresses.Addresses
) -> bool:
    """By the first of these channels that has words for it; whether one had."""
    routed, wording, at = _routed(notice, case, holder, channels, where)
    return planning.queue_first(routed, wording=wording, at=at)


def _waits(
    notice: Notice, case: Case, holder: Holder | None, channels: Sequence[str], where: addresses.Addresses
) -> bool:
    """For a reporter nobody stands in. Where Meta has not approved the words, or paused them, the notice is looked at again
    for a day, less and less often; after that officers see that it failed."""
    if notice.recipient != RecipientKind.REPORTER:
        return False
    routed, wording, at = _routed(notice, case, holder, channels, where)
    if not planning.is_held_back(routed, wording):
        return False
    age = at - notice.created_at
    if age >= LONGEST:
        planning.write_off(routed, wording=wording, at=at)
        return False
    Notice.objects.filter(pk=notice.pk).update(fallback_at=at + max(SOON, age / 4))
    return True


def _routed(
    notice: Notice, case: Case, holder: Holder | None, channels: Sequence[str], where: addresses.Addresses
) -> tuple[Routed, Wording, datetime]:
    wording = Wording([notice.stem, planning.BUNDLED])
    at = journal.now()
    plan = bundling.again(Plan(case=case, notice=notice, holder=holder, addresses=where), at)
    return unreachable.explained(Routed(plan=plan, channels=channels), at=at), wording, at


def _give_up(notice: Notice, case: Case, holder: Holder | None, timing: Timing) -> None:
    """Once for a notice. That the notice of an unreachable post cannot be delivered is not told in turn."""
    at = journal.now()
    notice.lost_at = at
    notice.save(update_fields=["lost_at"])
    if notice.purpose == unreachable.PURPOSE or notice.recipient == RecipientKind.OUTSIDE:
        return  # whoever invited reads on the case that the mail did not arrive, and has the link
    if holder:
        _pass_on(notice, case, holder, timing, at)
    mark_unreachable(case.report.code, post_id=notice.post_id or 0)


def _pass_on(notice: Notice, case: Case, holder: Holder, timing: Timing, at: datetime) -> None:
    """The same notice to whoever stands in, unless they have it already or it is not for them."""
    substitute = case.roster.substitute(holder)
    if substitute is None or not hushing.is_for(notice, case, substitute):
        return
    same = Notice.objects.filter(event=notice.event_id, purpose=notice.purpose, post=substitute.post_id)
    if same.exists():
        return
    where = addresses.of_holder(substitute)
    channels = [channel for channel in ORDER if channel in where and channel in carriers.usable()]
    quiet = None if _is_urgent(notice, case) else timing.quiet(substitute, at)
    copy = Notice(
        event=case.event, report=case.report, purpose=notice.purpose, stem=notice.stem, level=notice.level,
        cause=notice.cause, urgency=notice.urgency, created_at=at, fallback_at=None if channels else at,
        rule_id=notice.rule_id, **recipient_of(substitute),
    )  # fmt: skip
    if quiet:
        planning.hold(copy, quiet)
    copy.save()
    routed, wording, at = _routed(copy, case, substitute, [] if quiet else channels, where)
    planning.queue([routed], wording=wording, at=at)
