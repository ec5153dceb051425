"""A webhook's body -> its elements: every element of every entry and change, in order; nothing else is looked at.

Shapes: WhatsApp Business Cloud API, webhooks (field `messages`, and those of message templates). A part that is not as documented is passed over, so
that one odd element never holds up its neighbours.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any


class Unreadable(Exception):
    """Not a JSON object as Meta sends them."""


@dataclass(frozen=True, kw_only=True)
class Status:
    """What became of a message of ours. `opaque` is our message's id, where Meta gave it back; `pricing` as Meta wrote it."""

    provider_id: str
    status: str
    at: datetime
    opaque: str = ""
    error_code: int | None = None
    error_text: str = ""
    pricing: Mapping[str, Any] | None = None


@dataclass(frozen=True, kw_only=True)
class Press:
    """A button of ours was pressed, or a row of a list chosen. `line`: which of our numbers it came to, by its id."""

    id: str
    number: str
    payload: str
    line: str = ""
    at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Incoming:
    """Words, a photo, a place …; `answers` is the provider's id of the message of ours that it replies to."""

    id: str
    number: str
    type: str
    answers: str = ""
    text: str = field(default="", repr=False)
    media: str = ""  # id of a file at the provider
    name: str = field(default="", repr=False)
    line: str = ""
    at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class TemplateNews:
    """What Meta decided about a template of ours; `at` is when it sent this word."""

    field: str
    value: dict[str, Any]
    at: datetime


Element = Status | Press | Incoming | TemplateNews
OF_TEMPLATES = {"message_template_status_update", "message_template_quality_update", "template_category_update"}


def elements(raw: bytes) -> list[Element]:
    """Raises Unreadable."""
    try:
        body = json.loads(raw)
    except (ValueError, RecursionError) as error:
        raise Unreadable("not JSON") from error
    if not isinstance(body, dict):
        raise Unreadable("not an object")
    found: list[Element] = [element for value in _values(body) for element in (*_statuses(value), *_messages(value))]
    return [*found, *_template_news(body)]


def _template_news(body: dict[str, Any]) -> Iterator[TemplateNews]:
    for entry in _dicts(body.get("entry")):
        for change in _dicts(entry.get("changes")):
            name, value = _text(change.get("field")), change.get("value")
            if name in OF_TEMPLATES and isinstance(value, dict) and _text(value.get("message_template_name")):
                yield TemplateNews(field=name, value=value, at=_moment(entry.get("time")))


def _values(body: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for entry in _dicts(body.get("entry")):
        for change in _dicts(entry.get("changes")):
            value = change.get("value")
            if change.get("field", "messages") == "messages" and isinstance(value, dict):
                yield value


def _dicts(items: object) -> list[dict[str, Any]]:
    return [item for item in items if isinstance(item, dict)] if isinstance(items, list) else []


def _statuses(value: dict[str, Any]) -> Iterator[Status]:
    for item in _dicts(value.get("statuses")):
        if not isinstance(item.get("id"), str) or not isinstance(item.get("status"), str):
            continue
        error = next(iter(_dicts(item.get("errors"))), {})
        code = error.get("code")
        yield Status(
            provider_id=item["id"],
            status=item["status"],
            at=_moment(item.get("timestamp")),
            opaque=_text(item.get("biz_opaque_callback_data")),
            error_code=code if isinstance(code, int) else None,
            error_text=_text(error.get("title"))[:200],
            pricing=pricing if isinstance(pricing := item.get("pricing"), dict) else None,
        )


def _messages(value: dict[str, Any]) -> Iterator[Press | Incoming]:
    metadata = value.get("metadata")
    line = _text(metadata.get("phone_number_id")) if isinstance(metadata, dict) else ""
    for item in _dicts(value.get("messages")):
        id_, number, kind = _text(item.get("id")), _text(item.get("from")), _text(item.get("type"))
        if not id_:
            continue
        at = _moment(item.get("timestamp"))
        if payload := _payload(item):
            yield Press(id=id_, number=number, payload=payload, line=line, at=at)
        else:
            context = item.get("context")
            answers = _text(context.get("id")) if isinstance(context, dict) else ""
            text, media, name = _content(item, kind)
            yield Incoming(
                id=id_, number=number, type=kind, answers=answers, text=text, media=media, name=name, line=line, at=at
            )


def _content(item: dict[str, Any], kind: str) -> tuple[str, str, str]:
    """Words, the id of a file and its name."""
    part = item.get(kind)
    if not isinstance(part, dict):
        return "", "", ""
    if kind == "location":
        place = ", ".join(str(part.get(name, "")) for name in ("latitude", "longitude"))
        return " ".join(filter(None, (_text(part.get("name")), _text(part.get("address")), place))), "", ""
    return (
        _text(part.get("body")) or _text(part.get("caption")),
        _text(part.get("id")),
        _text(part.get("filename"))[:200],
    )


def _payload(item: dict[str, Any]) -> str:
    """A template's quick reply (`button.payload`) or an interactive reply (`interactive.button_reply.id`, `list_reply.id`)."""
    button, interactive = item.get("button"), item.get("interactive")
    if isinstance(button, dict):
        return _text(button.get("payload"))
    if isinstance(interactive, dict):
        replies = (interactive.get(kind) for kind in ("button_reply", "list_reply"))
        return next((_text(reply.get("id")) for reply in replies if isinstance(reply, dict)), "")
    return ""


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _moment(value: object) -> datetime:
    """Unix seconds, as a string; now when they are not readable."""
    try:
        return datetime.fromtimestamp(int(str(value)), tz=UTC)
    except (ValueError, OverflowError, OSError):
        return datetime.now(tz=UTC)
