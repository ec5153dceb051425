"""Keep first, read later: a payload is committed before it is acknowledged, and worked on until it is done or failed."""

import json
import uuid
from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.db.models.functions import Now
from django.utils import timezone

from arcadumas.base import sealed
from arcadumas.base.inbound.models import Inbound, State

TABLE = "inbound"
DELAYS = [timedelta(seconds=seconds) for seconds in (1, 10, 60, 600)]  # after so many tries it has failed


def keep(channel: str, body: bytes, *, headers: Mapping[str, str], external_id: str = "") -> Inbound:
    """Keep one payload, sealed. It may be acknowledged once the transaction, if the caller has one, is committed.

    With an `external_id` that is already kept, the row of the first time is the answer and nothing is written.
    """
    id = uuid.uuid4()
    row = Inbound(
        id=id,
        channel=channel,
        external_id=external_id,
        body_sealed=sealed.seal(body, table=TABLE, row=id, field="body"),
        headers_sealed=sealed.seal(json.dumps(dict(headers)), table=TABLE, row=id, field="headers"),
    )
    if not external_id:
        row.save(force_insert=True)
        return row
    Inbound.objects.bulk_create([row], ignore_conflicts=True)
    return Inbound.objects.get(channel=channel, external_id=external_id)


def read(inbound: Inbound) -> bytes:
    """The payload as it came. Raises SealError."""
    return sealed.unseal_bytes(inbound.body_sealed, table=TABLE, row=inbound.id, field="body")


def read_headers(inbound: Inbound) -> dict[str, str]:
    headers: dict[str, str] = json.loads(
        sealed.unseal(inbound.headers_sealed, table=TABLE, row=inbound.id, field="headers")
    )
    return headers


def claim(channel: str, n: int) -> list[Inbound]:
    """Up to n waiting payloads, oldest first, locked for the caller's transaction; what others hold is passed over.

    Read each inside a savepoint and end it with `done` or `fail`: then a crash undoes the work and the claim together.
    """
    waiting = Inbound.objects.select_for_update(skip_locked=True).filter(
        channel=channel, state=State.NEW, retry_at__lte=Now()
    )
    return list(waiting.order_by("retry_at", "received_at", "id")[:n])


def done(inbound: Inbound) -> None:
    """Nothing is left to do. The payload stays until `purge`."""
    inbound.state, inbound.error, inbound.done_at = State.DONE, "", timezone.now()
    inbound.attempts += 1
    inbound.save(update_fields=["state", "error", "attempts", "done_at"])


def fail(inbound: Inbound, error: str, *, is_final: bool = False) -> None:
    """A try went wrong: wait and try again, or give up and leave it for a person. `error` holds no word of the payload."""
    inbound.error = error[:500]
    delay = DELAYS[inbound.attempts] if inbound.attempts < len(DELAYS) and not is_final else None
    inbound.attempts += 1
    if delay is None:
        inbound.state = State.FAILED
    else:
        inbound.retry_at = timezone.now() + delay
    inbound.save(update_fields=["state", "error", "attempts", "retry_at"])


def retry(inbound_id: uuid.UUID) -> bool:
    """Put a failed payload back among the waiting; whether it was a failed one."""
    found = Inbound.objects.filter(id=inbound_id, state=State.FAILED)
    return found.update(state=State.NEW, attempts=0, retry_at=timezone.now()) == 1


def purge(before: datetime) -> int:
    """Remove payloads that were done before this moment; how many. Failed ones stay until a person has decided."""
    return Inbound.objects.filter(state=State.DONE, done_at__lt=before).delete()[0]


def given_up() -> QuerySet[Inbound]:
    """What waits for a person, the newest first: channel, moment and why; the payload stays sealed."""
    return (
        Inbound.objects.filter(state=State.FAILED).order_by("-received_at", "id").defer("body_sealed", "headers_sealed")
    )


def drop(inbound_id: uuid.UUID) -> bool:
    """Remove a failed payload for good; whether it was a failed one."""
    return Inbound.objects.filter(id=inbound_id, state=State.FAILED).delete()[0] == 1
