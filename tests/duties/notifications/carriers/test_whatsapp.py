"""The Cloud API behind the carrier; the gateway's own tests hold every code."""

import json
from typing import Any

import pytest

from arcadumas.duties.notifications.carriers.whatsapp import WhatsApp, kind_of_failure
from tests.doubles import LINE, _wrong
from tests.duties.notifications.carriers.standing import SECRET, Answer, HttpStandIn, Received, standing


def refusal(code: int, status: int = 400) -> Answer:
    return status, {}, {"error": {"message": f"(#{code})", "code": code, "error_data": {"details": "scripted"}}}


class CloudStandIn(HttpStandIn):
    """graph.facebook.com/{version}/{line}/messages, checked as the double of the other tests checks it."""

    carrier = WhatsApp()

    def prepare(self, settings: Any) -> None:
        settings.WHATSAPP_CARRIER, settings.WHATSAPP_API_URL, settings.WHATSAPP_TOKEN = "cloud", self.http.url, SECRET
        settings.WHATSAPP_PHONE_NUMBER_ID = LINE

    def answer(self, method: str, path: str, headers: dict[str, str], body: bytes) -> Answer:
        if headers.get("authorization") != f"Bearer {SECRET}":
            return refusal(190, 401)
        said = json.loads(body)
        if path.split("/")[2:] != [LINE, "messages"] or _wrong(said):
            return refusal(100)
        parts = said["template"]["components"]
        values = [each.get("text") or each["payload"] for part in parts for each in part["parameters"]]
        self.received.append(Received(said["to"], "\n".join(values)))
        return 200, {}, {"messaging_product": "whatsapp", "messages": [{"id": f"wamid.{len(self.received)}"}]}

    def refuse_address(self) -> None:
        self.http.faults.append(refusal(131026))

    def refuse_content(self) -> None:
        self.http.faults.append(refusal(132000))

    def refuse_key(self) -> None:
        self.http.faults.append(refusal(190, 401))


@pytest.fixture
def cloud(settings: Any) -> Any:
    with standing(CloudStandIn, settings) as stand_in:
        yield stand_in


def test_buttons_stay_buttons(cloud: CloudStandIn) -> None:
    parcel = cloud.parcel("Admin PUPR")
    assert WhatsApp().send(parcel).provider_id == "wamid.1"
    values = ["Admin PUPR", *(button["value"] for button in parcel.content["buttons"])]
    assert cloud.received == [Received("6281234567890", "\n".join(values))]


def test_it_is_off_while_another_is_chosen(cloud: CloudStandIn, settings: Any) -> None:
    assert WhatsApp().is_usable()
    settings.WHATSAPP_CARRIER = "waha"
    assert not WhatsApp().is_usable()


@pytest.mark.parametrize(("code", "kind"), [("131026", "address"), ("131047", "permanent"), ("", "permanent")])
def test_what_a_failed_status_means(code: str, kind: str) -> None:
    assert kind_of_failure(code) == kind
