"""The webhooks of the other carriers: genuine or nothing, on disk before 200, each status to its message, in any order."""

import hashlib
import hmac
import json
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from arcadumas.base.inbound.models import Inbound
from arcadumas.duties.notifications.models import Message, Receipt
from arcadumas.edges.channels.statuses import reading, views
from tests.duties.notifications.test_outbox import queued

pytestmark = pytest.mark.django_db
KEY = "kunci-uji"


@pytest.fixture(autouse=True)
def _secrets(settings: Any) -> None:
    settings.FONNTE_WEBHOOK_SECRET = settings.WAHA_WEBHOOK_KEY = settings.QONTAK_WEBHOOK_SECRET = KEY


def post(client: Client, name: str, body: object, *, key: str = KEY, raw: bytes | None = None) -> HttpResponse:
    """As the carrier would call: WAHA signs, the others know the address."""
    content = json.dumps(body).encode() if raw is None else raw
    if name == "waha":
        sign = hmac.new(key.encode(), content, hashlib.sha512).hexdigest()
        return client.post("/webhooks/waha", content, content_type="application/json", headers={"X-Webhook-Hmac": sign})
    return client.post(f"/webhooks/{name}/{key}", content, content_type="application/json")


def sent(carrier: str, provider_id: str, number: int = 1) -> Message:
    message = queued(number)
    Message.objects.filter(pk=message.pk).update(
        carrier=carrier, state="sent", provider_id=provider_id, sent_at=timezone.now()
    )
    return message


def state(message: Message) -> str:
    message.refresh_from_db()
    return message.state


def ack(id_: str, number: int) -> dict[str, object]:
    payload = {"id": f"true_6281234567890@c.us_{id_}", "ack": number, "fromMe": True}
    return {"event": "message.ack", "session": "default", "timestamp": 1_767_225_600_000, "payload": payload}


BODIES: dict[str, tuple[str, dict[str, object]]] = {
    "fonnte": ("fonnte:77", {"device": "6281", "id": "77", "status": "sent", "state": "delivered"}),
    "waha": ("waha:3EB0", ack("3EB0", 2)),
    "qontak": ("qontak:b-1", {"id": "m-1", "messages_broadcast_id": "b-1", "status": "delivered"}),
}


@pytest.mark.parametrize("name", list(BODIES))
def test_a_status_reaches_its_message(client: Client, name: str) -> None:
    provider_id, body = BODIES[name]
    message, other = sent(name, provider_id), sent(name, f"{provider_id}0", 2)
    assert post(client, name, body).status_code == 200
    assert state(message) == "sent"
    assert (reading.once(), state(message), state(other)) == (1, "delivered", "sent")
    assert Inbound.objects.get().state == "done"


@pytest.mark.parametrize("name", list(BODIES))
def test_a_stranger_is_refused_and_nothing_is_kept(client: Client, name: str, settings: Any) -> None:
    assert post(client, name, BODIES[name][1], key="tebakan").status_code == 403
    assert client.post(f"/webhooks/{name}", b"{}", content_type="application/json").status_code == 403
    settings.FONNTE_WEBHOOK_SECRET = settings.WAHA_WEBHOOK_KEY = settings.QONTAK_WEBHOOK_SECRET = ""
    assert post(client, name, BODIES[name][1], key="").status_code in {403, 404}
    assert not Inbound.objects.exists()


def test_who_tells_nothing_has_no_address(client: Client) -> None:
    assert client.post("/webhooks/email/x", b"{}", content_type="application/json").status_code == 404
    assert client.post("/webhooks/lain", b"{}", content_type="application/json").status_code == 404
    assert client.get("/webhooks/fonnte/x").status_code == 405


def test_a_body_beyond_measure_is_not_kept(client: Client) -> None:
    assert post(client, "fonnte", None, raw=b"x" * (views.LARGEST + 1)).status_code == 413
    assert not Inbound.objects.exists()


@pytest.mark.parametrize("name", list(BODIES))
def test_what_is_no_payload_fails_once_and_holds_nobody_up(client: Client, name: str) -> None:
    provider_id, body = BODIES[name]
    message = sent(name, provider_id)
    post(client, name, None, raw=b"bukan json")
    post(client, name, body)
    reading.once()
    assert state(message) == "delivered"
    assert sorted(Inbound.objects.values_list("state", flat=True)) == ["done", "failed"]


@pytest.mark.parametrize("name", list(BODIES))
def test_the_same_payload_twice_changes_nothing(client: Client, name: str) -> None:
    provider_id, body = BODIES[name]
    message = sent(name, provider_id)
    for _ in range(2):
        post(client, name, body)
        reading.once()
    assert (state(message), Receipt.objects.count()) == ("delivered", 1)


def test_fonnte_names_a_message_by_one_id_and_then_by_another(client: Client) -> None:
    message = sent("fonnte", "fonnte:77")
    post(client, "fonnte", {"id": "77", "stateid": "3EB0AA", "status": "sent"})
    post(client, "fonnte", {"stateid": "3EB0AA", "state": "delivered"})
    post(client, "fonnte", {"id": "77", "stateid": "3EB0AA", "status": "sent"})
    post(client, "fonnte", {"stateid": "3EB0AA", "state": "read"})
    while reading.once():
        pass
    assert (state(message), message.provider_id) == ("read", "fonnte:3EB0AA")
    assert set(Receipt.objects.values_list("status", flat=True)) == {"sent", "delivered", "read"}


def test_an_ack_out_of_order_never_goes_back(client: Client) -> None:
    message = sent("waha", "waha:3EB0")
    for number in (3, 2, 1):
        post(client, "waha", ack("3EB0", number))
    reading.once()
    assert state(message) == "read"


def test_what_their_number_could_not_deliver_has_failed(client: Client) -> None:
    message = sent("fonnte", "fonnte:77")
    post(client, "fonnte", {"id": "77", "status": "invalid"})
    reading.once()
    assert (state(message), message.error_code) == ("failed", "invalid")
