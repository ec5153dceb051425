"""POST /reports/{code}/question."""

from django.http import HttpRequest, HttpResponse
from ninja import Router

from arcadumas.core.handling import ask
from arcadumas.edges.api.acts import act
from arcadumas.edges.api.describing import staff_act
from arcadumas.edges.api.shapes import QuestionIn

router = Router()


@router.post("/reports/{code}/question", **staff_act())
def create_question(request: HttpRequest, code: str, body: QuestionIn) -> HttpResponse:
    """Ask the reporter; the citizen's clocks stand still until the reply or the limit."""
    return act(request, lambda caller, version: ask.ask(code, by=caller.actor, text=body.text, version=version))
