"""POST /reports/{code}/draft."""

from django.http import HttpRequest, HttpResponse
from ninja import Router

from arcadumas.core.handling.work import draft
from arcadumas.edges.api.acts import act
from arcadumas.edges.api.describing import staff_act
from arcadumas.edges.api.shapes import DraftIn

router = Router()


@router.post("/reports/{code}/draft", **staff_act())
def create_draft(request: HttpRequest, code: str, body: DraftIn) -> HttpResponse:
    """Write the answer for approval; a new draft replaces the one before it."""
    return act(
        request,
        lambda caller, version: draft(code, by=caller.actor, text=body.text, is_final=body.final, version=version),
    )
