"""Web Push to the browsers that officers have asked to be told in. An addition: no promise rests on it.

A browser tells by webhook when it has shown a message and when somebody pressed it; the secret of that address is a MAC over
the message's id.
"""

import hashlib
import hmac
import json
from collections.abc import Mapping, Sequence
from uuid import UUID

from django.conf import settings

from arcadumas.base import sealed
from arcadumas.base.gateways.web import GatewayError
from arcadumas.base.gateways.webpush import Browser, Sender
from arcadumas.duties.notifications.carriers.interface import Accepted, Parcel, Status, said_no

TIMEOUT = 8.0  # seconds for each step of a request
KEPT = 24 * 3600  # seconds a push service keeps it for a browser that is off
TOLD = {"shown": "delivered", "pressed": "read"}
PURPOSE = "notifications.push"


class Push:
    name = "push"
    channel = "push"
    threads = 4
    may_repeat = True  # a second copy takes the place of the first: the same topic, the same tag

    def is_usable(self) -> bool:
        return bool(settings.VAPID_PRIVATE_KEY)

    def send(self, parcel: Parcel) -> Accepted:
        """`parcel.to` is a subscription as JSON. Raises CarrierError."""
        sender = Sender(
            private_key=settings.VAPID_PRIVATE_KEY, subject=settings.VAPID_SUBJECT, timeout=TIMEOUT,
            is_private_ok=settings.PUSH_PRIVATE,
        )  # fmt: skip
        try:
            is_urgent = bool(parcel.content.get("is_urgent"))
            shown = {name: parcel.content[name] for name in ("title", "body", "url", "told")}
            sender.send(Browser(**json.loads(parcel.to)), shown, seconds=KEPT, is_urgent=is_urgent, topic=parcel.id.hex)
        except GatewayError as error:
            raise said_no(error) from error
        return Accepted(own(parcel.id))

    def rest(self) -> None:
        """Nothing: connections are shared by the whole process."""

    def is_genuine(self, raw: bytes, *, headers: Mapping[str, str], secret: str) -> bool:
        """The MAC of the message that the body names."""
        message_id = _message(raw)
        return message_id is not None and hmac.compare_digest(secret.encode(), mac(message_id).encode())

    def statuses(self, raw: bytes) -> Sequence[Status]:
        message_id, status = _message(raw), TOLD.get(str(_object(raw).get("status")))
        if message_id is None or status is None:
            return []
        return [Status(provider_id=own(message_id), status=status, message_id=str(message_id))]


def told_at(message_id: UUID) -> str:
    """The path at which a browser tells what became of this message."""
    return f"/webhooks/push/{mac(message_id)}"


def mac(message_id: UUID) -> str:
    return hmac.digest(sealed.derive(PURPOSE), message_id.bytes, hashlib.sha256).hex()[:40]


def own(message_id: UUID) -> str:
    return f"push:{message_id}"


def _object(raw: bytes) -> Mapping[str, object]:
    """Raises ValueError for what is no JSON object."""
    body = json.loads(raw)
    if not isinstance(body, dict):
        raise ValueError("not an object")
    return body


def _message(raw: bytes) -> UUID | None:
    try:
        return UUID(str(_object(raw).get("message")))
    except ValueError:
        return None
