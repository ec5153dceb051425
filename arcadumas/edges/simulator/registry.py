"""Message templates: registered, moderated and put into words (Meta: message_templates)."""

import re
from collections.abc import Iterable
from contextlib import suppress
from typing import Any

from django.db import transaction

from arcadumas.edges.simulator.errors import GraphError
from arcadumas.edges.simulator.models import Template

Json = dict[str, Any]
VARIABLE = re.compile(r"\{\{\s*(\w+)\s*\}\}")
NAME = re.compile(r"[a-z0-9_]{1,512}")
STATES = ("APPROVED", "PENDING", "REJECTED", "PAUSED", "DISABLED")
REFUSED_BY_STATE = {"PAUSED": 132015, "DISABLED": 132016, "PENDING": 132001, "REJECTED": 132001}
LEARNED = "aduan_"  # whose templates are taken on trust when nobody registered them
TOO_SPACED = re.compile(r"[\n\r\t]| {5}")


def variables(text: str) -> list[str]:
    """Names of the variables in order of first use, each once."""
    return list(dict.fromkeys(VARIABLE.findall(text)))


# -- Creation ----------------------------------------------------------------------------------------------------------
def register(body: Json, *, is_strict: bool) -> Template:
    """Take up a template, which then waits for approval. Strict: a second one of its name and language is refused."""
    name, language = str(body.get("name", "")), str(body.get("language", ""))
    if (
        not NAME.fullmatch(name)
        or not language
        or body.get("category") not in {"UTILITY", "MARKETING", "AUTHENTICATION"}
    ):
        raise GraphError(100, "name, language and category are required; name is lower case letters, digits and _.")
    parts = _parts(body.get("components"))
    _require_good_text(parts)
    with transaction.atomic():
        same = Template.objects.select_for_update().filter(name=name, language=language).first()
        if same and is_strict and not same.is_learned:
            raise GraphError(100, "Content in this language already exists.", subcode=2388024)
        values = {**parts, "category": body["category"], "state": "PENDING"}
        values |= {"parameter_count": len(variables(parts["body"])), "is_learned": False}
        return Template.objects.update_or_create(name=name, language=language, defaults=values)[0]


def stock(bodies: Iterable[Json]) -> int:
    """Put in, as approved long ago, the templates that nobody registered before; how many. For a demo's first message.

    One with a fault in it is left out: applied for later, it is refused in the sight of all."""
    there = set(Template.objects.filter(is_learned=False).values_list("name", "language"))
    stocked = []
    for body in bodies:
        if (body["name"], body["language"]) not in there:
            with suppress(GraphError):
                stocked.append(register(body, is_strict=False).pk)
    return Template.objects.filter(pk__in=stocked).update(state="APPROVED")


def _parts(components: Any) -> Json:
    """Header, body, footer and buttons out of Meta's list of components."""
    parts: Json = {"header": "", "body": "", "footer": "", "buttons": []}
    if not isinstance(components, list) or not all(isinstance(part, dict) for part in components):
        raise GraphError(100, "components must be a list of objects.")
    for part in components:
        kind = str(part.get("type", "")).upper()
        if kind == "BUTTONS":
            parts["buttons"] = [_button(button) for button in part.get("buttons", [])]
        elif kind in {"HEADER", "BODY", "FOOTER"} and isinstance(part.get("text"), str):
            parts[kind.lower()] = part["text"]
        else:
            raise GraphError(100, f"Component {kind or '?'} is not understood or has no text.")
    return parts


def _button(button: Any) -> Json:
    kind = str(button.get("type", "")).upper() if isinstance(button, dict) else ""
    if kind not in {"QUICK_REPLY", "URL"} or not button.get("text") or (kind == "URL" and not button.get("url")):
        raise GraphError(100, "A button needs type QUICK_REPLY or URL, a text, and for URL an url.")
    return {"type": kind, "text": str(button["text"]), "url": str(button.get("url", ""))}


def _require_good_text(parts: Json) -> None:
    body = parts["body"]
    if not body or len(body) > 1024 or len(parts["header"]) > 60 or len(parts["footer"]) > 60:
        raise GraphError(100, "Body is 1 to 1,024 characters; header and footer are at most 60.", subcode=2388040)
    if len(parts["buttons"]) > 10 or any(len(button["text"]) > 25 for button in parts["buttons"]):
        raise GraphError(100, "At most 10 buttons of at most 25 characters.", subcode=2388040)
    bare = body.strip()
    found = list(VARIABLE.finditer(bare))
    if found and (found[0].start() == 0 or found[-1].end() == len(bare)):
        raise GraphError(100, "Variables can't be at the start or end of the template.", subcode=2388299)
    if any(not bare[one.end() : two.start()].strip() for one, two in zip(found, found[1:], strict=False)):
        raise GraphError(100, "Variables may not stand side by side.", subcode=2388299)


def shape(template: Template) -> Json:
    components: list[Json] = [{"type": "BODY", "text": template.body}]
    if template.header:
        components.insert(0, {"type": "HEADER", "format": "TEXT", "text": template.header})
    if template.footer:
        components.append({"type": "FOOTER", "text": template.footer})
    if template.buttons:
        components.append({"type": "BUTTONS", "buttons": template.buttons})
    return {
        "id": str(template.id), "name": template.name, "language": template.language, "status": template.state,
        "category": template.category, "quality_score": {"score": "UNKNOWN"}, "rejected_reason": "NONE",
        "components": components,
    }  # fmt: skip


# -- Use ---------------------------------------------------------------------------------------------------------------
def fill(sent: Json, *, is_strict: bool) -> Json:
    """The words of a template with the parameters of one send. Raises the 132 codes, 131008 and 131009."""
    name, language = str(sent.get("name", "")), str((sent.get("language") or {}).get("code", ""))
    components = sent.get("components") or []
    if not name or not language:
        raise GraphError(131008, "template.name and template.language.code are required.")
    if not isinstance(components, list) or not all(isinstance(part, dict) for part in components):
        raise GraphError(131009, "template.components must be a list of objects.")
    template = Template.objects.filter(name=name, language=language).first()
    if template is None:
        template = _learn(name, language, components, is_strict=is_strict)
    if template.state != "APPROVED" and (is_strict or template.state != "PENDING"):
        raise GraphError(REFUSED_BY_STATE.get(template.state, 132001), f"{name} ({language}) is {template.state}.")
    return _filled(template, components)


def _filled(template: Template, components: list[Json]) -> Json:
    values = _values(components, "body")
    text = _worded(template.body, values, where="body")
    if len(text) > 1024:
        raise GraphError(132005, "The text with its parameters is longer than 1,024 characters.")
    return {
        "template": template.name,
        "language": template.language,
        "category": template.category.lower(),
        "parameters": list(values.values()),
        "header": _worded(template.header, _values(components, "header"), where="header"),
        "text": text,
        "footer": template.footer,
        "buttons": _buttons(template, components),
    }


def _values(components: list[Json], kind: str) -> dict[str, str]:
    """Parameters of one component by name, or by position from 1."""
    part = next((each for each in components if str(each.get("type", "")).lower() == kind), {})
    values: dict[str, str] = {}
    for position, parameter in enumerate(part.get("parameters") or [], start=1):
        if not isinstance(parameter, dict) or not isinstance(parameter.get("text"), str) or not parameter["text"]:
            raise GraphError(131008, f"{kind}: parameter {position} has no text.")
        if TOO_SPACED.search(parameter["text"]):
            raise GraphError(
                132018, "Param text cannot have new-line/tab characters or more than 4 consecutive spaces."
            )
        values[str(parameter.get("parameter_name") or position)] = parameter["text"]
    return values


def _worded(text: str, values: dict[str, str], *, where: str) -> str:
    wanted = variables(text)
    if len(wanted) != len(values):
        raise GraphError(
            132000, f"{where}: number of localizable_params ({len(values)}) does not match ({len(wanted)})."
        )
    if set(wanted) != set(values):
        raise GraphError(132012, f"{where}: parameters are {', '.join(values)}, expected {', '.join(wanted)}.")
    return VARIABLE.sub(lambda found: values[found[1]], text)


def _buttons(template: Template, components: list[Json]) -> list[Json]:
    given = {_index(part): part for part in components if str(part.get("type", "")).lower() == "button"}
    if any(index >= len(template.buttons) for index in given):
        raise GraphError(131009, "There is no button at that index.")
    return [_pressable(button, given.get(index), index) for index, button in enumerate(template.buttons)]


def _index(part: Json) -> int:
    index = str(part.get("index", ""))
    if not index.isdigit():
        raise GraphError(131009, "A button component needs an index from 0.")
    return int(index)


def _pressable(button: Json, part: Json | None, index: int) -> Json:
    """A button as the phone shows it: a reply with its payload, or a link."""
    if part is not None and str(part.get("sub_type", "")).upper() != button["type"]:
        raise GraphError(131009, f"The button at index {index} is a {button['type']}.")
    value = _button_value(part, index) if part is not None else ""
    if button["type"] == "QUICK_REPLY":
        return {"kind": "reply", "text": button["text"], "payload": value or button["text"]}
    if bool(VARIABLE.search(button["url"])) != bool(value):
        raise GraphError(131008, f"Button at index {index} of type Url: parameter missing, or not asked for.")
    return {"kind": "url", "text": button["text"], "url": VARIABLE.sub(lambda _: value, button["url"])}


def _button_value(part: Json, index: int) -> str:
    parameters = part.get("parameters") or []
    first = parameters[0] if parameters and isinstance(parameters[0], dict) else {}
    value = first.get("payload") if first.get("type") == "payload" else first.get("text")
    if not isinstance(value, str) or not value:
        raise GraphError(131008, f"Button at index {index} requires a parameter.")
    if len(value) > 256 and first.get("type") == "payload":
        raise GraphError(131009, "A button's payload is at most 256 characters.")
    return value


def _learn(name: str, language: str, components: list[Json], *, is_strict: bool) -> Template:
    """Outside strict mode our own templates are taken on trust: the first use says how many parameters there are."""
    if is_strict or not name.startswith(LEARNED):
        raise GraphError(132001, f"template name ({name}) does not exist in {language}")
    count = len(_values(components, "body"))
    buttons = sorted((part for part in components if str(part.get("type", "")).lower() == "button"), key=_index)
    return Template.objects.create(
        name=name, language=language, parameter_count=count, is_learned=True, state="APPROVED",
        body=" · ".join([name, *(f"{{{{{position}}}}}" for position in range(1, count + 1))]),
        buttons=[_learned_button(part, index) for index, part in enumerate(buttons)],
    )  # fmt: skip


def _learned_button(part: Json, index: int) -> Json:
    kind, value = str(part.get("sub_type", "")).upper(), _button_value(part, index)
    if kind == "URL":
        return {"type": "URL", "text": "URL", "url": "{{1}}"}
    return {"type": "QUICK_REPLY", "text": value.split(":")[0][:25], "url": ""}
