"""graph.facebook.com as far as we use it: messages, media and message templates."""

import io
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

from django.core.files.uploadhandler import MemoryFileUploadHandler
from django.db import transaction
from django.http.multipartparser import MultiPartParser, MultiPartParserError
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from arcadumas.edges.simulator import bubbles, faults, ladder, media, messages, moderation, phones, registry
from arcadumas.edges.simulator.errors import GraphError
from arcadumas.edges.simulator.exchange import Answer, Asked, Unreadable
from arcadumas.edges.simulator.faults import Scripted
from arcadumas.edges.simulator.machine import Machine
from arcadumas.edges.simulator.models import Bubble, Direction, Phone, State, Template

Json = dict[str, Any]
HTML_502 = b"<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>"
CREATIONS_PER_HOUR = 100
MOST_MEDIA = 100_000_000


def answer(machine: Machine, asked: Asked) -> Answer:
    """Every call outside /control/."""
    try:
        _require_bearer(machine, asked)
        for method, pattern, act in ROUTES:
            if asked.method == method and (found := pattern.fullmatch(asked.path)):
                return act(machine, asked, found[1])
        raise GraphError(100, f"Unsupported {asked.method.lower()} request to {asked.path}.", status=404)
    except GraphError as error:
        return Answer.json(error.shape(), status=error.status)
    except Unreadable:
        return Answer.json(GraphError(100, "The body must be a JSON object.").shape(), status=400)


def _require_bearer(machine: Machine, asked: Asked) -> None:
    scheme, _, token = asked.headers.get("Authorization", "").partition(" ")
    good = machine.account.token
    if scheme.lower() != "bearer" or not good or not constant_time_compare(token.strip(), good):
        raise GraphError(190, "Error validating access token.")


# -- Messages ----------------------------------------------------------------------------------------------------------
def send(machine: Machine, asked: Asked, line: str) -> Answer:
    """Also takes the mark-as-read that shares this path."""
    if machine.account.lines and line not in machine.account.lines:
        raise GraphError(100, f"Object with ID '{line}' does not exist.", subcode=33)
    body = asked.json()
    number = phones.named(str(body.get("to", "")))
    fault = machine.faults.take(faults.CALL, number)
    if fault is not None and (broken := _broken(fault)):
        return broken
    if body.get("status") == "read":
        return machine.desk.run(lambda: _mark_read(str(body.get("message_id", ""))))
    return _suffering(_accept(machine, body, line), fault)


def _broken(fault: Scripted) -> Answer | None:
    """The answer of a call that a fault has kept from being done; None when the call is done all the same."""
    if fault.kind in {"error", "error_500", "http_429"}:
        code = {"error_500": 131000, "http_429": 130429}.get(fault.kind, fault.code)
        error = GraphError(131000 if code is None else code, "Scripted.")
        headers = {"Retry-After": str(int(fault.seconds or 2))} if error.status == 429 else {}
        return Answer.json(error.shape(), status=error.status, headers=headers)
    if fault.kind == "html_502":
        return Answer(status=502, body=HTML_502, content_type="text/html")
    if fault.kind == "timeout":
        return Answer(ending="drop", wait=fault.seconds or 120.0)
    return Answer(ending="reset") if fault.kind == "reset" else None


def _suffering(good: Answer, fault: Scripted | None) -> Answer:
    """What the caller gets to see of a call that was done."""
    if fault is None:
        return good
    if fault.kind == "slow":
        return replace(good, wait=fault.seconds or 3.0)
    return replace(good, ending="drop", wait=(fault.seconds or 120.0) if fault.kind == "accept_timeout" else 0.0)


def _accept(machine: Machine, body: Json, line: str) -> Answer:
    bubble, wa_id = machine.desk.run(lambda: _kept(machine, body, line))
    contact = {"input": body.get("to") or body.get("recipient"), "user_id": bubble.phone.bsuid}
    if not bubble.phone.hides_number:
        contact["wa_id"] = wa_id
    item = {"id": bubble.wamid, "message_status": "accepted"}
    return Answer.json({"messaging_product": "whatsapp", "contacts": [contact], "messages": [item]})


def _kept(machine: Machine, body: Json, line: str) -> tuple[Bubble, str]:
    with transaction.atomic():
        draft = messages.read(body, is_strict=machine.options.is_strict)
        phone = _phone_of(draft)
        number = phones.number_of(phone)
        if number == f"+{machine.account.display_of(line)}":
            raise GraphError(131021)
        machine.buckets.require(machine.options, line=line, number=number)
        payload = draft.payload | _fate(machine, phone, number, line, is_template=draft.is_template)
        bubble = bubbles.keep(phone, line=line, direction=Direction.OUT, payload=payload)
    ladder.start(machine, bubble, payload)
    return bubble, number.removeprefix("+")


def _phone_of(draft: messages.Draft) -> Phone:
    if draft.is_bsuid:
        phone = Phone.objects.filter(bsuid=draft.to).first()
        if phone is None or draft.payload.get("category") == "authentication":
            raise GraphError(131062 if phone else 131009, "recipient")
        return phone
    number = phones.named(draft.to)
    if not phones.is_number(number):
        raise GraphError(131009, "Parameter to is not a valid WhatsApp number.")
    return phones.having(number)


def _fate(machine: Machine, phone: Phone, number: str, line: str, *, is_template: bool) -> Json:
    """What will become of an accepted message: these failures are told only later, after the 200."""
    if fault := machine.faults.take(["failed", "stuck"], number):
        return {"is_stuck": True} if fault.kind == "stuck" else {"fails_with": fault.code or 131026}
    if phone.has_no_whatsapp or phone.is_blocked:
        return {"fails_with": 131026}
    if is_template:
        return {}
    heard = bubbles.last_heard(phone, line)
    is_open = heard is not None and timezone.now() - heard < timedelta(hours=machine.options.window_hours)
    return {} if is_open else {"fails_with": 131047}


def _mark_read(wamid: str) -> Answer:
    changed = Bubble.objects.filter(wamid=wamid, direction=Direction.IN).update(
        state=State.READ, read_at=timezone.now(), changed_at=timezone.now()
    )
    if not changed:
        raise GraphError(131009, "message_id is not a message we received.")
    return Answer.json({"success": True})


# -- Media -------------------------------------------------------------------------------------------------------------
def put_media(machine: Machine, asked: Asked, line: str) -> Answer:
    meta = {"CONTENT_TYPE": asked.headers.get("Content-Type", ""), "CONTENT_LENGTH": len(asked.body)}
    try:
        fields, files = MultiPartParser(meta, io.BytesIO(asked.body), [MemoryFileUploadHandler()]).parse()
    except MultiPartParserError as error:
        raise GraphError(100, "The body must be multipart/form-data.") from error
    file = files.get("file")
    if fields.get("messaging_product") != "whatsapp" or file is None:
        raise GraphError(100, "messaging_product and file are required.")
    content = file.read()
    if not content or len(content) > MOST_MEDIA:
        raise GraphError(131053, "The file is empty or too large.")
    kind = str(fields.get("type") or file.content_type)
    return Answer.json({"id": str(machine.desk.run(lambda: media.keep(content, kind)).id)})


def show_media(machine: Machine, asked: Asked, media_id: str) -> Answer:
    """Where to fetch it; the link is good for `media_url_seconds`."""
    found = machine.desk.run(lambda: media.find(media_id))
    if found is None or machine.faults.take(["media_gone"]):
        raise GraphError(100, f"Object with ID '{media_id}' does not exist.", subcode=33)
    is_expired = machine.faults.take(["media_expired"]) is not None
    seconds = -60.0 if is_expired else machine.options.media_url_seconds
    is_wrong = machine.faults.take(["media_wrong_sha256"]) is not None
    return Answer.json(
        {
            "messaging_product": "whatsapp", "id": str(found.id), "mime_type": found.content_type,
            "sha256": "0" * 64 if is_wrong else found.sha256, "file_size": found.size,
            "url": asked.origin + media.link(found, secret=machine.account.app_secret, seconds=seconds),
        }
    )  # fmt: skip


def fetch_media(machine: Machine, asked: Asked, media_id: str) -> Answer:
    expires, sign = asked.query.get("expires", ""), asked.query.get("sign", "")
    found = machine.desk.run(lambda: media.find(media_id))
    if found is None or not media.is_link_good(media_id, expires, sign, secret=machine.account.app_secret):
        raise GraphError(100, "The media link is expired or not ours.", status=404)
    return Answer(body=machine.desk.run(lambda: media.content_of(found)), content_type=found.content_type)


# -- Templates ---------------------------------------------------------------------------------------------------------
def make_template(machine: Machine, asked: Asked, waba: str) -> Answer:
    body = asked.json()
    if fault := machine.faults.take(["error_500", "html_502", "http_429"]):
        return _broken(fault) or Answer(status=500)
    if machine.options.is_strict and not machine.buckets.take(
        "templates", waba, size=CREATIONS_PER_HOUR, every=3600 / CREATIONS_PER_HOUR
    ):
        raise GraphError(80008, "At most 100 templates may be created in an hour.")
    made = machine.desk.run(lambda: registry.register(body, is_strict=machine.options.is_strict))
    moderation.approve_later(machine, made)
    return Answer.json({"id": str(made.id), "status": made.state, "category": made.category})


def list_templates(machine: Machine, asked: Asked, waba: str) -> Answer:
    """Paged by cursor: `after` is the id of the last one seen."""
    limit = min(int(asked.query.get("limit", "25")), 1000) if asked.query.get("limit", "25").isdigit() else 25
    after = int(asked.query["after"]) if asked.query.get("after", "").isdigit() else 0
    rows = Template.objects.filter(id__gt=after).order_by("id")
    if name := asked.query.get("name"):
        rows = rows.filter(name__contains=name)
    found = machine.desk.run(lambda: list(rows[: limit + 1]))
    page: Json = {"data": [registry.shape(row) for row in found[:limit]]}
    if found[:limit]:
        page["paging"] = {"cursors": {"before": str(found[0].id), "after": str(found[:limit][-1].id)}}
    if len(found) > limit:
        page["paging"]["next"] = f"{asked.origin}{asked.path}?limit={limit}&after={found[limit - 1].id}"
    return Answer.json(page)


def drop_template(machine: Machine, asked: Asked, waba: str) -> Answer:
    name = asked.query.get("name", "")
    gone, _ = machine.desk.run(lambda: Template.objects.filter(name=name).delete())
    if not gone:
        raise GraphError(100, f"Message template {name} was not found.", subcode=2593002, status=404)
    return Answer.json({"success": True})


VERSION = r"/(?:v\d+\.\d+/)?"
ROUTES: list[tuple[str, re.Pattern[str], Callable[[Machine, Asked, str], Answer]]] = [
    ("POST", re.compile(VERSION + r"([\w-]+)/messages"), send),
    ("POST", re.compile(VERSION + r"([\w-]+)/media"), put_media),
    ("POST", re.compile(VERSION + r"([\w-]+)/message_templates"), make_template),
    ("GET", re.compile(VERSION + r"([\w-]+)/message_templates"), list_templates),
    ("DELETE", re.compile(VERSION + r"([\w-]+)/message_templates"), drop_template),
    ("GET", re.compile(r"/media/(\d+)"), fetch_media),
    ("GET", re.compile(VERSION + r"(\d+)"), show_media),
]
