"""Fonnte's own ways: form fields, a refusal with HTTP 200, ids that change while a message is on its way."""

import json
from typing import Any
from urllib.parse import parse_qs

import pytest

from arcadumas.duties.notifications.carriers.fonnte import Fonnte
from arcadumas.duties.notifications.carriers.interface import CarrierError, Status
from tests.duties.notifications.carriers.standing import SECRET, Answer, HttpStandIn, Received, links_of, standing

ALLOWED = {"target", "message", "countryCode", "delay", "typing", "preview"}


def refusal(reason: str) -> Answer:
    return 200, {}, {"status": False, "reason": reason, "requestid": 331477110}


class FonnteStandIn(HttpStandIn):
    """api.fonnte.com/send as it answers: everything with 200, JSON bodies and unknown fields refused, digits only."""

    carrier = Fonnte()

    def prepare(self, settings: Any) -> None:
        settings.WHATSAPP_CARRIER, settings.FONNTE_API_URL, settings.FONNTE_TOKEN = "fonnte", self.http.url, SECRET

    def answer(self, method: str, path: str, headers: dict[str, str], body: bytes) -> Answer:
        if (method, path) != ("POST", "/send"):
            return 404, {}, "not found"
        if headers.get("authorization") != SECRET:
            return refusal("invalid token")
        if headers.get("content-type") != "application/x-www-form-urlencoded":
            return refusal("invalid/empty body value")
        form = {name: values[0] for name, values in parse_qs(body.decode(), keep_blank_values=True).items()}
        if set(form) - ALLOWED or not form.get("message") or not form.get("target"):
            return refusal("invalid/empty body value")
        if not form["target"].isdigit():
            return refusal("target input invalid")
        self.received.append(Received(form["target"], form["message"]))
        return 200, {}, {
            "detail": "success! message in queue", "id": [str(80367170 + len(self.received))], "process": "pending",
            "requestid": 2937124, "status": True, "target": [form["target"]],
        }  # fmt: skip

    def refuse_address(self) -> None:
        self.http.faults.append(refusal("target invalid"))

    def refuse_content(self) -> None:
        self.http.faults.append(refusal("invalid/empty body value"))

    def refuse_key(self) -> None:
        self.http.faults.append(refusal("invalid token"))


@pytest.fixture
def fonnte(settings: Any) -> Any:
    with standing(FonnteStandIn, settings) as stand_in:
        yield stand_in


def test_buttons_become_links_one_for_each_act(fonnte: FonnteStandIn) -> None:
    parcel = fonnte.parcel("Yth. Admin PUPR, ada laporan.")
    assert Fonnte().send(parcel).provider_id == "fonnte:80367171"
    accept, view = links_of(parcel)
    text = f"Yth. Admin PUPR, ada laporan.\n\nTerima:\n{accept}\n\nBuka laporan:\n{view}"
    assert fonnte.received == [Received("6281234567890", text)]


@pytest.mark.parametrize(
    ("reason", "kind"),
    [
        ("request invalid on disconnected device", "channel"), ("insufficient quota", "channel"),
        ("invalid token", "channel"), ("target input invalid", "address"), ("too many requests", "busy"),
        ("request timeout", "uncertain"), ("something new", "permanent"),
    ],
)  # fmt: skip
def test_a_reason_says_what_to_do(fonnte: FonnteStandIn, reason: str, kind: str) -> None:
    fonnte.http.faults.append(refusal(reason))
    with pytest.raises(CarrierError) as caught:
        Fonnte().send(fonnte.parcel())
    assert (caught.value.kind, caught.value.text, fonnte.received) == (kind, reason, [])


@pytest.mark.parametrize("body", [{"status": True, "id": []}, {"status": "yes"}, "OK", [1]])
def test_an_answer_that_is_not_theirs_leaves_it_open(fonnte: FonnteStandIn, body: object) -> None:
    fonnte.http.faults.append((200, {}, body))
    with pytest.raises(CarrierError) as caught:
        Fonnte().send(fonnte.parcel())
    assert caught.value.kind == "uncertain"


def told(**values: object) -> list[Status]:
    return list(Fonnte().statuses(json.dumps({"device": "628110000001", **values}).encode()))


def test_statuses() -> None:
    both = Status(provider_id="fonnte:3EB0AA", status="sent", stands_for="fonnte:80367171")
    assert told(id="80367171", stateid="3EB0AA", status="sent", state="") == [both]
    assert told(stateid="3EB0AA", state="delivered") == [Status(provider_id="fonnte:3EB0AA", status="delivered")]
    assert told(stateid="3EB0AA", state="read")[0].status == "read"
    failed = Status(provider_id="fonnte:80367171", status="failed", stands_for="fonnte:80367171", code="invalid")
    assert told(id=80367171, status="invalid") == [failed]
    assert told(id="80367171", status="pending") == told(state="read") == []
    assert told(sender="6281", message="halo", name="Warga") == []


@pytest.mark.parametrize("raw", [b"", b"nonsense", b"[]", b"\xff"])
def test_what_is_no_payload_is_refused(raw: bytes) -> None:
    with pytest.raises(ValueError):
        Fonnte().statuses(raw)


def test_without_a_secret_nothing_is_believed(settings: Any) -> None:
    settings.FONNTE_WEBHOOK_SECRET = ""
    assert not Fonnte().is_genuine(b"{}", headers={}, secret="")
    settings.FONNTE_WEBHOOK_SECRET = "kata"
    assert Fonnte().is_genuine(b"{}", headers={}, secret="kata")
    assert not Fonnte().is_genuine(b"{}", headers={}, secret="kata lain")
