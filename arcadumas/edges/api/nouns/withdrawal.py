"""POST /reports/{code}/withdrawal."""

from django.http import HttpRequest, HttpResponse
from ninja import Router

from arcadumas.core.handling.archive import withdraw
from arcadumas.edges.api.acts import act
from arcadumas.edges.api.describing import reporter_act
from arcadumas.edges.api.shapes import Nothing

router = Router()


@router.post("/reports/{code}/withdrawal", **reporter_act())
def create_withdrawal(request: HttpRequest, code: str, body: Nothing) -> HttpResponse:
    """The reporter takes the report back."""
    return act(request, lambda caller, version: withdraw(code, by=caller.actor, version=version))
