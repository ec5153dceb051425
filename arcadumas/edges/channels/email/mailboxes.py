"""Who reads the mailbox, and how far it was read. One worker at a time holds it; its lease ends with it."""

from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Now

from arcadumas.edges.channels.email.models import Mailbox

LEASE = timedelta(seconds=60)  # renewed at every look and every mail


@dataclass(frozen=True, kw_only=True)
class Held:
    """Ours until the lease ends."""

    id: int
    holder: str


class Lost(Exception):
    """Another worker has taken the mailbox over."""


def take(place: str, *, holder: str) -> Held | None:
    """The mailbox, if nobody holds it."""
    Mailbox.objects.bulk_create([Mailbox(place=place)], ignore_conflicts=True)
    is_free = Q(lease_until=None) | Q(lease_until__lt=Now()) | Q(holder=holder)
    rows = Mailbox.objects.filter(is_free, place=place)
    if not rows.update(holder=holder, lease_until=Now() + LEASE):
        return None
    return Held(id=Mailbox.objects.get(place=place).pk, holder=holder)


@transaction.atomic
def begin(held: Held, *, validity: int) -> int | None:
    """The last UID that is kept; None where the mailbox, or its numbering, is new. Raises Lost."""
    row = _own(held)
    if row.validity != validity:
        row.validity, row.last_uid = validity, None
        row.save(update_fields=["validity", "last_uid"])
    return row.last_uid


@transaction.atomic
def advance(held: Held, *, last_uid: int) -> None:
    """Called inside the transaction that keeps the mail. Raises Lost."""
    row = _own(held)
    row.last_uid = max(last_uid, row.last_uid or 0)
    row.save(update_fields=["last_uid"])


def renew(held: Held) -> None:
    """The mailbox let itself be read, and stays ours. Raises Lost."""
    rows = Mailbox.objects.filter(pk=held.id, holder=held.holder)
    if not rows.update(lease_until=Now() + LEASE, read_at=Now(), trouble=""):
        raise Lost


def release(held: Held, *, trouble: str = "") -> None:
    rows = Mailbox.objects.filter(pk=held.id, holder=held.holder)
    rows.update(holder="", lease_until=None, **({"trouble": trouble[:300]} if trouble else {}))


def _own(held: Held) -> Mailbox:
    row = Mailbox.objects.select_for_update().filter(pk=held.id, holder=held.holder).first()
    if row is None:
        raise Lost
    return row
