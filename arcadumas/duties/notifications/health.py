"""How each carrier stands: held or not and why, how much waits for it, and since when the oldest is due."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.db.models import Count, Min, QuerySet
from django.db.models.functions import Now
from django.utils.translation import get_language

from arcadumas.duties.notifications import errors, holds
from arcadumas.duties.notifications.carriers import CARRIERS
from arcadumas.duties.notifications.models import Hold, Message

MOST = 1_000  # counting stops here
Waiting = tuple[str, int, datetime | None]  # a carrier, how much is due, and since when the oldest is


@dataclass(frozen=True, kw_only=True)
class Standing:
    """`waiting`: due now, at most MOST. `oldest_at`: since when the oldest of them is due. `reason` in plain words."""

    carrier: str
    is_usable: bool
    waiting: int
    oldest_at: datetime | None
    held_since: datetime | None = None
    held_until: datetime | None = None
    code: str = ""
    reason: str = ""


QUEUES = """
    SELECT c.name, (
        SELECT count(*) FROM (
            SELECT FROM notifications_message
            WHERE state = 'queued' AND carrier = c.name AND next_at <= statement_timestamp() LIMIT %s
        ) AS few
    ), (
        SELECT min(next_at) FROM notifications_message
        WHERE state = 'queued' AND carrier = c.name AND next_at <= statement_timestamp()
    )
    FROM unnest(%s::text[]) WITH ORDINALITY AS c(name, place) ORDER BY c.place
"""


def carriers(among: QuerySet[Message] | None = None) -> Sequence[Standing]:
    """Two statements, however much waits: both questions are answered by the index of the claim. `among`: these messages
    alone, so that no number tells a looker of the others."""
    held = holds.all_by_carrier()
    names = [*CARRIERS, *(name for name in held if name not in CARRIERS)]
    rows = _of_all(names) if among is None else _of_these(names, among)
    return [_standing(name, waiting, oldest, held.get(name)) for name, waiting, oldest in rows]


def _of_all(names: list[str]) -> list[Waiting]:
    with connection.cursor() as cursor:
        cursor.execute(QUEUES, [MOST, names])
        return list(cursor.fetchall())


def _of_these(names: list[str], among: QuerySet[Message]) -> list[Waiting]:
    due = among.filter(state=Message.State.QUEUED, next_at__lte=Now()).order_by().values("carrier")
    found = {row["carrier"]: row for row in due.annotate(n=Count("pk", distinct=True), oldest_at=Min("next_at"))}
    return [
        (name, min(found[name]["n"], MOST), found[name]["oldest_at"]) if name in found else (name, 0, None)
        for name in names
    ]


def _standing(name: str, waiting: int, oldest: datetime | None, hold: Hold | None) -> Standing:
    carrier = CARRIERS.get(name)
    is_usable, channel = bool(carrier and carrier.is_usable()), carrier.channel if carrier else name
    if hold is None:
        return Standing(carrier=name, is_usable=is_usable, waiting=waiting, oldest_at=oldest)
    return Standing(
        carrier=name, is_usable=is_usable, waiting=waiting, oldest_at=oldest, held_since=hold.since,
        held_until=hold.until, code=hold.code, reason=errors.sentence(channel, "queued", hold.code, hold.text, get_language()),
    )  # fmt: skip
