"""The message templates as Meta knows them: what it says of one is kept, and what it would refuse is not sent to it."""

import logging
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from arcadumas.base.gateways.whatsapp_templates import Listed, shape_of
from arcadumas.duties.notifications import alarms
from arcadumas.duties.notifications.carriers.interface import CarrierError
from arcadumas.duties.notifications.claims import Claimed
from arcadumas.duties.notifications.composing import CLOUD_API, content_of
from arcadumas.duties.notifications.models import Message, Template, Words

log = logging.getLogger(__name__)
State = Template.State
LONGEST = 1024  # characters of a body with its parameters
# Meta's statuses and events. FLAGGED and LOCKED templates can still be sent; what is not here changes nothing.
STATES: Mapping[str, State] = {
    "PENDING": State.PENDING, "IN_APPEAL": State.PENDING, "APPROVED": State.APPROVED, "REINSTATED": State.APPROVED,
    "FLAGGED": State.APPROVED, "REJECTED": State.REJECTED, "LIMIT_EXCEEDED": State.REJECTED, "PAUSED": State.PAUSED,
    "DISABLED": State.DISABLED, "ARCHIVED": State.DISABLED, "DELETED": State.GONE, "PENDING_DELETION": State.GONE,
}  # fmt: skip
BROKEN = (State.REJECTED, State.PAUSED, State.DISABLED, State.GONE)  # somebody has to do something
STATE_OF_CODE = {"132001": State.GONE, "132015": State.PAUSED, "132016": State.DISABLED}
CODE_OF_STATE = {state.value: code for code, state in STATE_OF_CODE.items()}


def await_approval(words: Words, *, at: datetime) -> None:
    """New words beside older ones: sent by the Cloud API only once they are approved there."""
    if words.body:
        name = f"{words.stem}_v{words.version}"
        Template.objects.create(words=words, name=name, language=words.language, since=at)


# -- What Meta says ----------------------------------------------------------------------------------------------------
@transaction.atomic
def heed(field: str, value: Mapping[str, Any], *, at: datetime) -> bool:
    """One webhook about a template (Meta: message_template_status_update, …_quality_update, template_category_update).

    False where the template is not ours or a newer word has come before."""
    name, language = str(value.get("message_template_name", "")), str(value.get("message_template_language", ""))
    template = Template.objects.select_for_update().filter(name=name, language=language).first() or _new(name, language)
    if template is None or (template.heard_at and at < template.heard_at):
        return False
    template.heard_at = at
    template.meta_id = str(value.get("message_template_id") or template.meta_id)[:40]
    if field == "message_template_status_update":
        if known := STATES.get(str(value.get("event", "")).upper()):
            _move(template, known, at=at, reason=_reason(value))
        template.category = str(value.get("message_template_category") or template.category)[:20]
    elif field == "message_template_quality_update":
        template.quality = str(value.get("new_quality_score", ""))[:10]
    elif field == "template_category_update":
        template.category = str(value.get("new_category") or template.category)[:20]
        template.category_next = str(value.get("correct_category", ""))[:20]
    template.save()
    return True


def _new(name: str, language: str) -> Template | None:
    """A row for words of ours that Meta speaks of and we have not asked for."""
    stem, _mark, version = name.rpartition("_v")
    words = (
        Words.objects.filter(stem=stem, language=language, version=version)
        if version.isdigit()
        else Words.objects.none()
    )
    found = words.exclude(body="").first()
    if found is None:
        return None
    return Template.objects.get_or_create(
        words=found, defaults={"name": name, "language": language, "since": timezone.now()}
    )[0]


def _reason(value: Mapping[str, Any]) -> str:
    """Why, in Meta's words: the pause's title and description, the rejection's reason and what it recommends."""
    more = [part for name in ("other_info", "rejection_info") if isinstance(part := value.get(name), dict)]
    said = [str(value.get("reason") or ""), *(str(each) for part in more for each in part.values())]
    return " · ".join(each for each in said if each not in {"", "NONE"})[:300]


def _move(template: Template, state: State, *, at: datetime, reason: str = "") -> None:
    if template.state != state:
        template.state, template.since = state, at
        if state in BROKEN:
            log.error("template %s (%s) is %s: %s", template.name, template.language, state, reason)
            alarms.begin("template", str(template), code=CODE_OF_STATE.get(state, ""), text=reason)
        elif state == State.APPROVED:
            alarms.end("template", str(template))
    template.last_error = reason if state in BROKEN else ""


@transaction.atomic
def compare(there: Sequence[Listed], *, asked_at: datetime) -> int:
    """Take over a whole list of what stands at Meta; how many of ours changed. What a webhook has said since stays. All at
    once: a row that is there already and not yet said to be approved would hold back what may be sent. A list without any of
    ours is not about them: nothing is gone because of it."""
    listed = {(row.name, row.language): row for row in there}
    known = _known()
    for name, language in (key for key in listed.keys() - known if listed[key].status.upper() in STATES):
        _new(name, language)
    changed = 0
    for template in Template.objects.exclude(heard_at__gte=asked_at).order_by("id"):
        row = listed.get((template.name, template.language))
        if row or known & listed.keys():
            changed += _compared(template, row, asked_at)
    return changed


def _known() -> set[tuple[str, str]]:
    return set(Template.objects.values_list("name", "language"))


def _compared(template: Template, row: Listed | None, asked_at: datetime) -> bool:
    before = (
        template.state,
        template.category,
        template.quality,
        template.meta_id,
        template.shape,
        template.last_error,
    )
    if row is None:
        is_new = template.state == State.WAITING or (template.asked_at and template.asked_at >= asked_at)
        if not is_new and template.state != State.REJECTED:
            _move(template, State.GONE, at=asked_at)
    else:
        take_over(template, row, at=asked_at)
    after = (template.state, template.category, template.quality, template.meta_id, template.shape, template.last_error)
    if before == after:
        return False
    fields = ("state", "since", "category", "quality", "meta_id", "shape", "last_error")
    untold = Template.objects.filter(Q(heard_at=None) | Q(heard_at__lt=asked_at), pk=template.pk)
    return bool(untold.update(**{name: getattr(template, name) for name in fields}))


def take_over(template: Template, row: Listed, *, at: datetime) -> None:
    """What a list or an application says of it. The row is not saved."""
    if known := STATES.get(row.status.upper()):
        _move(template, known, at=at, reason=row.reason or template.last_error)
    template.meta_id, template.category = row.id[:40] or template.meta_id, row.category[:20] or template.category
    template.quality = row.quality[:10] or template.quality
    if row.components:
        template.shape = shape_of(row.components)


def learn(message_ids: Sequence[UUID], code: str) -> None:
    """A send was refused because of its template: the registry knows it before the next list says so."""
    state = STATE_OF_CODE.get(code)
    if state is None:
        return
    used = Message.objects.filter(pk__in=message_ids).values_list("template", "language")
    for name, language in set(used):
        sendable = Template.objects.filter(name=name, language=language, state=State.APPROVED)
        sendable.update(state=state, since=timezone.now(), last_error=code)
        alarms.begin("template", f"{name}.{language}", code=code)


# -- What Meta would refuse --------------------------------------------------------------------------------------------
def refusals(claimed: Sequence[Claimed]) -> dict[UUID, CarrierError]:
    """Messages that need not be sent to be refused, by id. One statement. Only the Cloud API knows templates."""
    ours = [each for each in claimed if each.carrier == CLOUD_API]
    if not ours:
        return {}
    rows = Template.objects.filter(name__in={each.template for each in ours})
    known = {(row.name, row.language): row for row in rows}
    found = {each.id: refusal(each, known.get((each.template, each.language))) for each in ours}
    return {number: error for number, error in found.items() if error}


def refusal(message: Claimed, template: Template | None) -> CarrierError | None:
    if template is None:
        return None
    if template.state != State.APPROVED:
        return CarrierError(
            "template", code=CODE_OF_STATE.get(template.state, "132001"), text=f"template {template.state}"
        )
    if not template.shape:
        return None
    content = content_of(message.id, message.text)
    return misfit(content.get("parameters", []), [each["kind"] for each in content.get("buttons", [])], template.shape)


def misfit(parameters: Sequence[str], buttons: Sequence[str], shape: Mapping[str, Any]) -> CarrierError | None:
    """Where a message does not fit its template: count, emptiness, spacing, length, buttons (Meta: 132000, 132018, 132005)."""
    if len(parameters) != shape["parameters"]:
        return CarrierError("template", code="132000", text=f"{len(parameters)} parameters, not {shape['parameters']}")
    if any(not each.strip() or "\n" in each or "\t" in each or " " * 5 in each for each in parameters):
        return CarrierError("template", code="132018", text="a parameter is empty or has breaks or wide gaps")
    if shape["fixed"] + sum(map(len, parameters)) > LONGEST:
        return CarrierError("template", code="132005", text=f"longer than {LONGEST} characters")
    if list(buttons) != list(shape["buttons"]):
        return CarrierError("template", code="131009", text="other buttons than the template's")
    return None


# -- For people --------------------------------------------------------------------------------------------------------
def broken() -> list[Template]:
    """Templates of words in force that carry nothing until somebody acts."""
    rows = Template.objects.filter(state__in=BROKEN, words__is_current=True).select_related("words")
    return list(rows.order_by("name", "language"))


def counts() -> dict[str, int]:
    """How many of the words in force stand in each state."""
    found: dict[str, int] = {}
    for state in Template.objects.filter(words__is_current=True).values_list("state", flat=True):
        found[state] = found.get(state, 0) + 1
    return found
