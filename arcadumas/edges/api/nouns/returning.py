"""POST /reports/{code}/return."""

from django.http import HttpRequest, HttpResponse
from ninja import Router

from arcadumas.core.handling.giveback import give_back
from arcadumas.edges.api.acts import act
from arcadumas.edges.api.describing import staff_act
from arcadumas.edges.api.shapes import ReturnIn

router = Router()


@router.post("/reports/{code}/return", **staff_act())
def create_return(request: HttpRequest, code: str, body: ReturnIn) -> HttpResponse:
    """The unit gives the report back to the front desk, which decides."""
    return act(
        request,
        lambda caller, version: give_back(
            code, by=caller.actor, reason=body.reason, cause=body.cause or "", version=version
        ),
    )
