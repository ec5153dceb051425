"""WhatsApp by Mekari Qontak, a business solution provider of Meta's: templates, approved and paid for through Qontak.

Shapes: Qontak Open API, `broadcasts/whatsapp/direct`, `templates/whatsapp` and `message_interactions`. It offers no quick
replies with a payload of ours: its templates hold one line for each act, with its link, and for a citizen the one that stops
the messages (`linked.py`). Off unless
WHATSAPP_CARRIER=qontak.
"""

import hmac
import json
import threading
import time
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import httpx
from django.conf import settings

from arcadumas.base.gateways import web
from arcadumas.base.gateways.web import GatewayError, Kind
from arcadumas.duties.notifications.carriers.interface import Accepted, Parcel, Status, said_no
from arcadumas.duties.notifications.carriers.written import link
from arcadumas.duties.notifications.linked import stop_link

TIMEOUT = 8.0  # seconds for each step of a request
KNOWN = 600.0  # seconds until the list of templates is read again
PAGE, MOST_PAGES = 100, 20
STATUSES = {"sent", "delivered", "read", "failed"}
TO_NAME = "Bapak/Ibu"  # they ask for one, and need none of ours


class Qontak:
    name = "qontak"
    channel = "whatsapp"
    threads = 4
    may_repeat = True

    def __init__(self) -> None:
        self.reading = threading.Lock()
        self.templates: dict[tuple[str, str], str] = {}
        self.known_until = 0.0

    def is_usable(self) -> bool:
        is_chosen = self.name == settings.WHATSAPP_CARRIER
        return is_chosen and bool(settings.QONTAK_TOKEN and settings.QONTAK_CHANNEL_ID)

    def send(self, parcel: Parcel) -> Accepted:
        """Raises CarrierError; `template` where Qontak has none of this name and language that Meta approved."""
        try:
            answer = web.post(
                f"{settings.QONTAK_API_URL}/api/open/v1/broadcasts/whatsapp/direct",
                headers=_token(),
                timeout=TIMEOUT,
                json={
                    "to_name": TO_NAME,
                    "to_number": parcel.to.removeprefix("+"),
                    "message_template_id": self._template(parcel.template, parcel.language),
                    "channel_integration_id": settings.QONTAK_CHANNEL_ID,
                    "language": {"code": parcel.language},
                    "parameters": {"body": _parameters(parcel.content)},
                },
            )
            return Accepted(_accepted(answer))
        except GatewayError as error:
            raise said_no(error) from error

    def rest(self) -> None:
        """Nothing: connections are shared by the whole process."""

    def is_genuine(self, raw: bytes, *, headers: Mapping[str, str], secret: str) -> bool:
        """Qontak signs nothing: the secret is the end of the address that it is told to call."""
        wanted: str = settings.QONTAK_WEBHOOK_SECRET
        return bool(wanted) and hmac.compare_digest(secret.encode(), wanted.encode())

    def statuses(self, raw: bytes) -> Sequence[Status]:
        """`status_message`: of a broadcast by its own id, for that is what sending was answered with."""
        body = json.loads(raw)
        if not isinstance(body, dict):
            raise ValueError("not an object")
        id_, status = body.get("messages_broadcast_id") or body.get("id"), body.get("status")
        if not isinstance(id_, str) or status not in STATUSES:
            return []
        code = "failed" if status == "failed" else ""
        return [Status(provider_id=f"qontak:{id_}", status=str(status), at=_moment(body.get("updated_at")), code=code)]

    def _template(self, name: str, language: str) -> str:
        with self.reading:
            if time.monotonic() >= self.known_until:
                self.templates = _approved()
                self.known_until = time.monotonic() + KNOWN
            found = self.templates.get((name, language))
        if found is None:
            raise GatewayError("template", code="no-template", text=f"no approved template {name} ({language})")
        return found


def _token() -> dict[str, str]:
    return {"Authorization": f"Bearer {settings.QONTAK_TOKEN}"}


def _parameters(content: Mapping[str, Any]) -> list[dict[str, str]]:
    values = [
        *content["parameters"],
        *(link(button) for button in content["buttons"]),
        *filter(None, [stop_link(content)]),
    ]
    return [{"key": str(n), "value": f"value_{n}", "value_text": value} for n, value in enumerate(values, 1)]


def _approved() -> dict[tuple[str, str], str]:
    found: dict[tuple[str, str], str] = {}
    for page in range(1, MOST_PAGES + 1):
        said = web.ask(
            f"{settings.QONTAK_API_URL}/api/open/v1/templates/whatsapp",
            headers=_token(),
            timeout=TIMEOUT,
            params={"offset": page, "limit": PAGE},
        )
        rows = said.get("data") if isinstance(said, dict) else None
        if not isinstance(rows, list):
            raise GatewayError("temporary", text="an answer that is not the API's")
        approved = [row for row in rows if isinstance(row, dict) and row.get("status") == "APPROVED"]
        found |= {(str(row.get("name")), str(row.get("language"))): str(row["id"]) for row in approved if row.get("id")}
        if len(rows) < PAGE:
            break
    return found


def _accepted(answer: httpx.Response) -> str:
    said = web.json_of(answer)
    if not answer.is_success:
        raise _refused(answer, said)
    data = said.get("data") if isinstance(said, dict) else None
    id_ = data.get("id") if isinstance(data, dict) else None
    if not isinstance(id_, str) or not id_:
        raise web.refused(answer, "uncertain", text="an answer without a broadcast id")
    return f"qontak:{id_}"


def _refused(answer: httpx.Response, said: Any) -> GatewayError:
    """422 says in words what it does not like."""
    error = said.get("error") if isinstance(said, dict) else None
    messages = error.get("messages") if isinstance(error, dict) else None
    words = " ".join(str(each) for each in messages) if isinstance(messages, list) else ""
    kind: Kind | None = None
    if answer.status_code == 422:
        lower = words.lower()
        kind = "template" if "template" in lower else "address" if "number" in lower else "permanent"
    return web.refused(answer, kind, text=words)


def _moment(value: object) -> datetime | None:
    """ISO 8601, with its zone."""
    try:
        moment = datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
    return moment if moment and moment.tzinfo else None
