"""What somebody must learn that stands in no report's journal: a morning, a drill. Told by the same outbox and ladder of
channels as everything else."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from arcadumas.core.reports import journal
from arcadumas.duties.notifications import addresses, carriers, hushing, planning
from arcadumas.duties.notifications.composing import ORDER, Plan, recipient_of
from arcadumas.duties.notifications.models import Message, Mode, Notice, Rule, Urgency
from arcadumas.duties.notifications.planning import Routed
from arcadumas.duties.notifications.roster import Holder, Roster
from arcadumas.duties.notifications.timing import Timing
from arcadumas.duties.notifications.wording import Wording

# One channel, then the other: nobody is told a morning twice.
WAY = Rule(mode=Mode.FIRST_THEN, minutes=30)
OVER = ("failed", "uncertain", "superseded")


@dataclass(frozen=True, kw_only=True)
class Told:
    """One person's part of an occasion. `values` are in the holder's language."""

    holder: Holder
    values: Mapping[str, str] = field(repr=False)


def tell(
    occasion: str, *, purpose: str, stem: str, told: Sequence[Told], urgency: str = Urgency.NORMAL, at: datetime,
    way: Rule = WAY,
) -> list[Notice]:  # fmt: skip
    """One notice a person, in the caller's transaction. A person told of this occasion before is a mistake: IntegrityError."""
    wording, timing = Wording([stem]), Timing(each.holder.person_id for each in told)
    found = [_routed(occasion, purpose, stem, each, urgency, wording, timing, at, way) for each in told]
    routed = list(planning.quieted(found, timing=timing, at=at))
    notices = Notice.objects.bulk_create([each.plan.notice for each in routed])
    planning.queue(routed, wording=wording, at=at)
    return notices


def _routed(
    occasion: str, purpose: str, stem: str, told: Told, urgency: str, wording: Wording, timing: Timing, at: datetime,
    way: Rule,
) -> Routed:  # fmt: skip
    where = addresses.of_holder(told.holder)
    notice = Notice(
        occasion=occasion, purpose=purpose, stem=stem, level=wording.text(stem, told.holder.language).level, urgency=urgency,
        given=dict(told.values), created_at=at, **recipient_of(told.holder),
    )  # fmt: skip
    channels = planning.channels(notice, way, told.holder, where, timing=timing, at=at)
    return Routed(plan=Plan(case=None, notice=notice, holder=told.holder, addresses=where), channels=channels)


def take_over(notice: Notice, timing: Timing) -> None:
    """The channel not yet used carries it, after quiet hours; with none left it is lost, and no report's journal has a line
    of it."""
    notice.fallback_at = None
    carried = Message.objects.filter(notices=notice).exclude(error_code=hushing.CALLED_OFF)
    used = dict(carried.order_by("queued_at", "id").values_list("channel", "state"))
    holder = Roster().by_post.get(notice.post_id or 0)
    where = addresses.of_holder(holder) if holder and holder.person_id == notice.person_id else {}
    left = [channel for channel in ORDER if channel in where and channel not in used and channel in carriers.usable()]
    at = journal.now()
    is_over = notice.settled_at is not None or notice.lost_at is not None
    quiet = timing.quiet(holder, at) if left and not is_over and notice.urgency != Urgency.URGENT else None
    notice.fallback_at = quiet.until if quiet else None
    notice.save(update_fields=["fallback_at"])
    if is_over or quiet:
        return
    plan = Plan(case=None, notice=notice, holder=holder, addresses=where)
    is_queued = planning.queue_first(Routed(plan=plan, channels=left), wording=Wording([notice.stem]), at=at)
    if not is_queued and all(state in OVER for state in used.values()):
        notice.lost_at = at
        notice.save(update_fields=["lost_at"])
