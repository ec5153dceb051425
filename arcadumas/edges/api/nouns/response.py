"""POST /reports/{code}/response."""

from django.http import HttpRequest, HttpResponse
from ninja import Router

from arcadumas.core.handling.respond import respond
from arcadumas.edges.api.acts import act
from arcadumas.edges.api.describing import staff_act
from arcadumas.edges.api.shapes import ResponseIn

router = Router()


@router.post("/reports/{code}/response", **staff_act())
def create_response(request: HttpRequest, code: str, body: ResponseIn) -> HttpResponse:
    """Answer the reporter: a first answer (final: false), or the one that settles it."""
    return act(
        request,
        lambda caller, version: respond(
            code,
            by=caller.actor,
            text=body.text or "",
            is_final=body.final,
            without_evidence=body.without_evidence or "",
            version=version,
        ),
    )
