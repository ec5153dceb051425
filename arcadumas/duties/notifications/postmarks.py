"""The mark in a mail of ours by which its bounce and its answer are known: the message's id under a MAC, in 42 letters.

It stands in the Message-ID, which answers name in In-Reply-To, and where EMAIL_REPLY_TO says so in the address that
answers and bounces are sent to. Small letters and digits alone: some servers change the case of an address.
"""

import base64
import hashlib
import hmac
import re
from uuid import UUID

from django.conf import settings

from arcadumas.base import sealed
from arcadumas.base.gateways.mail import TOKEN, TOKEN_LETTERS

PURPOSE = "notifications.postmark"
MAC = 10  # bytes
WRITTEN = re.compile(rf"(?<![a-z0-9])[a-z2-7]{{{TOKEN_LETTERS}}}(?![a-z0-9])", re.IGNORECASE)
MOST = 500  # looked at in one text


def make(message_id: UUID) -> str:
    """26 bytes, written in base32 (RFC 4648) without padding."""
    return _written(message_id, sealed.derive(PURPOSE))


def find(text: str) -> UUID | None:
    """The message whose good mark stands first in a text."""
    for _n, found in zip(range(MOST), WRITTEN.finditer(text), strict=False):
        if message_id := read(found[0]):
            return message_id
    return None


def read(mark: str) -> UUID | None:
    """The message of a mark that we made, under whichever key."""
    mark = mark.lower()
    if not WRITTEN.fullmatch(mark):
        return None
    message_id = UUID(bytes=base64.b32decode(mark.upper() + "======")[:16])
    good = any(hmac.compare_digest(mark, _written(message_id, key)) for key in sealed.derive_all(PURPOSE))
    return message_id if good else None


def address(message_id: UUID) -> str:
    """Where answers and bounces of this message go; "" where EMAIL_REPLY_TO holds no mark."""
    pattern = settings.EMAIL_REPLY_TO
    return pattern.replace(TOKEN, make(message_id)) if TOKEN in pattern else ""


def _written(message_id: UUID, key: bytes) -> str:
    mac = hmac.digest(key, message_id.bytes, hashlib.sha256)[:MAC]
    return base64.b32encode(message_id.bytes + mac).decode().rstrip("=").lower()
