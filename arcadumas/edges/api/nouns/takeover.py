"""POST /reports/{code}/takeover."""

from django.http import HttpRequest, HttpResponse
from ninja import Router

from arcadumas.core.handling.takeover import take_over
from arcadumas.edges.api.acts import act
from arcadumas.edges.api.describing import staff_act
from arcadumas.edges.api.shapes import Nothing

router = Router()


@router.post("/reports/{code}/takeover", **staff_act())
def create_takeover(request: HttpRequest, code: str, body: Nothing) -> HttpResponse:
    """A colleague of the team takes it from whoever holds it."""
    return act(request, lambda caller, version: take_over(code, by=caller.actor, version=version))
