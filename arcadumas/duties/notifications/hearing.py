"""What a carrier tells by webhook of messages it took: read in its own shape, noted as receipts."""

import logging
from datetime import datetime

from django.db import DatabaseError, transaction

from arcadumas.duties.notifications import receipts
from arcadumas.duties.notifications.carriers import CARRIERS
from arcadumas.duties.notifications.carriers.interface import Status, Teller
from arcadumas.duties.notifications.models import Message

log = logging.getLogger(__name__)


def teller(name: str) -> Teller | None:
    """The carrier of this name, if it tells by webhook."""
    carrier: object = CARRIERS.get(name)
    return carrier if isinstance(carrier, Teller) else None


def tellers() -> list[str]:
    return [name for name in CARRIERS if teller(name)]


def hear(name: str, raw: bytes, *, received_at: datetime) -> int:
    """Note every status in the payload, each in its own savepoint; how many were ours. Raises ValueError for no payload."""
    carrier = teller(name)
    return sum(_note(status, received_at) for status in carrier.statuses(raw)) if carrier else 0


def _note(status: Status, received_at: datetime) -> bool:
    try:
        with transaction.atomic():
            if status.stands_for and status.stands_for != status.provider_id:
                Message.objects.filter(provider_id=status.stands_for).update(provider_id=status.provider_id)
            return receipts.note(
                status=status.status,
                at=status.at or received_at,
                provider_id=status.provider_id,
                message_id=status.message_id,
                error_code=status.code,
            )
    except DatabaseError:
        raise
    except Exception:
        log.exception("one status of a carrier could not be noted")
        return False
