"""What happens next with a message that has not arrived, in one plain sentence for officers. Reads nothing, writes nothing."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from arcadumas.base import moments
from arcadumas.duties.notifications.hushing import CALLED_OFF
from arcadumas.duties.notifications.listing import Line
from arcadumas.duties.notifications.models import PUSH, WAYS, Channel, Hold
from arcadumas.duties.notifications.requeue import CANCELLED

OVER = ("failed", "uncertain")
REACHED = ("read", "delivered")
GOING = ("sent", "queued", "claimed")


def sentence(line: Line, lines: Sequence[Line], holds: Mapping[str, Hold], now: datetime) -> str:
    """`lines`: all of the report. "" where there is nothing to say."""
    if line.state == "queued":
        return _waiting(line, holds, now)
    if line.channel == PUSH:  # nothing takes its place, and it takes nothing's
        return ""
    if line.state in OVER:
        return _after_failure(line, lines, now)
    if line.state == "superseded" and line.message.error_code == CALLED_OFF:
        return _("called off before it went out: the report had become a special one")
    if line.state == "superseded" and line.message.error_code != CANCELLED:
        return _("no longer needed: somebody had acted before it went out")
    if line.state == "sent" and (at := line.notice.fallback_at) and (other := _other(line)):
        same = (each for each in lines if each.notice.pk == line.notice.pk and each.channel != PUSH)
        if any(each.state in OVER for each in same):
            return _("unless it arrives by {time}, it counts as lost").format(time=time_of(at, now))
        return _("unless it arrives by {time}, {channel} takes over").format(time=time_of(at, now), channel=other)
    return ""


def _waiting(line: Line, holds: Mapping[str, Hold], now: datetime) -> str:
    at = line.message.next_at
    if hold := holds.get(line.message.carrier):
        at = max(at, hold.until)
        return _("{channel} takes nothing at present; tried again at {time}").format(
            channel=name_of(line.channel), time=time_of(max(at, now), now)
        )
    if at <= now:
        return ""
    if line.attempts:
        return _("tried again at {time}").format(time=time_of(at, now))
    return _("held until {time}").format(time=time_of(at, now))


def _after_failure(line: Line, lines: Sequence[Line], now: datetime) -> str:
    notice = line.notice
    others = [each for each in lines if each.notice.pk == notice.pk and each.id != line.id and each.channel != PUSH]
    for states, words in ((REACHED, _("it has arrived by {channel}")), (GOING, _("{channel} carries it"))):
        if found := next((each for each in others if each.state in states), None):
            return words.format(channel=name_of(found.channel))
    if notice.lost_at:
        return _lost(line, lines)
    if notice.settled_at:
        return _("no longer needed: somebody has acted")
    if notice.fallback_at:
        time = time_of(max(notice.fallback_at, now), now)
        return _("{channel} takes over at {time}").format(channel=_other(line), time=time)
    return ""


def _lost(line: Line, lines: Iterable[Line]) -> str:
    """A substitute's notice is made at the very moment at which that of the post is given up (fallback)."""
    lost = line.notice
    for each in lines:
        same = each.notice.event_id == lost.event_id and each.notice.purpose == lost.purpose
        if same and each.notice.pk != lost.pk and each.notice.created_at == lost.lost_at and each.title:
            return _("no other way was left; {post} was told instead").format(post=each.title)
    if line.recipient["kind"] == "reporter":
        return _("no other way is left to reach the reporter")
    if line.recipient["kind"] == "outside":
        return _("no other way is left; send the link on yourself")
    return _("no other way was left; the front desk was told")


def _other(line: Line) -> str:
    left = [channel for channel in Channel.values if channel != line.channel]
    return name_of(left[0]) if left else ""


def name_of(channel: str) -> str:
    return str(dict(WAYS).get(channel, channel))


def time_of(at: datetime, now: datetime) -> str:
    """«14.20» today, «Kamis 3 Des, 07.00» else."""
    is_today = moments.local_date(at) == moments.local_date(now)
    return moments.clock(at, get_language()) if is_today else moments.stamp(at, get_language())
