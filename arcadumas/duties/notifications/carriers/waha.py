"""WhatsApp by WAHA, which drives WhatsApp Web on a server of one's own: unofficial, so Meta may block the number at any time.

Shapes: waha.devlike.pro, "Send messages", "Contacts" and "Events". Off unless WHATSAPP_CARRIER=waha.
"""

import hashlib
import hmac
import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import httpx
from django.conf import settings

from arcadumas.base.gateways import web
from arcadumas.base.gateways.web import GatewayError
from arcadumas.duties.notifications.carriers.interface import Accepted, Parcel, Status, said_no
from arcadumas.duties.notifications.carriers.written import written

TIMEOUT = 8.0  # seconds for each step of a request
ACKS = {-1: "failed", 1: "sent", 2: "delivered", 3: "read", 4: "read"}
BLOCKED = "error 463"  # what WhatsApp answers once it takes the number for a sender of spam


class Waha:
    name = "waha"
    channel = "whatsapp"
    threads = 2  # one number sends for everybody; haste is what gets it blocked
    may_repeat = True

    def is_usable(self) -> bool:
        return self.name == settings.WHATSAPP_CARRIER and bool(settings.WAHA_API_URL and settings.WAHA_API_KEY)

    def send(self, parcel: Parcel) -> Accepted:
        """Asks first whether the number has WhatsApp: WAHA takes a message to nobody as readily as any other."""
        try:
            chat = _chat(parcel.to.removeprefix("+"))
            answer = web.post(
                f"{settings.WAHA_API_URL}/api/sendText",
                headers=_key(),
                timeout=TIMEOUT,
                json={"session": settings.WAHA_SESSION, "chatId": chat, "text": written(parcel.content)},
            )
            return Accepted(_accepted(answer))
        except GatewayError as error:
            raise said_no(error) from error

    def rest(self) -> None:
        """Nothing: connections are shared by the whole process."""

    def is_genuine(self, raw: bytes, *, headers: Mapping[str, str], secret: str) -> bool:
        """X-Webhook-Hmac: HMAC-SHA512 of the raw body, in hexadecimal."""
        key: str = settings.WAHA_WEBHOOK_KEY
        expected = hmac.new(key.encode(), raw, hashlib.sha512).hexdigest()
        said = headers.get("X-Webhook-Hmac", "")
        return bool(key) and hmac.compare_digest(said.encode(errors="replace"), expected.encode())

    def statuses(self, raw: bytes) -> Sequence[Status]:
        """`message.ack` of our own messages; every other event is passed over."""
        body = json.loads(raw)
        if not isinstance(body, dict):
            raise ValueError("not an object")
        said = body.get("payload")
        if body.get("event") != "message.ack" or not isinstance(said, dict):
            return []
        ack, id_ = said.get("ack"), said.get("id")
        status = ACKS.get(ack) if isinstance(ack, int) else None
        if status is None or not isinstance(id_, str):
            return []
        return [Status(provider_id=_own(id_), status=status, at=_moment(body.get("timestamp")))]


def _key() -> dict[str, str]:
    return {"X-Api-Key": settings.WAHA_API_KEY}


def _chat(number: str) -> str:
    said = web.ask(
        f"{settings.WAHA_API_URL}/api/contacts/check-exists",
        headers=_key(),
        timeout=TIMEOUT,
        params={"phone": number, "session": settings.WAHA_SESSION},
    )
    if not isinstance(said, dict) or not isinstance(said.get("numberExists"), bool):
        raise GatewayError("temporary", text="an answer that is not the API's")
    if not said["numberExists"]:
        raise GatewayError("address", code="no-whatsapp", text="no WhatsApp at this number")
    return str(said.get("chatId") or f"{number}@c.us")


def _accepted(answer: httpx.Response) -> str:
    """The last part of the message's id: before it stands the recipient's number."""
    said = web.json_of(answer)
    if not answer.is_success:
        raise _refused(answer, said)
    id_ = said.get("id") if isinstance(said, dict) else None
    if isinstance(id_, dict):
        id_ = id_.get("_serialized")
    if id_ is None and isinstance(said, dict) and isinstance(said.get("key"), dict):
        id_ = said["key"].get("id")
    if not isinstance(id_, str) or not id_:
        raise web.refused(answer, "uncertain", text="an answer without a message id")
    return _own(id_)


def _refused(answer: httpx.Response, said: Any) -> GatewayError:
    """422 is a session that does not work, else a body it does not like; a 500 in WAHA's words was not sent."""
    words = json.dumps(said) if isinstance(said, dict) else ""
    if BLOCKED in words or (answer.status_code == 422 and "session" in words.lower()):
        return web.refused(answer, "channel", text="the number is not connected, or WhatsApp has blocked it")
    if answer.status_code >= 500 and "exception" in words:
        return web.refused(answer, "temporary", text="the engine could not send")
    return web.refused(answer)


def _own(id_: str) -> str:
    """`true_<number>@c.us_<id>`, with `_<participant>` after it in groups, which we never write to."""
    return f"waha:{id_.rsplit('_', 1)[-1]}"


def _moment(value: object) -> datetime | None:
    """Milliseconds."""
    try:
        return datetime.fromtimestamp(value / 1000, tz=UTC) if isinstance(value, int) else None
    except (ValueError, OverflowError, OSError):
        return None
