"""POST /reports/{code}/acceptance."""

from django.http import HttpRequest, HttpResponse
from ninja import Router

from arcadumas.core.handling.accept import accept
from arcadumas.edges.api.acts import act
from arcadumas.edges.api.describing import staff_act
from arcadumas.edges.api.shapes import Nothing

router = Router()


@router.post("/reports/{code}/acceptance", **staff_act())
def create_acceptance(request: HttpRequest, code: str, body: Nothing) -> HttpResponse:
    """The unit takes the report."""
    return act(request, lambda caller, version: accept(code, by=caller.actor, version=version))
