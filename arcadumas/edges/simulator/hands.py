"""What the owner of a phone does: writes, presses, reads, switches off."""

import base64
import binascii
from functools import partial
from typing import Any

from django.db import transaction

from arcadumas.edges.simulator import bubbles, ladder, media, phones, shapes
from arcadumas.edges.simulator.machine import Machine
from arcadumas.edges.simulator.models import Bubble, Direction, Phone, State

Json = dict[str, Any]
FLAGS = {"no_whatsapp": "has_no_whatsapp", "blocked": "is_blocked", "off": "is_off", "hides_number": "hides_number"}


class Impossible(ValueError):
    """The phone cannot do this; the message says why."""


def write(
    machine: Machine, number: str, content: Json, *, line: str = "", profile: str = "", answers: str = ""
) -> Bubble:
    """Send something from a phone. `content` as in Meta's webhook (type and what belongs to it); `answers`: a wamid."""
    number = phones.named(number)
    if not phones.is_number(number):
        raise Impossible("not a telephone number")
    with transaction.atomic():
        phone = phones.having(number, profile=profile)
        line = line or _line_used(phone) or machine.account.citizen_line
        payload = {"type": content["type"], "text": _words(content), "content": content, "answers": answers}
        bubble = bubbles.keep(phone, line=line, direction=Direction.IN, payload=payload, state=State.SENT)
    if answers:
        content = {**content, "context": {"id": answers, "from": machine.account.display_of(line)}}
    machine.postman.due(0.0, partial(_told, machine, bubble, content))
    return bubble


def photograph(content_b64: str, content_type: str, *, caption: str = "", name: str = "") -> Json:
    """Content of a message with a file; keeps the file."""
    try:
        kept = media.keep(base64.b64decode(content_b64, validate=True), content_type)
    except binascii.Error as error:
        raise Impossible("media.content is not base64") from error
    family = content_type.partition("/")[0]
    kind = family if family in {"image", "video", "audio"} else "document"
    described: Json = {"id": str(kept.id), "mime_type": content_type, "sha256": kept.sha256}
    if caption:
        described["caption"] = caption
    if name and kind == "document":
        described["filename"] = name
    return {"type": kind, kind: described}


def press(machine: Machine, wamid: str, index: int) -> Json:
    """Press a button of a message. A link gives its url and tells nobody, as on a real phone."""
    bubble = Bubble.objects.select_related("phone").filter(wamid=wamid, direction=Direction.OUT).first()
    if bubble is None:
        raise Impossible("no such message")
    buttons = bubbles.payload_of(bubble).get("buttons", [])
    if not 0 <= index < len(buttons):
        raise Impossible("no such button")
    button = buttons[index]
    if button["kind"] == "url":
        return {"url": button["url"]}
    pressed = write(machine, phones.number_of(bubble.phone), _pressed(button), line=bubble.line, answers=bubble.wamid)
    return {"wamid": pressed.wamid}


def _pressed(button: Json) -> Json:
    if button["kind"] == "reply":
        return {"type": "button", "button": {"payload": button["payload"], "text": button["text"]}}
    kind = "button_reply" if button["kind"] == "button" else "list_reply"
    reply = {"id": button["payload"], "title": button["text"]}
    if button.get("description"):
        reply["description"] = button["description"]
    return {"type": "interactive", "interactive": {"type": kind, kind: reply}}


def read(machine: Machine, *, number: str = "", wamid: str = "") -> int:
    """Open a phone, or read one message: how many reads are now on their way."""
    unread = Bubble.objects.filter(direction=Direction.OUT).exclude(state__in=[State.READ, State.FAILED])
    found = unread.filter(wamid=wamid) if wamid else unread.filter(phone__key=phones.key_of(phones.named(number)))
    waiting = list(found.filter(phone__is_off=False).order_by("created_at", "id").values_list("id", flat=True))
    for bubble_id in waiting:
        ladder.read(machine, bubble_id)
    return len(waiting)


def change(machine: Machine, number: str, flags: Json, *, profile: str | None = None) -> Phone:
    """Set flags of a phone (see FLAGS) and its profile name."""
    number = phones.named(number)
    if not phones.is_number(number):
        raise Impossible("not a telephone number")
    phone = phones.having(number)
    was_off = phone.is_off
    for name, value in flags.items():
        setattr(phone, FLAGS[name], bool(value))
    if profile is not None:
        phones.rename(phone, profile)
    phone.save()
    if was_off and not phone.is_off:
        ladder.switch_on(machine, phone)
    return phone


def _told(machine: Machine, bubble: Bubble, content: Json) -> list[Json]:
    return [shapes.message(machine.account, bubble, content)]


def _line_used(phone: Phone) -> str:
    """Whichever of our lines this phone heard from last."""
    return phone.bubbles.order_by("-created_at", "-id").values_list("line", flat=True).first() or ""


def _words(content: Json) -> str:
    part = content.get(content["type"])
    if not isinstance(part, dict):
        return ""
    reply = part.get("button_reply") or part.get("list_reply") or {}
    return str(
        part.get("body") or part.get("text") or part.get("caption") or reply.get("title") or part.get("emoji") or ""
    )
