"""POST /reports/{code}/messages."""

from django.http import HttpRequest, HttpResponse
from ninja import Router

from arcadumas.core.handling import ask
from arcadumas.edges.api.acts import act
from arcadumas.edges.api.describing import reporter_act
from arcadumas.edges.api.shapes import MessageIn

router = Router()


@router.post("/reports/{code}/messages", **reporter_act())
def create_message(request: HttpRequest, code: str, body: MessageIn) -> HttpResponse:
    """The reporter writes; when a question waits, this answers it and the clocks run on."""
    return act(request, lambda caller, version: ask.send(code, by=caller.actor, text=body.text, version=version))
