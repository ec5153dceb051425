"""POST /reports/{code}/confirmation."""

from django.http import HttpRequest, HttpResponse
from ninja import Router

from arcadumas.core.handling.close import confirm
from arcadumas.edges.api.acts import act
from arcadumas.edges.api.describing import reporter_act
from arcadumas.edges.api.shapes import Nothing

router = Router()


@router.post("/reports/{code}/confirmation", **reporter_act())
def create_confirmation(request: HttpRequest, code: str, body: Nothing) -> HttpResponse:
    """The reporter says that it is settled, and the report closes."""
    return act(request, lambda caller, version: confirm(code, by=caller.actor, version=version))
