"""POST /reports/{code}/disposition."""

from django.http import HttpRequest, HttpResponse
from ninja import Router

from arcadumas.core.handling.dispose import dispose
from arcadumas.edges.api.acts import act
from arcadumas.edges.api.describing import staff_act
from arcadumas.edges.api.shapes import DispositionIn

router = Router()


@router.post("/reports/{code}/disposition", **staff_act())
def create_disposition(request: HttpRequest, code: str, body: DispositionIn) -> HttpResponse:
    """Pass the report to a unit, as lead or support; `ruling` decides on a return."""
    return act(
        request,
        lambda caller, version: dispose(
            code,
            by=caller.actor,
            to=body.unit,
            instruction=body.instruction,
            role=body.role,
            is_ruling=body.ruling,
            version=version,
        ),
    )
