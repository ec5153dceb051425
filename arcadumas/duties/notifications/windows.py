"""The customer-service window: for 24 hours after a number's last message, WhatsApp takes free text for it from that line.

Counted from what came in, for officers and citizens alike. The row holds no number: only the blind hash that its messages
are found by. Meta's limit is kept with a margin, for a message is on its way for a while.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection, models
from django.db.models.functions import Now
from django.utils import timezone

from arcadumas.base import sealed
from arcadumas.base.phones import to_e164

LENGTH = timedelta(hours=24)
MARGIN = timedelta(minutes=2)
CLOSED = "131047"  # the provider's code for free text outside the window
SECONDS = (LENGTH - MARGIN).total_seconds()
HEARD = """
INSERT INTO notifications_window AS kept (number, line, heard_at) VALUES (%s, %s, %s)
ON CONFLICT (number, line) DO UPDATE SET heard_at = greatest(kept.heard_at, excluded.heard_at)
"""


class Window(models.Model):
    """When a number last wrote to a line of ours (its id at the provider)."""

    number = models.BinaryField(max_length=32, help_text="As Message.to_blind.")
    line = models.CharField(max_length=40)
    heard_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["number", "line"], name="window_once")]

    def __str__(self) -> str:
        return f"{self.line} {self.heard_at:%Y-%m-%d %H:%M}"


def heard(number: str, *, line: str, at: datetime) -> bool:
    """Note a message from this number. In any order, any number of times; a moment to come is taken as now."""
    known = to_e164(number if number.startswith("+") else f"+{number}")
    if known is None or not line:
        return False
    with connection.cursor() as cursor:
        cursor.execute(HEARD, [blind(known), line[:40], min(at, timezone.now())])
    return True


def until(number: str, *, line: str) -> datetime | None:
    """When the window of this number (E.164) ends or ended; None when it never wrote."""
    found = Window.objects.filter(number=blind(number), line=line).first()
    return found.heard_at + LENGTH if found else None


def close(message_ids: Iterable[UUID]) -> None:
    """The provider says that the windows of these messages' recipients are closed: it knows better."""
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM notifications_window AS w USING notifications_message AS m WHERE m.id = ANY(%s) AND w.number = m.to_blind",
            [list(message_ids)],
        )


def purge() -> int:
    """Forget windows that ended a day ago."""
    return Window.objects.filter(heard_at__lt=Now() - 2 * LENGTH).delete()[0]


def blind(number: str) -> bytes:
    return sealed.blind(number.lower(), purpose="message.to")
