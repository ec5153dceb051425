"""What the Graph API refuses to send, and with which code."""

from typing import Any

import pytest

from arcadumas.edges.simulator import messages
from arcadumas.edges.simulator.errors import GraphError

ROW, BUTTON = {"id": "a", "title": "Satu"}, {"type": "reply", "reply": {"id": "a", "title": "Satu"}}


def body(kind: str = "text", content: Any = None, **rest: Any) -> dict[str, Any]:
    base = {"messaging_product": "whatsapp", "to": "6281234567890", "type": kind, kind: content or {"body": "halo"}}
    return {**base, **rest}


def interactive(kind: str, action: Any, text: str = "Pilih") -> dict[str, Any]:
    return body("interactive", {"type": kind, "body": {"text": text}, "action": action})


def replies(*titles: str) -> list[dict[str, Any]]:
    return [{"type": "reply", "reply": {"id": f"id-{n}", "title": title}} for n, title in enumerate(titles)]


def rows(count: int, **rest: str) -> list[dict[str, Any]]:
    return [{"rows": [{"id": f"id-{n}", "title": f"Baris {n}", **rest} for n in range(count)]}]


def refusal(call: Any) -> int:
    with pytest.raises(GraphError) as refused:
        messages.read(call, is_strict=True)
    return refused.value.code


@pytest.mark.parametrize(
    "call",
    [
        body(content={"body": "x" * 4096}),
        body("image", {"id": "1"}),
        body("document", {"link": "https://x", "filename": "a.pdf", "caption": "c"}),
        body("location", {"latitude": 1, "longitude": 2}),
        body("contacts", [{"name": {"formatted_name": "x"}}]),
        body("reaction", {"message_id": "wamid.x", "emoji": "👍"}),
        interactive("button", {"buttons": replies("x" * 20, "b", "c")}),
        interactive("list", {"button": "x" * 20, "sections": rows(10, description="x" * 72)}),
        interactive("cta_url", {"name": "cta_url", "parameters": {"display_text": "Buka", "url": "https://x"}}),
        interactive("location_request_message", {"name": "send_location"}),
        body(biz_opaque_callback_data="x" * 512, context={"message_id": "wamid.x"}),
    ],
)
def test_what_keeps_within_the_limits_is_taken(call: dict[str, Any]) -> None:
    assert messages.read(call, is_strict=True).payload["type"] == call["type"]


@pytest.mark.parametrize(
    ("call", "code"),
    [
        ([], 100),
        ({}, 100),
        (body(messaging_product="sms"), 100),
        (body(to=""), 100),
        (body("poem", {"a": 1}), 100),
        ({**body(), "text": None}, 131008),
        (body(content={"preview_url": True}), 131008),
        (body(content={"body": " "}), 131008),
        (body(content={"body": "x" * 4097}), 100),
        (body(biz_opaque_callback_data="x" * 513), 131009),
        (body("image", {"caption": "c"}), 131008),
        (body("location", {"latitude": 1}), 131008),
        (body("reaction", {"emoji": "x"}), 131008),
        (body("interactive", {"type": "button", "body": {"text": "x"}}), 131008),
        (interactive("poll", {}), 131009),
        (interactive("button", {}), 131009),
        (interactive("button", {"buttons": replies("a", "b", "c", "d")}), 131009),
        (interactive("button", {"buttons": replies("x" * 21)}), 131009),
        (interactive("button", {"buttons": replies("a", "a")}), 131009),
        (interactive("button", {"buttons": replies("a")}, text="x" * 1025), 131009),
        (interactive("button", {"buttons": replies("a")}, text=""), 131008),
        (interactive("button", {"buttons": [{"reply": {"title": "a"}}]}), 131008),
        (interactive("list", {"button": "Pilih", "sections": []}), 131009),
        (interactive("list", {"button": "Pilih", "sections": rows(11)}), 131009),
        (interactive("list", {"button": "x" * 21, "sections": rows(1)}), 131009),
        (interactive("list", {"sections": rows(1)}), 131008),
        (interactive("list", {"button": "Pilih", "sections": rows(1, title="x" * 25)}), 131009),
        (interactive("list", {"button": "Pilih", "sections": rows(1, description="x" * 73)}), 131009),
        (interactive("cta_url", {"parameters": {"display_text": "Buka"}}), 131008),
        (body("template", {"name": "x"}), 131008),
        (body("template", {"name": "x", "language": {"code": "id"}, "components": "y"}), 131009),
    ],
)
def test_what_breaks_a_limit_is_refused(call: Any, code: int) -> None:
    assert refusal(call) == code
