"""POST /reports/{code}/notes."""

from django.http import HttpRequest, HttpResponse
from ninja import Router

from arcadumas.core.handling.beside import note
from arcadumas.edges.api.acts import act
from arcadumas.edges.api.describing import staff_act
from arcadumas.edges.api.shapes import NoteIn

router = Router()


@router.post("/reports/{code}/notes", **staff_act())
def create_note(request: HttpRequest, code: str, body: NoteIn) -> HttpResponse:
    """A note that staff alone see."""
    return act(
        request,
        lambda caller, version: note(
            code, by=caller.actor, text=body.text, mentions=body.mentions or (), version=version
        ),
    )
