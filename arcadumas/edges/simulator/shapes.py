"""Webhooks as Meta writes them: statuses, messages and account events."""

import time
from datetime import datetime
from typing import Any

from arcadumas.edges.simulator import phones
from arcadumas.edges.simulator.account import Account
from arcadumas.edges.simulator.errors import failure
from arcadumas.edges.simulator.models import Bubble, Phone

Json = dict[str, Any]


def seconds(at: datetime) -> str:
    """Unix seconds as a string, as Meta sends them."""
    return str(int(at.timestamp()))


def change(account: Account, line: str, **value: Any) -> Json:
    metadata = {"display_phone_number": account.display_of(line), "phone_number_id": line}
    return {"field": "messages", "value": {"messaging_product": "whatsapp", "metadata": metadata, **value}}


def envelope(account: Account, changes: list[Json]) -> Json:
    entry = {"id": account.waba, "time": int(time.time()), "changes": changes}
    return {"object": "whatsapp_business_account", "entry": [entry]}


def contacts(phone: Phone) -> list[Json]:
    contact: Json = {"profile": {"name": phones.profile_of(phone) or "~"}, "user_id": phone.bsuid}
    if not phone.hides_number:
        contact["wa_id"] = phones.wa_id_of(phone)
    return [contact]


def status(account: Account, bubble: Bubble, payload: Json, *, step: str, at: datetime) -> Json:
    """One status of one message; biz_opaque_callback_data is echoed."""
    item: Json = {"id": bubble.wamid, "status": step, "timestamp": seconds(at), "recipient_user_id": bubble.phone.bsuid}
    if not bubble.phone.hides_number:
        item["recipient_id"] = phones.wa_id_of(bubble.phone)
    if payload.get("callback"):
        item["biz_opaque_callback_data"] = payload["callback"]
    if step == "failed":
        item["errors"] = [failure(bubble.error_code or 131000)]
    elif step in {"sent", "delivered"}:
        item |= _paid(bubble, payload)
    return change(account, bubble.line, contacts=contacts(bubble.phone), statuses=[item])


def _paid(bubble: Bubble, payload: Json) -> Json:
    category = payload.get("category", "service")
    is_free = category == "service"
    return {
        "conversation": {"id": bubble.id.hex, "origin": {"type": category}},
        "pricing": {
            "billable": not is_free,
            "pricing_model": "PMP",
            "type": "free_customer_service" if is_free else "regular",
            "category": category,
        },
    }


def message(account: Account, bubble: Bubble, content: Json) -> Json:
    """Something from the phone. `content`: type and what belongs to it."""
    item: Json = {
        "id": bubble.wamid,
        "from_user_id": bubble.phone.bsuid,
        "timestamp": seconds(bubble.created_at),
        **content,
    }
    if not bubble.phone.hides_number:
        item["from"] = phones.wa_id_of(bubble.phone)
    return change(account, bubble.line, contacts=contacts(bubble.phone), messages=[item])


def merged(changes: list[Json]) -> list[Json]:
    """Changes of one line as one change with longer arrays: how Meta batches."""
    whole: dict[tuple[str, str], Json] = {}
    for each in changes:
        value = each["value"]
        key = (each["field"], value.get("metadata", {}).get("phone_number_id", str(id(each))))
        if key not in whole:
            whole[key] = {"field": each["field"], "value": {name: _copied(part) for name, part in value.items()}}
            continue
        for name in ("contacts", "messages", "statuses"):
            if name in value:
                whole[key]["value"].setdefault(name, []).extend(value[name])
    return list(whole.values())


def _copied(part: Any) -> Any:
    return list(part) if isinstance(part, list) else part
