"""A message inside the window: what fits becomes interactive, what does not goes by its template."""

from typing import Any

import pytest

from arcadumas.duties.notifications.carriers.freely import freely

REPLY = {"kind": "reply", "value": "acceptance:abc", "label": "Terima"}
VIEW = {"kind": "url", "value": "xyz/", "label": "Buka laporan"}


def content(shown: str = "Yth. Admin", *buttons: dict[str, str]) -> dict[str, Any]:
    return {"shown": shown, "buttons": list(buttons)}


def test_replies_are_buttons_and_links_stand_below_the_words() -> None:
    made = freely(content("Yth. Admin", REPLY, VIEW))
    assert made == {
        "type": "interactive",
        "interactive": {
            "type": "button",
            "body": {"text": "Yth. Admin\n\nBuka laporan:\nhttp://127.0.0.1:8000/t/xyz/"},
            "action": {"buttons": [{"type": "reply", "reply": {"id": "acceptance:abc", "title": "Terima"}}]},
        },
    }


def test_a_single_link_is_a_button() -> None:
    made = freely(content("Yth. Admin", VIEW))
    assert made is not None
    parameters = {"display_text": "Buka laporan", "url": "http://127.0.0.1:8000/t/xyz/"}
    assert made["interactive"]["action"] == {"name": "cta_url", "parameters": parameters}


def test_without_buttons_it_is_a_text() -> None:
    assert freely(content("Yth. Admin")) == {"type": "text", "text": {"body": "Yth. Admin", "preview_url": False}}


@pytest.mark.parametrize("buttons", [
    [REPLY, {**REPLY, "label": "Terima"}], [{**REPLY, "label": "x" * 21}],
    [{**REPLY, "label": str(number)} for number in range(4)],
])  # fmt: skip
def test_buttons_that_do_not_fit_go_by_the_template(buttons: list[dict[str, str]]) -> None:
    assert freely(content("Yth. Admin", *buttons)) is None


@pytest.mark.parametrize(("length", "buttons", "kind"), [
    (1024, [REPLY], "interactive"), (1025, [REPLY], None), (1025, [VIEW], "text"), (4096, [], "text"), (4097, [], None),
])  # fmt: skip
def test_words_that_are_too_long_go_by_the_template(
    length: int, buttons: list[dict[str, str]], kind: str | None
) -> None:
    made = freely(content("x" * length, *buttons))
    assert (made and made["type"]) == kind
