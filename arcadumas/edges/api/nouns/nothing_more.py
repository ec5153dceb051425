"""POST /reports/{code}/nothing-more."""

from django.http import HttpRequest, HttpResponse
from ninja import Router

from arcadumas.core.handling import ask
from arcadumas.edges.api.acts import act
from arcadumas.edges.api.describing import reporter_act
from arcadumas.edges.api.shapes import Nothing

router = Router()


@router.post("/reports/{code}/nothing-more", **reporter_act())
def create_nothing_more(request: HttpRequest, code: str, body: Nothing) -> HttpResponse:
    """The reporter was asked and has nothing to add: the report goes on with what there is."""
    return act(request, lambda caller, version: ask.add_nothing(code, by=caller.actor, version=version))
