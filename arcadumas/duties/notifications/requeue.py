"""The operator's own hand: what failed or stayed uncertain goes out once more, and held channels are tried at once."""

import uuid

from django.db import transaction
from django.db.models.functions import Now

from arcadumas.base import wake
from arcadumas.duties.notifications.models import Hold, Message

WORTH = ("failed", "uncertain")


@transaction.atomic
def again(message_id: uuid.UUID | None = None) -> int:
    """How many were queued: one message, or every failed and uncertain one. An uncertain one may then arrive twice more."""
    rows = Message.objects.filter(state__in=WORTH)
    if message_id:
        rows = rows.filter(pk=message_id)
    Hold.objects.update(until=Now())
    transaction.on_commit(wake.send, robust=True)
    return rows.update(state="queued", attempts=0, unknown_outcomes=0, next_at=Now(), failed_at=None)
