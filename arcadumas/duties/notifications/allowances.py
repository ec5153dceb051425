"""What each carrier may do: the operator's row, else the defaults; and who is left alone because nobody is reached there."""

import re
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone

from arcadumas.base.gateways import whatsapp
from arcadumas.core.audit import trail
from arcadumas.core.organisation import powers
from arcadumas.core.organisation.actors import Actor
from arcadumas.duties.notifications import bounds, carriers, windows
from arcadumas.duties.notifications.bounds import Dead, Limit, Pace
from arcadumas.duties.notifications.carriers import CARRIERS
from arcadumas.duties.notifications.composing import CLOUD_API
from arcadumas.duties.notifications.models import Channel

DAY = timedelta(hours=24)
NAMES = ("pair_seconds", "per_day", "dead_days")


def of(carrier: str) -> Limit:
    row = Limit.objects.filter(pk=carrier).first()
    return row or default(carrier)


def default(carrier: str) -> Limit:
    """Mail knows no pair limit; only Meta allows a burst, the others may block a number for one."""
    known = CARRIERS.get(carrier)
    is_whatsapp = known is not None and known.channel == "whatsapp"
    burst = bounds.BURST if carrier == CLOUD_API else 1
    return Limit(carrier=carrier, pair_seconds=bounds.PAIR if is_whatsapp else 0.0, pair_burst=burst)


# Spends one pause, as a claim does; none where two would have to be waited for already.
RESERVE = """
    INSERT INTO notifications_pace AS p (carrier, to_blind, free_at, counted_at)
    VALUES (%(carrier)s, %(to)s, clock_timestamp() + %(pair)s * interval '1 second', clock_timestamp())
    ON CONFLICT (carrier, to_blind)
        DO UPDATE SET free_at = greatest(p.free_at, clock_timestamp()) + %(pair)s * interval '1 second'
        WHERE p.free_at <= clock_timestamp() + %(most)s * interval '1 second'
    RETURNING extract(epoch FROM p.free_at - clock_timestamp())
"""


def reserve(to: str) -> float | None:
    """The turn of this number (E.164) by WhatsApp, for what does not go through the outbox: in how many seconds it comes.
    None when it is too far away for an answer to be of use."""
    carrier = carriers.name_for(Channel.WHATSAPP)
    within = of(carrier)
    if not within.pair_seconds:
        return 0.0
    pair, burst = within.pair_seconds, max(1, within.pair_burst)
    with connection.cursor() as cursor:
        cursor.execute(RESERVE, {"carrier": carrier, "to": windows.blind(to), "pair": pair, "most": (burst + 1) * pair})
        row = cursor.fetchone()
    return max(0.0, float(row[0]) - pair * burst) if row else None


def values() -> dict[str, Any]:
    """Of the carrier of WhatsApp in use, for a form."""
    row = of(carriers.name_for(Channel.WHATSAPP))
    return {name: getattr(row, name) for name in NAMES}


@transaction.atomic
def change(new: Mapping[str, Any], *, by: Actor) -> None:
    """Raises Powerless (403)."""
    seat = powers.require(by, "operate")
    name = carriers.name_for(Channel.WHATSAPP)
    values = {each: new[each] for each in NAMES}
    first = values | {"pair_burst": default(name).pair_burst}
    Limit.objects.update_or_create(pk=name, defaults=values, create_defaults=first)
    shown = {each: str(new[each]) for each in NAMES}
    trail.record("limits_changed", by=by.login, post=seat.title, via=by.via, subject=name, **shown)


# -- Addresses that reach nobody ---------------------------------------------------------------------------------------
NO_MAILBOX = re.compile(r"5\.(1\.(1|2|3|6|10)|2\.1)$")  # RFC 3463: the address, or a mailbox that is closed


def says_dead(channel: str, code: str) -> bool:
    """Whether this code of a failure that came later says that nobody is there: 131026, a hard bounce."""
    if channel == Channel.EMAIL:
        return NO_MAILBOX.match(code) is not None
    return code.isdigit() and whatsapp.kind_of(int(code)) == "address"


BURY = """
    INSERT INTO notifications_dead AS d (channel, to_blind, code, times, since, until)
    SELECT DISTINCT ON (m.channel, m.to_blind) m.channel, m.to_blind, %(code)s, 1, clock_timestamp(),
        clock_timestamp() + coalesce(l.dead_days, %(days)s) * interval '1 day'
    FROM notifications_message AS m LEFT JOIN notifications_limit AS l ON l.carrier = m.carrier
    WHERE m.id = ANY(%(ids)s) ORDER BY m.channel, m.to_blind
    ON CONFLICT (channel, to_blind) DO UPDATE SET code = excluded.code, times = d.times + 1, until = excluded.until
    WHERE d.until <= clock_timestamp()
"""
REVIVE = """
    DELETE FROM notifications_dead AS d USING notifications_message AS m
    WHERE m.id = ANY(%s) AND d.channel = m.channel AND d.to_blind = m.to_blind
"""


def bury(message_ids: Sequence[UUID], *, code: str) -> None:
    """Nobody is reached where these went: nothing is tried there for some days, and then once more."""
    with connection.cursor() as cursor:
        cursor.execute(BURY, {"ids": list(message_ids), "code": code[:20], "days": bounds.DEAD_DAYS})


def revive(message_ids: Sequence[UUID]) -> None:
    """Something arrived there, or a person says that it will."""
    with connection.cursor() as cursor:
        cursor.execute(REVIVE, [list(message_ids)])


def purge() -> int:
    """Forget paces that bind nobody any more, and addresses long given another chance."""
    now = timezone.now()
    paces = Pace.objects.filter(free_at__lt=now, counted_at__lt=now - DAY).delete()[0]
    return paces + Dead.objects.filter(until__lt=now - timedelta(days=90)).delete()[0]
