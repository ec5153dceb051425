"""POST /reports/{code}/opening."""

from django.http import HttpRequest, HttpResponse
from ninja import Router

from arcadumas.core.handling.disclose import open_
from arcadumas.edges.api.acts import act
from arcadumas.edges.api.describing import staff_act
from arcadumas.edges.api.shapes import ReasonIn

router = Router()


@router.post("/reports/{code}/opening", **staff_act())
def create_opening(request: HttpRequest, code: str, body: ReasonIn) -> HttpResponse:
    """Inspectorate, Regional Secretary or regional head read a confidential report for 24 hours; audited."""
    return act(request, lambda caller, version: open_(code, by=caller.actor, reason=body.reason, version=version))
