"""WAHA's own ways: it asks before it sends, its ids hold the number, and a blocked number stops the channel."""

import hashlib
import hmac
import json
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from arcadumas.duties.notifications.carriers.interface import CarrierError, Status
from arcadumas.duties.notifications.carriers.waha import Waha
from tests.duties.notifications.carriers.standing import (
    NUMBER,
    SECRET,
    Answer,
    HttpStandIn,
    Received,
    links_of,
    standing,
)

DOWN = {"error": "Session status is not as expected. Try again later or restart the session", "status": "FAILED"}
SPAM = {"statusCode": 500, "timestamp": "…", "exception": {"message": "2 UNKNOWN: server returned error 463"}}


class WahaStandIn(HttpStandIn):
    """One session named default; a number without WhatsApp is only told by check-exists, as with the original."""

    carrier = Waha()

    def __init__(self) -> None:
        super().__init__()
        self.has_whatsapp = True
        self.paths: list[str] = []
        self.id: object = None

    def prepare(self, settings: Any) -> None:
        settings.WHATSAPP_CARRIER, settings.WAHA_API_URL, settings.WAHA_API_KEY = "waha", self.http.url, SECRET

    def answer(self, method: str, path: str, headers: dict[str, str], body: bytes) -> Answer:
        place = urlsplit(path)
        self.paths.append(place.path)
        if headers.get("x-api-key") != SECRET:
            return 401, {}, {"message": "Unauthorized", "statusCode": 401}
        if (method, place.path) == ("GET", "/api/contacts/check-exists"):
            return self.check_exists(parse_qs(place.query))
        if (method, place.path) != ("POST", "/api/sendText"):
            return 404, {}, {"statusCode": 404, "message": f"Cannot {method} {place.path}", "error": "Not Found"}
        said = json.loads(body)
        if set(said) != {"session", "chatId", "text"} or not said["text"] or not said["chatId"].endswith("@c.us"):
            return 400, {}, {"statusCode": 400, "message": ["text must be a string"], "error": "Bad Request"}
        if said["session"] != "default":
            return 422, {}, {"statusCode": 422, "message": "Session does not exist"}
        number = said["chatId"].removesuffix("@c.us")
        self.received.append(Received(number, said["text"]))
        return 201, {}, {"id": self.id or f"true_{number}@c.us_3EB0{len(self.received)}", "fromMe": True, "ack": 1}

    def check_exists(self, query: dict[str, list[str]]) -> Answer:
        number = query["phone"][0]
        if not number.isdigit() or query["session"] != ["default"]:
            return 422, {}, {"statusCode": 422, "message": "Session does not exist"}
        if not self.has_whatsapp:
            return 200, {}, {"numberExists": False}
        return 200, {}, {"numberExists": True, "chatId": f"{number}@c.us"}

    def refuse_address(self) -> None:
        self.has_whatsapp = False

    def refuse_content(self) -> None:
        self.http.faults.append((400, {}, {"statusCode": 400, "message": ["text too long"], "error": "Bad Request"}))

    def refuse_key(self) -> None:
        self.http.faults.append((401, {}, {"message": "Unauthorized", "statusCode": 401}))


@pytest.fixture
def waha(settings: Any) -> Any:
    with standing(WahaStandIn, settings) as stand_in:
        yield stand_in


def test_it_asks_and_sends_links_in_place_of_buttons(waha: WahaStandIn) -> None:
    parcel = waha.parcel("Ada laporan.")
    assert Waha().send(parcel).provider_id == "waha:3EB01"
    accept, view = links_of(parcel)
    assert waha.received == [Received("6281234567890", f"Ada laporan.\n\nTerima:\n{accept}\n\nBuka laporan:\n{view}")]
    assert waha.paths == ["/api/contacts/check-exists", "/api/sendText"]


def test_a_number_without_whatsapp_is_not_written_to(waha: WahaStandIn) -> None:
    waha.has_whatsapp = False
    with pytest.raises(CarrierError) as caught:
        Waha().send(waha.parcel())
    assert (caught.value.kind, waha.received, waha.paths) == ("address", [], ["/api/contacts/check-exists"])


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        ((422, {}, DOWN), "channel"), ((500, {}, SPAM), "channel"),
        ((500, {}, {"statusCode": 500, "exception": {"message": "evaluation failed"}}), "temporary"),
        ((500, {}, "broken"), "uncertain"), ((201, {}, {"fromMe": True}), "uncertain"),
        ((422, {}, {"statusCode": 422, "message": "text is empty"}), "permanent"),
    ],
)  # fmt: skip
def test_an_answer_says_what_to_do(waha: WahaStandIn, fault: Answer, kind: str) -> None:
    waha.http.faults.append(fault)
    with pytest.raises(CarrierError) as caught:
        Waha().send(waha.parcel())
    assert caught.value.kind == kind


@pytest.mark.parametrize("id_", ["true_6281234567890@c.us_AB12", {"_serialized": "true_6281234567890@c.us_AB12"}])
def test_the_number_in_an_id_is_left_out(waha: WahaStandIn, id_: object) -> None:
    waha.id = id_
    assert Waha().send(waha.parcel()).provider_id == "waha:AB12"


def told(event: str = "message.ack", **payload: object) -> list[Status]:
    body = {"event": event, "session": "default", "timestamp": 1_767_225_600_000, "payload": payload}
    return list(Waha().statuses(json.dumps(body).encode()))


def test_statuses() -> None:
    at = datetime(2026, 1, 1, tzinfo=UTC)
    id_ = f"true_{NUMBER[1:]}@c.us_3EB01"
    names = {-1: "failed", 1: "sent", 2: "delivered", 3: "read", 4: "read"}
    for ack, name in names.items():
        assert told(id=id_, ack=ack) == [Status(provider_id="waha:3EB01", status=name, at=at)]
    assert told(id=id_, ack=0) == told(id=id_) == told(ack=3) == told("message", id=id_, body="halo") == []


@pytest.mark.parametrize("raw", [b"", b"nonsense", b"[]"])
def test_what_is_no_payload_is_refused(raw: bytes) -> None:
    with pytest.raises(ValueError):
        Waha().statuses(raw)


def test_only_a_signed_payload_is_genuine(settings: Any) -> None:
    raw = b'{"event":"message.ack"}'
    settings.WAHA_WEBHOOK_KEY = "kunci"
    right = hmac.new(b"kunci", raw, hashlib.sha512).hexdigest()
    assert Waha().is_genuine(raw, headers={"X-Webhook-Hmac": right}, secret="")
    assert not Waha().is_genuine(raw + b" ", headers={"X-Webhook-Hmac": right}, secret="")
    assert not Waha().is_genuine(raw, headers={}, secret="kunci")
    settings.WAHA_WEBHOOK_KEY = ""
    empty = hmac.new(b"", raw, hashlib.sha512).hexdigest()
    assert not Waha().is_genuine(raw, headers={"X-Webhook-Hmac": empty}, secret="")
