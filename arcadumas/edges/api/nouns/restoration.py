"""POST /reports/{code}/restoration."""

from django.http import HttpRequest, HttpResponse
from ninja import Router

from arcadumas.core.handling.archive import restore
from arcadumas.edges.api.acts import act
from arcadumas.edges.api.describing import staff_act
from arcadumas.edges.api.shapes import ReasonIn

router = Router()


@router.post("/reports/{code}/restoration", **staff_act())
def create_restoration(request: HttpRequest, code: str, body: ReasonIn) -> HttpResponse:
    """Take an archived or referred report up again."""
    return act(request, lambda caller, version: restore(code, by=caller.actor, reason=body.reason, version=version))
