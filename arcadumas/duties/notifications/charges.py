"""Keep how a message is billed, and count it by day, category and unit, so that no page ever scans the messages."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.conf import settings
from django.db import connection, transaction

from arcadumas.duties.notifications.models import Message
from arcadumas.duties.notifications.pricing import Charge

BATCH = 2_000
OWED = ("delivered", "read")


Said = tuple[Message, str, Mapping[str, Any] | None]  # message, status, `pricing` of that status

# A message is owed on the local day on which it was delivered.
OWE = """
    UPDATE notifications_charge AS c SET day = (coalesce(m.delivered_at, m.read_at) AT TIME ZONE %s)::date
    FROM notifications_message AS m
    WHERE c.message_id = ANY(%s) AND c.day IS NULL AND m.id = c.message_id AND coalesce(m.delivered_at, m.read_at) IS NOT NULL
"""


def note(said: Sequence[Said]) -> None:
    """What statuses say of the price, of messages that the caller has locked and written. In any order, any number of times.

    `pricing`: the object of the Cloud API ({category, type, pricing_model, billable}); a broken one is passed over. At most
    two statements."""
    made = [_charge(message, pricing) for message, _status, pricing in said if pricing and _text(pricing, "category")]
    if made:
        Charge.objects.bulk_create(made, ignore_conflicts=True)
    owed = {message.pk for message, status, _pricing in said if status in OWED} | {each.message_id for each in made}
    if owed:
        with connection.cursor() as cursor:
            cursor.execute(OWE, [settings.TIME_ZONE, list(owed)])


def _charge(message: Message, pricing: Mapping[str, Any]) -> Charge:
    return Charge(
        message=message, carrier=message.carrier, category=_text(pricing, "category"), kind=_text(pricing, "type"),
        unit_id=message.unit_id, is_billable=_is_billable(pricing),
    )  # fmt: skip


def _text(pricing: Mapping[str, Any], name: str) -> str:
    value = pricing.get(name)
    return value[:30].lower() if isinstance(value, str) else ""


def _is_billable(pricing: Mapping[str, Any]) -> bool:
    """`billable` where it is said (it is going out of use), else the kind: what is not regular is free."""
    said = pricing.get("billable")
    return said if isinstance(said, bool) else _text(pricing, "type") in {"", "regular"}


# Ordered, so that two workers who count at once wait for each other and never in a circle.
COUNT = """
    WITH taken AS (
        SELECT message_id FROM notifications_charge WHERE NOT is_counted AND day IS NOT NULL
        ORDER BY day LIMIT %s FOR UPDATE SKIP LOCKED
    ), counted AS (
        UPDATE notifications_charge AS c SET is_counted = true FROM taken WHERE c.message_id = taken.message_id
        RETURNING c.day, c.carrier, c.category, c.is_billable, c.unit_id
    ), added AS (
        INSERT INTO notifications_chargecount AS n (day, carrier, category, is_billable, unit_id, messages)
        SELECT day, carrier, category, is_billable, unit_id, count(*) FROM counted
        GROUP BY day, carrier, category, is_billable, unit_id ORDER BY day, carrier, category, is_billable, unit_id
        ON CONFLICT (day, carrier, category, is_billable, unit_id) DO UPDATE SET messages = n.messages + excluded.messages
    )
    SELECT count(*) FROM counted
"""


def count() -> int:
    """Bring the roll-up up to date; how many messages were added. Any number of workers may do it at once."""
    total = 0
    while True:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(COUNT, [BATCH])
            done: int = cursor.fetchone()[0]
        total += done
        if done < BATCH:
            return total
