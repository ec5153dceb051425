"""Reading what the webhooks kept: each payload in its own savepoint."""

from django.db import DatabaseError, transaction

from arcadumas.base.inbound import store
from arcadumas.base.inbound.models import Inbound
from arcadumas.duties.notifications import hearing

BATCH = 20


def once() -> int:
    """Read one batch of each carrier's kept payloads; how many."""
    return sum(_batch(name) for name in hearing.tellers())


@transaction.atomic
def _batch(name: str) -> int:
    rows = store.claim(name, BATCH)
    for inbound in rows:
        _read(name, inbound)
    return len(rows)


def _read(name: str, inbound: Inbound) -> None:
    try:
        with transaction.atomic():
            hearing.hear(name, store.read(inbound), received_at=inbound.received_at)
    except DatabaseError:
        raise
    except ValueError:
        store.fail(inbound, "not a payload of this carrier", is_final=True)
    else:
        store.done(inbound)
