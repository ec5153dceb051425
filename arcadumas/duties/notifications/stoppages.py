"""A channel that has stopped, and that goes again: the front desk hears of it by the channel that still works.

The operator hears of it too, by the alarms. What is only slow for a moment is not told.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from arcadumas.base import moments, wake
from arcadumas.duties.notifications import addresses, carriers, occasions
from arcadumas.duties.notifications.bounds import Alarm
from arcadumas.duties.notifications.carriers import CARRIERS
from arcadumas.duties.notifications.composing import ORDER
from arcadumas.duties.notifications.labels import label
from arcadumas.duties.notifications.models import Channel, Message, Mode, Notice, Rule, Urgency
from arcadumas.duties.notifications.occasions import Told
from arcadumas.duties.notifications.roster import Holder, Roster

DOWN, UP = ("carrier_down", "aduan_saluran_gangguan"), ("carrier_up", "aduan_saluran_pulih")
PATIENCE = timedelta(minutes=2)
OLD = timedelta(days=1)  # of what ended longer ago nothing is said any more
WAITING = (Message.State.QUEUED, Message.State.CLAIMED)


def once(at: datetime) -> int:
    """How many notices."""
    stopped = Alarm.objects.filter(kind="hold", since__lte=at - PATIENCE)
    fresh = [alarm for alarm in stopped if alarm.ended_at is None or alarm.ended_at > at - OLD]
    return sum(_tell(alarm.pk, at) for alarm in fresh if _is_news(alarm))


def _is_news(alarm: Alarm) -> bool:
    """Down and nobody told; or up again, and those who were told it was down not told that."""
    said = set(Notice.objects.filter(occasion=_occasion(alarm)).values_list("purpose", flat=True))
    return said == {DOWN[0]} if alarm.ended_at else not said


@transaction.atomic
def _tell(pk: int, at: datetime) -> int:
    """Another worker that holds the alarm does the same work."""
    alarm = Alarm.objects.select_for_update(skip_locked=True).filter(pk=pk).first()
    if alarm is None or not _is_news(alarm):
        return 0
    (purpose, stem), ways = (UP, [Channel.EMAIL.value]) if alarm.ended_at else (DOWN, _others(alarm))
    told = [
        Told(holder=holder, values=_values(alarm, ways, holder.language))
        for holder in _desk(_heard_before(alarm) if alarm.ended_at else None)
        if set(addresses.of_holder(holder)) & set(ways)
    ]
    way = Rule(mode=Mode.BOTH, channels=ways)
    notices = occasions.tell(
        _occasion(alarm), purpose=purpose, stem=stem, told=told, urgency=Urgency.URGENT, at=at, way=way
    )
    transaction.on_commit(wake.send, robust=True)
    return len(notices)


def _occasion(alarm: Alarm) -> str:
    return f"carrier:{alarm.pk}:{alarm.since:%Y%m%d%H%M%S}"


def _channel(alarm: Alarm) -> str:
    carrier = CARRIERS.get(alarm.subject)
    return carrier.channel if carrier else Channel.WHATSAPP.value


def _others(alarm: Alarm) -> list[str]:
    """The channels that are set up and have not stopped."""
    stopped = {_channel(each) for each in Alarm.objects.filter(kind="hold", ended_at=None)} | {_channel(alarm)}
    return [channel for channel in ORDER if channel in carriers.usable() and channel not in stopped]


def _heard_before(alarm: Alarm) -> set[int]:
    return set(Notice.objects.filter(occasion=_occasion(alarm)).values_list("person", flat=True))


def _desk(among: Iterable[int] | None) -> Iterator[Holder]:
    seen = set()
    for holder in Roster().front_desk():
        if holder.person_id not in seen and (among is None or holder.person_id in among):
            seen.add(holder.person_id)
            yield holder


def _values(alarm: Alarm, ways: Iterable[str], language: str) -> Mapping[str, str]:
    return {
        "carrier": label("channel", _channel(alarm), language),
        "since": moments.moment(alarm.since, language), "since_short": moments.short(alarm.since, language),
        "at": moments.moment(alarm.ended_at, language) if alarm.ended_at else "",
        "cause": label("outage", "refuses", language),
        "count": str(Message.objects.filter(carrier=alarm.subject, state__in=WAITING).count()),
        "fallback": ", ".join(label("channel", way, language) for way in ways),
        "error_code": alarm.code, "help_link": f"{settings.BASE_URL}/pengaturan/pesan/",
    }  # fmt: skip
