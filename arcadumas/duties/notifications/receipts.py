"""What carriers say of a message after they took it. In any order, any number of times: the state never goes back."""

import logging
import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from arcadumas.base import wake
from arcadumas.core.handling import dispose
from arcadumas.duties.notifications import charges, claims, settling
from arcadumas.duties.notifications.models import Message, Notice, Receipt

log = logging.getLogger(__name__)
RANK = {"sent": 1, "failed": 2, "delivered": 3, "read": 4}
RANK_OF_STATE = {"queued": 0, "claimed": 0, "uncertain": 0, "superseded": 0, **RANK}
SEEN_BY = ("aduan_disposisi", "aduan_disposisi_kepala")  # reading one of these is reading the disposition


@transaction.atomic
def note(
    *, status: str, at: datetime, message_id: str = "", provider_id: str = "", error_code: str = "", error_text: str = "",
    pricing: Mapping[str, Any] | None = None,
) -> bool:  # fmt: skip
    """Keep one status (sent, delivered, read, failed) for the message of this id (`biz_opaque_callback_data`), else of
    this provider id. False, and nothing kept, for a status or a message that is not ours.

    Delivered after failed counts: it did arrive. A status settles what was `uncertain`."""
    message = _find(message_id, provider_id) if status in RANK else None
    if message is None:
        return False
    made = Receipt.objects.bulk_create([Receipt(message=message, status=status, at=at)], ignore_conflicts=True)
    is_onward = RANK[status] > RANK_OF_STATE[message.state]
    _stamp(message, status, at, provider_id)
    if is_onward:
        message.state, message.lease_until, message.claimed_by = status, None, ""
        message.error_code, message.error_text = (error_code[:20], error_text[:300]) if status == "failed" else ("", "")
    message.save(update_fields=COLUMNS)
    charges.note([(message, status, pricing)])
    if is_onward and made:
        _follow(message, status, at)
    return True


COLUMNS = (
    "state", "lease_until", "claimed_by", "error_code", "error_text", "provider_id", "sent_at", "delivered_at", "read_at",
    "failed_at",
)  # fmt: skip


def _find(message_id: str, provider_id: str) -> Message | None:
    """The message, locked."""
    rows = Message.objects.select_for_update()
    if (number := _uuid(message_id)) and (message := rows.filter(pk=number).first()):
        return message
    return rows.filter(provider_id=provider_id).first() if provider_id else None


def _uuid(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None


def _stamp(message: Message, status: str, at: datetime, provider_id: str) -> None:
    """The first moment of each status; of `sent`, the carrier's answer to us counts before its later status."""
    column = f"{status}_at"
    if getattr(message, column) is None:
        setattr(message, column, at)
    message.provider_id = message.provider_id or provider_id[:200]


def _follow(message: Message, status: str, at: datetime) -> None:
    """What comes of it: the notices are settled, the disposition is seen, or the other channel takes over."""
    if status == "failed":
        claims.hand_on([message.pk], wait=0.0)
        transaction.on_commit(wake.send, robust=True)
        return
    if status in {"delivered", "read"}:
        settling.settle_messages([message.pk])
    if status == "read":
        read = Notice.objects.filter(messages=message, stem__in=SEEN_BY, post__isnull=False)
        for report_id, unit_id in read.values_list("report_id", "post__unit_id").order_by("id"):
            dispose.mark_seen(report_id, unit_id=unit_id, at=at)
