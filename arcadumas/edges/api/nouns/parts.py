"""POST /reports/{code}/answer-part."""

from django.http import HttpRequest, HttpResponse
from ninja import Router

from arcadumas.core.handling.contributions import give_part
from arcadumas.edges.api.acts import act
from arcadumas.edges.api.describing import staff_act
from arcadumas.edges.api.shapes import DraftIn

router = Router()


@router.post("/reports/{code}/answer-part", **staff_act())
def create_answer_part(request: HttpRequest, code: str, body: DraftIn) -> HttpResponse:
    """A supporting unit gives its part of the one answer; the lead reads it and answers the reporter."""
    return act(request, lambda caller, version: give_part(code, by=caller.actor, text=body.text, version=version))
