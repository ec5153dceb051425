"""Keep how a message is billed, and count it by day, category and unit, so that no page ever scans the messages."""

from collections.abc import Mapping
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from arcadumas.duties.notifications.models import Message
from arcadumas.duties.notifications.pricing import Charge

BATCH = 2_000
OWED = ("delivered", "read")


def note(message: Message, status: str, pricing: Mapping[str, Any] | None) -> None:
    """What a status says of the price, of a message that the caller has locked. In any order, any number of times.

    `pricing`: the object of the Cloud API ({category, type, pricing_model, billable}); a broken one is passed over."""
    at = message.delivered_at or message.read_at
    day = timezone.localdate(at) if at else None
    category = _text(pricing, "category")
    if category:
        made = Charge(
            message=message, carrier=message.carrier, category=category, kind=_text(pricing, "type"), unit_id=message.unit_id,
            is_billable=_is_billable(pricing or {}), day=day,
        )  # fmt: skip
        Charge.objects.bulk_create([made], ignore_conflicts=True)
    if status in OWED:
        Charge.objects.filter(message=message, day=None).update(day=day)


def _text(pricing: Mapping[str, Any] | None, name: str) -> str:
    value = pricing.get(name) if pricing else None
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
