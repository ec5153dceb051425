"""POST /reports/{code}/closing."""

from django.http import HttpRequest, HttpResponse
from ninja import Router

from arcadumas.core.handling.close import close
from arcadumas.edges.api.acts import act
from arcadumas.edges.api.describing import staff_act
from arcadumas.edges.api.shapes import ClosingIn

router = Router()


@router.post("/reports/{code}/closing", **staff_act())
def create_closing(request: HttpRequest, code: str, body: ClosingIn) -> HttpResponse:
    """An officer closes an answered report, with a reason that the reporter reads."""
    return act(
        request,
        lambda caller, version: close(
            code, by=caller.actor, reason=body.reason, cause=body.cause or "", version=version
        ),
    )
