"""From a chosen recipient to a notice with its messages: which channels, which level, what is queued."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from arcadumas.duties.notifications import addresses, carriers, matching, pushing
from arcadumas.duties.notifications.cases import Case
from arcadumas.duties.notifications.composing import CLOUD_API, ORDER, Plan, compose, compose_unsendable, recipient_of
from arcadumas.duties.notifications.models import Channel, Message, Mode, Notice, Rule, Urgency
from arcadumas.duties.notifications.roster import Holder
from arcadumas.duties.notifications.texts import Text
from arcadumas.duties.notifications.timing import Held, Timing, is_urgent
from arcadumas.duties.notifications.wording import Wording

BUNDLED = "aduan_beberapa"
GATHERING = timedelta(seconds=10)  # an import is told in one message, once no more of its lines come


@dataclass(frozen=True, kw_only=True)
class Choice:
    case: Case
    rule: Rule
    holder: Holder | None

    @property
    def words(self) -> tuple[str, str]:
        return matching.words_for(self.rule, self.case)


@dataclass(frozen=True, kw_only=True)
class Routed:
    """A plan with the channels that carry it at once."""

    plan: Plan
    channels: Sequence[str]


def route(choice: Choice, *, wording: Wording, timing: Timing, told: Sequence[str], at: datetime) -> Routed | None:
    """None for a reporter who left no address. The notice is not yet saved. What must wait has no channel yet."""
    case, rule, holder = choice.case, choice.rule, choice.holder
    where = addresses.of(holder, case)
    if holder is None and not where:
        return None
    stem, purpose = choice.words
    text = wording.text(stem, holder.language if holder else case.report.language)
    notice = Notice(
        event=case.event, report=case.report, purpose=purpose, stem=stem, level=level_of(text, case), cause=rule.cause,
        urgency=Urgency.URGENT if is_urgent(rule, case) else rule.urgency, created_at=at, rule=rule, **recipient_of(holder),
    )  # fmt: skip
    held = timing.held(notice, rule, at)
    if held:
        hold(notice, held)
    if stem == BUNDLED:
        notice.bundle_at = held.until if held else at + (GATHERING if case.event.kind == "imported" else timedelta())
    found = [] if held or stem == BUNDLED else channels(notice, rule, holder, where, timing=timing, at=at)
    return Routed(plan=Plan(case=case, notice=notice, holder=holder, told=told, addresses=where), channels=found)


def level_of(text: Text, case: Case) -> str:
    """What the message really carries: topic and door only of an open report."""
    return "N1" if text.level == "N2" and not case.report.is_open else text.level


def hold(notice: Notice, held: Held) -> None:
    """The caller saves."""
    notice.held_until, notice.held_why, notice.fallback_at = held.until, held.why, None


def quieted(routed: Iterable[Routed], *, timing: Timing, at: datetime) -> Iterator[Routed]:
    """The same plans; what would come in the quiet hours of its recipient has no channel yet. The caller saves the notices."""
    for each in routed:
        notice = each.plan.notice
        quiet = timing.quiet(each.plan.holder, at) if each.channels and notice.urgency != Urgency.URGENT else None
        if quiet:
            hold(notice, quiet)
        yield replace(each, channels=()) if quiet else each


def channels(
    notice: Notice, rule: Rule | None, holder: Holder | None, where: addresses.Addresses, *, timing: Timing, at: datetime
) -> list[str]:  # fmt: skip
    """The channels that carry it at once; sets when the next one takes over, also where its recipient wishes for WhatsApp
    alone, and the caller saves. Without a rule (it is
    gone): all of them. A channel that is not set up carries nothing; when no address is left the notice is looked at again
    at once."""
    usable = carriers.usable()
    found = [channel for channel in ORDER if channel in where and channel in usable]
    if not found:
        notice.fallback_at = at if usable else None
        return []
    allowed = timing.allowed(found, rule)
    found = timing.channels(found, notice, rule, holder)
    is_urgent_to_officer = holder is not None and notice.urgency == Urgency.URGENT
    if rule is None:
        return found
    if rule.mode != Mode.BOTH and not is_urgent_to_officer:
        found = found[:1]
    if found == [Channel.WHATSAPP] and len(allowed) > 1:
        notice.fallback_at = at + timedelta(minutes=rule.minutes)
    return found


def queue(routed: Iterable[Routed], *, wording: Wording, at: datetime) -> list[Message]:
    """Write the messages of saved notices. A message that stands already under the same key gets the notice added."""
    routed = list(routed)
    pairs = [
        (message, each.plan.notice)
        for each in routed
        for channel in each.channels
        if (message := compose(each.plan, channel, wording=wording, at=at))
    ]
    there = _there(routed)
    new = {message.dedupe_key: message for message, _notice in pairs if message.dedupe_key not in there}
    Message.objects.bulk_create(new.values())
    ids = {**there, **{key: message.pk for key, message in new.items()}}
    through = Message.notices.through
    through.objects.bulk_create(
        [through(message_id=ids[message.dedupe_key], notice_id=notice.pk) for message, notice in pairs]
    )
    pushing.queue([each.plan for each in routed if each.channels], wording=wording, at=at)
    silent = {each.plan.notice.pk for each in routed if each.channels} - {notice.pk for _message, notice in pairs}
    if silent:
        Notice.objects.filter(pk__in=silent).update(fallback_at=at)
    return list(new.values())


def queue_first(routed: Routed, *, wording: Wording, at: datetime) -> bool:
    """Queue by the first of its channels that has words for it; whether one had. The notice asks for no other meanwhile."""
    notice = routed.plan.notice
    is_queued = False
    for channel in routed.channels:
        if not is_queued:
            queue([replace(routed, channels=[channel])], wording=wording, at=at)
            is_queued = Message.objects.filter(notices=notice, channel=channel).exists()
    Notice.objects.filter(pk=notice.pk).update(fallback_at=None)
    return is_queued


def is_held_back(routed: Routed, wording: Wording) -> bool:
    """One of its channels would carry it, were its template approved."""
    uses_templates = any(carriers.name_for(channel) == CLOUD_API for channel in routed.channels)
    return uses_templates and wording.is_held_back(routed.plan.notice.stem, routed.plan.language)


def write_off(routed: Routed, *, wording: Wording, at: datetime) -> None:
    """A failed message in place of the one that its template held back to the end, so that officers see it."""
    held = (channel for channel in routed.channels if carriers.name_for(channel) == CLOUD_API)
    made = [
        message for channel in held if (message := compose_unsendable(routed.plan, channel, wording=wording, at=at))
    ]
    for message in Message.objects.bulk_create(made):
        message.notices.add(routed.plan.notice)


def _there(routed: Sequence[Routed]) -> dict[str, UUID]:
    """Messages that stand already, by key; asked only where a key is shared on purpose."""
    keys = [f"{each.plan.key}:{channel}" for each in routed if each.plan.key for channel in each.channels]
    if not keys:
        return {}
    return dict(Message.objects.filter(dedupe_key__in=keys).values_list("dedupe_key", "pk"))
