"""POST /reports/{code}/resumption."""

from django.http import HttpRequest, HttpResponse
from ninja import Router

from arcadumas.core.handling import ask
from arcadumas.edges.api.acts import act
from arcadumas.edges.api.describing import staff_act
from arcadumas.edges.api.shapes import ReasonIn

router = Router()


@router.post("/reports/{code}/resumption", **staff_act())
def create_resumption(request: HttpRequest, code: str, body: ReasonIn) -> HttpResponse:
    """Go on without waiting for the reporter any longer."""
    return act(request, lambda caller, version: ask.resume(code, by=caller.actor, reason=body.reason, version=version))
