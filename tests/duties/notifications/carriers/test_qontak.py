"""Qontak's own ways: approved templates by their id, a link for each act as a parameter, statuses of broadcasts."""

import json
import re
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from arcadumas.duties.notifications.carriers.interface import CarrierError, Status
from arcadumas.duties.notifications.carriers.qontak import PAGE, Qontak, _parameters
from arcadumas.duties.notifications.linked import template_body, template_footer, unasked
from arcadumas.duties.notifications.texts import load_files
from tests.duties.notifications.carriers.standing import SECRET, Answer, HttpStandIn, Received, links_of, standing

LINE, TEMPLATE = "509f8fcb-b29e-47dc-be5b-875e7b74ad6d", "0ffb59f8-16c0-4241-8ae9-ac128330a0ff"
WANTED = {"to_name", "to_number", "message_template_id", "channel_integration_id", "language", "parameters"}


def refusal(code: int, message: str) -> Answer:
    return code, {}, {"status": "error", "error": {"code": code, "messages": [message]}}


class QontakStandIn(HttpStandIn):
    """Knows its templates and how many parameters each has; anything else is a 422 in words."""

    def __init__(self) -> None:
        super().__init__()
        self.carrier = Qontak()
        self.asked = 0
        self.rows = [{"id": TEMPLATE, "name": "aduan_baru_v1", "language": "id", "status": "APPROVED"}]

    def prepare(self, settings: Any) -> None:
        settings.WHATSAPP_CARRIER, settings.QONTAK_API_URL = "qontak", self.http.url
        settings.QONTAK_TOKEN, settings.QONTAK_CHANNEL_ID = SECRET, LINE

    def answer(self, method: str, path: str, headers: dict[str, str], body: bytes) -> Answer:
        place = urlsplit(path)
        if headers.get("authorization") != f"Bearer {SECRET}":
            return refusal(401, "Unauthorized")
        if (method, place.path) == ("GET", "/api/open/v1/templates/whatsapp"):
            self.asked += 1
            offset, limit = (int(parse_qs(place.query)[name][0]) for name in ("offset", "limit"))
            return 200, {}, {"status": "success", "data": self.rows[(offset - 1) * limit : offset * limit]}
        if (method, place.path) != ("POST", "/api/open/v1/broadcasts/whatsapp/direct"):
            return refusal(404, "Not Found")
        return self.direct(json.loads(body))

    def direct(self, said: dict[str, Any]) -> Answer:
        if set(said) != WANTED or said["channel_integration_id"] != LINE or not said["to_name"]:
            return refusal(422, "parameters is invalid")
        if not said["to_number"].isdigit() or said["to_number"].startswith("0"):
            return refusal(422, "to_number is not a valid number")
        if said["message_template_id"] not in {row["id"] for row in self.rows}:
            return refusal(422, "message_template_id is invalid")
        body = said["parameters"]["body"]
        values = [each["value_text"] for each in body]
        keys = [(each["key"], set(each)) for each in body]
        if keys != [(str(n), {"key", "value", "value_text"}) for n in range(1, 4)] or not all(values):
            return refusal(422, "parameters body is invalid")
        if any(sign in value for value in values for sign in ("\n", "\t", "     ")):
            return refusal(422, "parameters body is invalid")
        self.received.append(Received(said["to_number"], "\n".join(values)))
        return (
            201,
            {},
            {"status": "success", "data": {"id": f"broadcast-{len(self.received)}", "execute_status": "todo"}},
        )

    def refuse_address(self) -> None:
        self.http.faults.append(refusal(422, "to_number is not a valid number"))

    def refuse_content(self) -> None:
        self.http.faults.append(refusal(422, "parameters body is invalid"))

    def refuse_key(self) -> None:
        self.http.faults.append(refusal(401, "Unauthorized"))


@pytest.fixture
def qontak(settings: Any) -> Any:
    with standing(QontakStandIn, settings) as stand_in:
        yield stand_in


def test_each_act_is_a_link_among_the_parameters(qontak: QontakStandIn) -> None:
    parcel = qontak.parcel("Admin PUPR")
    assert qontak.carrier.send(parcel).provider_id == "qontak:broadcast-1"
    assert qontak.received == [Received("6281234567890", "\n".join(["Admin PUPR", *links_of(parcel)]))]


def test_the_list_of_templates_is_read_once_for_many_messages(qontak: QontakStandIn) -> None:
    others = [{"id": str(n), "name": f"lain_{n}", "language": "id", "status": "APPROVED"} for n in range(PAGE)]
    qontak.rows = [*others, *qontak.rows]
    for _ in range(3):
        qontak.carrier.send(qontak.parcel())
    assert (qontak.asked, len(qontak.received)) == (2, 3)


@pytest.mark.parametrize("row", [{"status": "PENDING"}, {"language": "en"}, {"name": "aduan_baru_v2"}])
def test_a_template_that_is_not_approved_is_not_used(qontak: QontakStandIn, row: dict[str, str]) -> None:
    qontak.rows[0] |= row
    with pytest.raises(CarrierError) as caught:
        qontak.carrier.send(qontak.parcel())
    assert (caught.value.kind, caught.value.code, qontak.received) == ("template", "no-template", [])


def test_a_template_they_no_longer_know(qontak: QontakStandIn) -> None:
    qontak.http.faults.append(refusal(422, "message_template_id is invalid"))
    with pytest.raises(CarrierError) as caught:
        qontak.carrier.send(qontak.parcel())
    assert caught.value.kind == "template"


def test_what_to_enter_at_qontak() -> None:
    text = next(text for text in load_files() if (text.stem, text.language) == ("aduan_disposisi", "id"))
    body = template_body(text)
    lines = "Terima: {{7}}\nBukan wewenang kami: {{8}}\nBuka laporan: {{9}}\n\nSetiap tautan berlaku 14 hari."
    assert body.startswith("Yth. {{1}}, laporan *{{2}}*") and body.endswith(lines)
    for each in load_files():
        assert len(template_body(each)) <= 1024
        assert not template_body(each).endswith("}}")


def test_a_citizen_is_promised_no_reply_but_given_a_link() -> None:
    """What no reply brings about is in no footer; C20 and C21 go out whatever the reporter wishes, so they have no link."""
    for each in load_files():
        shown = f"{template_body(each)}\n{template_footer(each)}"
        assert not any(word in shown for word in ("BERHENTI", "Reply STOP")), each.name
        offers = any(words in shown for words in ("Berhenti dikabari: {{", "Stop these updates: {{"))
        assert offers == (each.level == "N3" and bool(each.footer)), each.name
        assert each.level == "N3" or template_footer(each) == each.footer


def test_nobody_is_asked_for_a_reply_that_nobody_would_read() -> None:
    """Nor is the question left that led up to it."""
    for each in load_files():
        body = template_body(each).lower()
        asks = ("balas pesan", "membalas", "reply here", "reply to this", "not for you?", "bukan wewenang bapak/ibu?")
        assert [words for words in asks if words in body] == [], each.name
    untouched = [text for text in load_files() if unasked(text.body) == text.body]
    assert {text.stem for text in load_files()} - {text.stem for text in untouched} == {
        "aduan_pendukung",
        "aduan_warga_lengkapi",
    }


def test_a_sentence_with_a_value_stays_for_the_numbers_to_hold() -> None:
    words = "Satu. Balas pesan ini sebelum {{1:due}}.\n\nBalas pesan ini."
    assert unasked(words) == "Satu. Balas pesan ini sebelum {{1:due}}."


def test_the_parameters_are_as_many_as_the_template_has() -> None:
    """In the order of its lines: values, acts, and for a citizen the link that stops."""
    for each in load_files():
        stop = {"footer": each.footer, "label": "", "link": "https://x/t/stop/"} if each.level == "N3" else None
        buttons = [{"kind": "url", "value": f"t{n}/", "label": ""} for n, _button in enumerate(each.buttons)]
        content = {"parameters": ["x"] * len(each.parameters), "buttons": buttons, "stop": stop}
        places = [int(number) for number in re.findall(r"\{\{(\d+)\}\}", template_body(each))]
        assert sorted(set(places)) == list(range(1, len(_parameters(content)) + 1)), each.name


def told(**values: object) -> list[Status]:
    return list(Qontak().statuses(json.dumps(values).encode()))


def test_statuses() -> None:
    at = datetime(2021, 3, 3, 23, 0, 33, tzinfo=UTC)
    read = Status(provider_id="qontak:broadcast-1", status="read", at=at)
    assert told(id="m1", messages_broadcast_id="broadcast-1", status="read", updated_at="2021-03-03T23:00:33Z") == [
        read
    ]
    assert told(id="broadcast-1", status="failed")[0].code == "failed"
    assert told(id="m1", status="created") == told(status="read") == told(id=5, status="read") == []


@pytest.mark.parametrize("raw", [b"", b"nonsense", b"[]"])
def test_what_is_no_payload_is_refused(raw: bytes) -> None:
    with pytest.raises(ValueError):
        Qontak().statuses(raw)


def test_without_a_secret_nothing_is_believed(settings: Any) -> None:
    settings.QONTAK_WEBHOOK_SECRET = ""
    assert not Qontak().is_genuine(b"{}", headers={}, secret="")
    settings.QONTAK_WEBHOOK_SECRET = "kata"
    assert Qontak().is_genuine(b"{}", headers={}, secret="kata")
    assert not Qontak().is_genuine(b"{}", headers={}, secret="kata lain")
