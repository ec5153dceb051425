"""POST /reports/{code}/urgency."""

from django.http import HttpRequest, HttpResponse
from ninja import Router

from arcadumas.core.handling.urgent import mark_urgent
from arcadumas.edges.api.acts import act
from arcadumas.edges.api.describing import staff_act
from arcadumas.edges.api.shapes import ReasonIn

router = Router()


@router.post("/reports/{code}/urgency", **staff_act())
def create_urgency(request: HttpRequest, code: str, body: ReasonIn) -> HttpResponse:
    """Mark the report urgent: its notices break quiet hours, and its head and the regional head are told."""
    return act(request, lambda caller, version: mark_urgent(code, by=caller.actor, reason=body.reason, version=version))
