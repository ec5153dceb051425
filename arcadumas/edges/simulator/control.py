"""The hand that moves the simulator: faults, phones, options and what is kept, as JSON under /control/.

Only from this machine, and only with the header Control-Token (the same value as WHATSAPP_TOKEN)."""

from collections.abc import Callable
from dataclasses import asdict, fields
from functools import partial
from typing import Any

import httpx
from django.utils.crypto import constant_time_compare

from arcadumas.edges.simulator import bubbles, faults, hands, letters, moderation, phones, registry
from arcadumas.edges.simulator.account import Options
from arcadumas.edges.simulator.errors import CODES
from arcadumas.edges.simulator.exchange import Answer, Asked, Unreadable
from arcadumas.edges.simulator.faults import UnknownFault
from arcadumas.edges.simulator.machine import Machine
from arcadumas.edges.simulator.models import Bubble, Phone, Template

Json = dict[str, Any]
LOOPBACK = ("127.", "::1", "::ffff:127.")
MOST = 500


def answer(machine: Machine, asked: Asked) -> Answer:
    token = machine.account.token
    given = asked.headers.get("Control-Token", "")
    if not asked.peer.startswith(LOOPBACK) or not token or not constant_time_compare(given, token):
        return Answer.json({"error": "not from here, or without Control-Token"}, status=403)
    act = ROUTES.get((asked.method, asked.path.removeprefix("/control/").strip("/")))
    if act is None:
        return Answer.json({"error": "no such control"}, status=404)
    try:
        return Answer.json(act(machine, asked))
    except (Unreadable, UnknownFault, hands.Impossible, KeyError, TypeError, ValueError) as error:
        return Answer.json({"error": f"{type(error).__name__}: {error}"}, status=400)


# -- Faults ------------------------------------------------------------------------------------------------------------
def add_fault(machine: Machine, asked: Asked) -> Json:
    """{kind, times = 1 | null, number? | to? | target?, seconds?, code?}; kind is one of /control/kinds or an error code."""
    body = asked.json()
    target = str(body.get("number") or body.get("to") or body.get("target") or "")
    added = machine.faults.add(
        str(body["kind"]), times=body.get("times", 1), target=target, seconds=body.get("seconds"), code=body.get("code")
    )
    return added.shape()


def list_faults(machine: Machine, asked: Asked) -> Json:
    return {"faults": [each.shape() for each in machine.faults.listed()]}


def clear_faults(machine: Machine, asked: Asked) -> Json:
    """Also lets go what was held back for a batch or a shuffle."""
    machine.faults.clear()
    released = machine.oddities.release()
    for parcel in released:
        machine.postman.due(0.0, machine.postman.sending(parcel))
    return {"faults": [], "released": len(released)}


def list_kinds(machine: Machine, asked: Asked) -> Json:
    return {"kinds": list(faults.KINDS), "codes": sorted(CODES)}


# -- Phones ------------------------------------------------------------------------------------------------------------
def press(machine: Machine, asked: Asked) -> Json:
    body = asked.json()
    return machine.desk.run(lambda: hands.press(machine, str(body["wamid"]), int(body.get("index", 0))))


def type_back(machine: Machine, asked: Asked) -> Json:
    """{number, text} or media {content, type, name?} (base64), location {latitude, longitude}, or message (as Meta's)."""
    body = asked.json()
    write = partial(
        hands.write, machine, str(body["number"]), line=str(body.get("line") or ""),
        profile=str(body.get("profile") or ""), answers=str(body.get("reply_to") or ""),
    )  # fmt: skip
    return {"wamid": machine.desk.run(lambda: write(content=_content(body))).wamid}


def _content(body: Json) -> Json:
    if "message" in body:
        return {"type": str(body["message"]["type"]), **body["message"]}
    if "location" in body:
        return {"type": "location", "location": body["location"]}
    if file := body.get("media"):
        return hands.photograph(
            file["content"], str(file["type"]), caption=str(body.get("text") or ""), name=str(file.get("name") or "")
        )
    return {"type": "text", "text": {"body": str(body["text"])}}


def read(machine: Machine, asked: Asked) -> Json:
    body = asked.json()
    number, wamid = str(body.get("number") or ""), str(body.get("wamid") or "")
    return {"reads": machine.desk.run(lambda: hands.read(machine, number=number, wamid=wamid))}


def change_phone(machine: Machine, asked: Asked) -> Json:
    """{number, off?, no_whatsapp?, blocked?, hides_number?, profile?}"""
    body = asked.json()
    flags = {name: body[name] for name in hands.FLAGS if name in body}
    profile = str(body["profile"]) if "profile" in body else None
    return _phone(machine.desk.run(lambda: hands.change(machine, str(body["number"]), flags, profile=profile)))


def list_phones(machine: Machine, asked: Asked) -> Json:
    return {
        "phones": machine.desk.run(lambda: [_phone(each) for each in Phone.objects.order_by("created_at", "id")[:MOST]])
    }


def _phone(phone: Phone) -> Json:
    flags = {name: getattr(phone, field) for name, field in hands.FLAGS.items()}
    return {"number": phones.number_of(phone), "profile": phones.profile_of(phone), "bsuid": phone.bsuid, **flags}


# -- What is kept ------------------------------------------------------------------------------------------------------
def list_bubbles(machine: Machine, asked: Asked) -> Json:
    """?number= &direction=in|out &wamid=; the newest 500, oldest first."""
    rows = Bubble.objects.select_related("phone").order_by("-created_at", "-id")
    if number := asked.query.get("number"):
        rows = rows.filter(phone__key=phones.key_of(phones.named(number)))
    for name in ("direction", "wamid"):
        if value := asked.query.get(name):
            rows = rows.filter(**{name: value})
    return {"bubbles": machine.desk.run(lambda: [bubbles.shape(row) for row in rows[:MOST]][::-1])}


def list_mails(machine: Machine, asked: Asked) -> Json:
    """?to=; the newest 500, oldest first."""
    return {
        "mails": machine.desk.run(
            lambda: [letters.shape(row) for row in letters.newest(asked.query.get("to", ""), MOST)]
        )
    }


def list_webhooks(machine: Machine, asked: Asked) -> Json:
    return {"webhooks": list(machine.postman.log)}


# -- Account -----------------------------------------------------------------------------------------------------------
def show_options(machine: Machine, asked: Asked) -> Json:
    return asdict(machine.options)


def change_options(machine: Machine, asked: Asked) -> Json:
    kinds = {field.name: type(getattr(machine.options, field.name)) for field in fields(Options)}
    for name, value in asked.json().items():
        setattr(machine.options, name, kinds[name](value))
    return asdict(machine.options)


def moderate(machine: Machine, asked: Asked) -> Json:
    """{name, language?, state, reason?}: moves templates to a state and tells so by webhook."""
    body = asked.json()
    state = str(body["state"]).upper()
    if state not in registry.STATES:
        raise ValueError(state)
    changed = machine.desk.run(lambda: _moderated(str(body["name"]), str(body.get("language") or ""), state))
    reason = str(body.get("reason") or "NONE")
    machine.postman.due(0.0, lambda: [moderation.news(template, state, reason) for template in changed])
    return {"changed": len(changed)}


def _moderated(name: str, language: str, state: str) -> list[Template]:
    rows = Template.objects.filter(name=name)
    rows = rows.filter(language=language) if language else rows
    rows.update(state=state)
    return list(rows.order_by("id"))


def make_event(machine: Machine, asked: Asked) -> Json:
    """{field, value}: any account event, such as account_update or template_category_update."""
    body = asked.json()
    if not isinstance(body["value"], dict):
        raise ValueError("value")
    _tell(machine, str(body["field"]), body["value"])
    return {"field": body["field"]}


def _tell(machine: Machine, field: str, value: Json) -> None:
    machine.postman.due(0.0, lambda: [{"field": field, "value": value}])


def subscribe(machine: Machine, asked: Asked) -> Json:
    """Put the challenge to the webhook, as Meta does when it is set up."""
    challenge = "1158201444"
    query = {"hub.mode": "subscribe", "hub.challenge": challenge, "hub.verify_token": machine.account.verify_token}
    try:
        got = httpx.get(machine.account.webhook_url, params=query, timeout=5.0, trust_env=False)
    except httpx.HTTPError as error:
        return {"is_subscribed": False, "reason": type(error).__name__}
    return {"is_subscribed": got.status_code == 200 and got.text == challenge, "status": got.status_code}


ROUTES: dict[tuple[str, str], Callable[[Machine, Asked], Json]] = {
    ("POST", "faults"): add_fault,
    ("GET", "faults"): list_faults,
    ("DELETE", "faults"): clear_faults,
    ("GET", "kinds"): list_kinds,
    ("POST", "press"): press,
    ("POST", "type"): type_back,
    ("POST", "read"): read,
    ("POST", "phone"): change_phone,
    ("GET", "phones"): list_phones,
    ("GET", "bubbles"): list_bubbles,
    ("GET", "mails"): list_mails,
    ("GET", "webhooks"): list_webhooks,
    ("GET", "options"): show_options,
    ("POST", "options"): change_options,
    ("POST", "templates"): moderate,
    ("POST", "events"): make_event,
    ("POST", "subscribe"): subscribe,
}
