"""Messages on the phones: kept, found and read back."""

import base64
import json
import secrets
import uuid
from datetime import datetime
from typing import Any

from django.utils import timezone

from arcadumas.base import sealed
from arcadumas.edges.simulator import phones
from arcadumas.edges.simulator.models import Bubble, Direction, Phone, State

TABLE = "simulator_bubble"


def new_wamid() -> str:
    """Unlike Meta's, ours hides no telephone number in its letters."""
    return f"wamid.HBgN{base64.b64encode(secrets.token_bytes(33)).decode()}"


def keep(
    phone: Phone, *, line: str, direction: Direction, payload: dict[str, Any], state: State = State.ACCEPTED
) -> Bubble:  # fmt: skip
    """`payload`: type, text and whatever else the page or a webhook will need."""
    row = uuid.uuid4()
    return Bubble.objects.create(
        id=row, wamid=new_wamid(), phone=phone, line=line, direction=direction, state=state,
        payload=sealed.seal(json.dumps(payload), table=TABLE, row=row, field="payload"), created_at=timezone.now(),
    )  # fmt: skip


def payload_of(bubble: Bubble) -> dict[str, Any]:
    payload: dict[str, Any] = json.loads(
        sealed.unseal(bytes(bubble.payload), table=TABLE, row=bubble.id, field="payload")
    )
    return payload


def last_heard(phone: Phone, line: str) -> datetime | None:
    """When this user last wrote to this line."""
    said = Bubble.objects.filter(phone=phone, line=line, direction=Direction.IN).order_by("-created_at")
    return said.values_list("created_at", flat=True).first()


def shape(bubble: Bubble) -> dict[str, Any]:
    """For the control API."""
    times = ("created_at", "sent_at", "delivered_at", "read_at", "failed_at")
    return {
        "wamid": bubble.wamid, "number": phones.number_of(bubble.phone), "line": bubble.line,
        "direction": bubble.direction, "state": bubble.state, "error_code": bubble.error_code,
        **{name: at.isoformat() if (at := getattr(bubble, name)) else None for name in times},
        **payload_of(bubble),
    }  # fmt: skip
