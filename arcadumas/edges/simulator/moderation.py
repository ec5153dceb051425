"""What the provider decides about templates, and its webhooks about that."""

from functools import partial
from typing import Any

from arcadumas.edges.simulator.machine import Machine
from arcadumas.edges.simulator.models import Template

Json = dict[str, Any]


def approve_later(machine: Machine, template: Template) -> None:
    """Like Meta: first pending, then approved, and told so. Strict: a person decides (`/control/templates`)."""
    if not machine.options.is_strict:
        machine.postman.due(machine.options.approved_after, partial(approve, template.id))


def resume(machine: Machine) -> None:
    """After a restart: what was pending is decided."""
    for template in Template.objects.filter(state="PENDING").order_by("id"):
        approve_later(machine, template)


def approve(template_id: int) -> list[Json]:
    """The webhook of its approval; nothing when it is no longer pending."""
    waiting = Template.objects.filter(id=template_id, state="PENDING")
    return [
        news(each, "APPROVED") for each in Template.objects.filter(id=template_id) if waiting.update(state="APPROVED")
    ]


def news(template: Template, event: str, reason: str = "NONE") -> Json:
    value = {
        "event": event, "message_template_id": template.id, "message_template_name": template.name,
        "message_template_language": template.language, "message_template_category": template.category, "reason": reason,
    }  # fmt: skip
    return {"field": "message_template_status_update", "value": value}
