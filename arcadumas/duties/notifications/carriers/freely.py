"""A WhatsApp message as the Cloud API takes it inside the customer-service window: the same words, the same acts, no template.

Limits: reply buttons at most 3 with titles of 20 characters, the body of an interactive message 1,024, a text 4,096.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from arcadumas.duties.notifications.carriers.written import link

BUTTONS, TITLE, BODY, TEXT = 3, 20, 1024, 4096
Json = dict[str, Any]


def freely(content: Mapping[str, Any]) -> Json | None:
    """Type and what belongs to it; None where it does not fit, and the template carries it."""
    replies = [each for each in content["buttons"] if each["kind"] == "reply"]
    views = [each for each in content["buttons"] if each["kind"] != "reply"]
    if replies:
        return _with_replies(_with_links(content["shown"], views), replies)
    if len(views) == 1 and len(content["shown"]) <= BODY and len(views[0]["label"]) <= TITLE:
        parameters = {"display_text": views[0]["label"], "url": link(views[0])}
        return _interactive("cta_url", content["shown"], {"name": "cta_url", "parameters": parameters})
    body = _with_links(content["shown"], views)
    return {"type": "text", "text": {"body": body, "preview_url": False}} if len(body) <= TEXT else None


def _with_replies(body: str, replies: Sequence[Mapping[str, str]]) -> Json | None:
    titles = [each["label"] for each in replies]
    fits = len(titles) == len(set(titles)) <= BUTTONS and all(len(title) <= TITLE for title in titles)
    if not fits or len(body) > BODY:
        return None
    buttons = [{"type": "reply", "reply": {"id": each["value"], "title": each["label"]}} for each in replies]
    return _interactive("button", body, {"buttons": buttons})


def _with_links(text: str, views: Sequence[Mapping[str, str]]) -> str:
    return "\n\n".join([text, *(f"{each['label']}:\n{link(each)}" for each in views)])


def _interactive(kind: str, body: str, action: Json) -> Json:
    return {"type": "interactive", "interactive": {"type": kind, "body": {"text": body}, "action": action}}
