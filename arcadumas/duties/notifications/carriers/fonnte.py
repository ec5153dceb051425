"""WhatsApp by Fonnte, which drives a phone's WhatsApp Web: unofficial, so Meta may block the number at any time.

Shapes: docs.fonnte.com, "API Send Message" and "Webhook Update Message Status". Off unless WHATSAPP_CARRIER=fonnte.
"""

import hmac
import json
from collections.abc import Mapping, Sequence
from typing import Any

import httpx
from django.conf import settings

from arcadumas.base.gateways import web
from arcadumas.base.gateways.web import GatewayError, Kind
from arcadumas.duties.notifications.carriers.interface import Accepted, Parcel, Status, said_no
from arcadumas.duties.notifications.carriers.written import written

TIMEOUT = 8.0  # seconds for each step of a request
# A refusal comes with HTTP 200 and a reason in words; the first that is found in it counts.
REASONS: tuple[tuple[str, Kind], ...] = (
    ("token", "channel"), ("device", "channel"), ("quota", "channel"), ("package", "channel"), ("expired", "channel"),
    ("target", "address"), ("too many", "busy"), ("limit", "busy"), ("timeout", "uncertain"),
)  # fmt: skip
ENDINGS = {"invalid": "failed", "expired": "failed", "url unreachable": "failed"}
STATES = {"sent", "delivered", "read"}


class Fonnte:
    name = "fonnte"
    channel = "whatsapp"
    threads = 2  # one phone sends for everybody; haste is what gets it blocked
    may_repeat = True

    def is_usable(self) -> bool:
        return self.name == settings.WHATSAPP_CARRIER and bool(settings.FONNTE_TOKEN)

    def send(self, parcel: Parcel) -> Accepted:
        """Form fields, for JSON is answered as an empty body; the number without its plus. Raises CarrierError."""
        form = {"target": parcel.to.removeprefix("+"), "message": written(parcel.content), "countryCode": "62"}
        try:
            answer = web.post(
                f"{settings.FONNTE_API_URL}/send",
                headers={"Authorization": settings.FONNTE_TOKEN},
                timeout=TIMEOUT,
                data=form,
            )
            return Accepted(_own(_accepted(answer)))
        except GatewayError as error:
            raise said_no(error) from error

    def rest(self) -> None:
        """Nothing: connections are shared by the whole process."""

    def is_genuine(self, raw: bytes, *, headers: Mapping[str, str], secret: str) -> bool:
        """Fonnte signs nothing: the secret is the end of the address that it is told to call."""
        wanted: str = settings.FONNTE_WEBHOOK_SECRET
        return bool(wanted) and hmac.compare_digest(secret.encode(), wanted.encode())

    def statuses(self, raw: bytes) -> Sequence[Status]:
        """First `id` with `stateid`, later `stateid` alone; a `message` is somebody's words and no status."""
        body = json.loads(raw)
        if not isinstance(body, dict):
            raise ValueError("not an object")
        status = _status(body)
        id_, state_id = _text(body.get("id")), _text(body.get("stateid"))
        if status is None or not (id_ or state_id):
            return []
        code = _text(body.get("status"))[:20] if status == "failed" else ""
        return [
            Status(provider_id=_own(state_id or id_), status=status, stands_for=_own(id_) if id_ else "", code=code)
        ]


def _own(id_: str) -> str:
    """Their ids are short numbers: the name keeps them apart from other carriers'."""
    return f"fonnte:{id_}"


def _status(body: Mapping[str, Any]) -> str | None:
    state, status = _text(body.get("state")).lower(), _text(body.get("status")).lower()
    return state if state in STATES else ENDINGS.get(status, status if status == "sent" else None)


def _accepted(answer: httpx.Response) -> str:
    """The message's id."""
    said = web.json_of(answer)
    if not isinstance(said, dict) or not isinstance(said.get("status"), bool):
        raise web.refused(answer, "uncertain" if answer.is_success else None, text="an answer that is not the API's")
    if not said["status"]:
        raise _refused(answer, _text(said.get("reason") or said.get("detail")))
    ids = said.get("id")
    if not isinstance(ids, list) or not ids:
        raise web.refused(answer, "uncertain", text="an answer without a message id")
    return _text(ids[0])


def _refused(answer: httpx.Response, reason: str) -> GatewayError:
    found = next((kind for word, kind in REASONS if word in reason.lower()), None)
    by_status = None if answer.is_success else web.kind_of_status(answer.status_code)
    return web.refused(answer, found or by_status or "permanent", text=reason)


def _text(value: object) -> str:
    return str(value) if isinstance(value, str | int) else ""
