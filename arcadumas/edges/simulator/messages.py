"""What may be sent, type by type, and what of it the phone shows (Meta: messages)."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from arcadumas.edges.simulator import registry
from arcadumas.edges.simulator.errors import GraphError

Json = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Draft:
    """A call that has passed the checks. `to` is a number or, with `is_bsuid`, a business-scoped user id."""

    to: str
    is_bsuid: bool
    is_template: bool
    payload: Json


def read(body: Any, *, is_strict: bool) -> Draft:
    """Check one call to /messages. Raises GraphError."""
    if not isinstance(body, dict) or body.get("messaging_product") != "whatsapp":
        raise GraphError(100, "The parameter messaging_product is required and must be whatsapp.")
    to, recipient = body.get("to"), body.get("recipient")
    if not to and not recipient:
        raise GraphError(100, "The parameter to is required.")
    kind = body.get("type", "text")
    if not isinstance(kind, str) or kind not in READERS:
        raise GraphError(100, f"Param type must be one of {', '.join(READERS)}.")
    content = body.get(kind)
    if not content or not isinstance(content, list if kind == "contacts" else dict):
        raise GraphError(131008, f"The parameter {kind} is required.")
    payload = {"type": kind, "callback": _callback(body), **_shown(kind, content, is_strict=is_strict)}
    if isinstance(context := body.get("context"), dict):
        payload["context"] = str(context.get("message_id", ""))
    return Draft(to=str(to or recipient), is_bsuid=not to, is_template=kind == "template", payload=payload)


def _callback(body: Json) -> str:
    callback = body.get("biz_opaque_callback_data", "")
    if not isinstance(callback, str) or len(callback) > 512:
        raise GraphError(131009, "biz_opaque_callback_data is a string of at most 512 characters.")
    return callback


def _shown(kind: str, content: Any, *, is_strict: bool) -> Json:
    if kind == "template":
        return registry.fill(content, is_strict=is_strict)
    return READERS[kind](content)


def require_text(value: Any, name: str, *, most: int, code: int = 131009) -> str:
    if not isinstance(value, str) or not value.strip():
        raise GraphError(131008, f"The parameter {name} is required.")
    if len(value) > most:
        raise GraphError(code, f"Param {name} must be at most {most} characters long.")
    return value


def _text(content: Json) -> Json:
    return {"text": require_text(content.get("body"), "text['body']", most=4096, code=100), "category": "service"}


def _media(content: Json) -> Json:
    if not content.get("id") and not content.get("link"):
        raise GraphError(131008, "A media object needs an id or a link.")
    keys = ("id", "link", "filename", "caption")
    return {"text": str(content.get("caption", "")), "media": {k: content[k] for k in keys if content.get(k)}}


def _location(content: Json) -> Json:
    if not isinstance(content.get("latitude"), int | float | str) or content.get("longitude") is None:
        raise GraphError(131008, "A location needs latitude and longitude.")
    return {"text": str(content.get("name", "")), "location": content}


def _contacts(content: Any) -> Json:
    return {"text": "", "contacts": content}


def _reaction(content: Json) -> Json:
    return {
        "text": str(content.get("emoji", "")),
        "reacts_to": require_text(content.get("message_id"), "message_id", most=128),
    }


def _interactive(content: Json) -> Json:
    kind, action = content.get("type"), content.get("action")
    if not isinstance(action, dict):
        raise GraphError(131008, "interactive.action is required.")
    makers = {
        "button": _reply_buttons,
        "list": _list_rows,
        "cta_url": _link_button,
        "location_request_message": _nothing,
    }
    if kind not in makers:
        raise GraphError(131009, f"interactive.type must be one of {', '.join(makers)}.")
    header, footer = content.get("header") or {}, content.get("footer") or {}
    return {
        "interactive": kind,
        "header": str(header.get("text", ""))[:60],
        "text": require_text(
            (content.get("body") or {}).get("text"), "body['text']", most=4096 if kind == "list" else 1024
        ),
        "footer": str(footer.get("text", ""))[:60],
        "buttons": makers[kind](action),
        "category": "service",
    }


def _reply_buttons(action: Json) -> list[Json]:
    """At most 3; titles of at most 20 characters, ids of at most 256, none twice."""
    replies = [each.get("reply") or {} for each in action.get("buttons") or []]
    if not 1 <= len(replies) <= 3:
        raise GraphError(131009, "Number of buttons must be 1 to 3.")
    return _distinct([_choice(each, "button", title=20, row_id=256) for each in replies])


def _list_rows(action: Json) -> list[Json]:
    """At most 10 rows in all; titles of at most 24 characters, descriptions 72, the button 20."""
    require_text(action.get("button"), "action['button']", most=20)
    rows = [row for section in action.get("sections") or [] for row in section.get("rows") or []]
    if not 1 <= len(rows) <= 10:
        raise GraphError(131009, "Number of rows must be 1 to 10.")
    return _distinct([_choice(row, "row", title=24, row_id=200) for row in rows])


def _choice(item: Json, kind: str, *, title: int, row_id: int) -> Json:
    if len(str(item.get("description", ""))) > 72:
        raise GraphError(131009, "A row's description is at most 72 characters.")
    return {
        "kind": kind,
        "text": require_text(item.get("title"), f"{kind}['title']", most=title),
        "payload": require_text(item.get("id"), f"{kind}['id']", most=row_id),
        "description": str(item.get("description", "")),
    }


def _distinct(choices: list[Json]) -> list[Json]:
    if len({each["payload"] for each in choices}) < len(choices) or len({each["text"] for each in choices}) < len(
        choices
    ):
        raise GraphError(131009, "Ids and titles must differ from each other.")
    return choices


def _link_button(action: Json) -> list[Json]:
    parameters = action.get("parameters") or {}
    text = require_text(parameters.get("display_text"), "display_text", most=20)
    return [{"kind": "url", "text": text, "url": require_text(parameters.get("url"), "url", most=2000)}]


def _nothing(action: Json) -> list[Json]:
    return []


READERS: dict[str, Callable[[Any], Json]] = {
    "text": _text,
    "template": _text,
    "interactive": _interactive,
    "image": _media,
    "document": _media,
    "audio": _media,
    "video": _media,
    "sticker": _media,
    "location": _location,
    "contacts": _contacts,
    "reaction": _reaction,
}
