"""POST /reports/{code}/handover."""

from django.http import HttpRequest, HttpResponse
from ninja import Router

from arcadumas.core.handling.handover import hand_over
from arcadumas.edges.api.acts import act
from arcadumas.edges.api.describing import staff_act
from arcadumas.edges.api.shapes import HandOverIn

router = Router()


@router.post("/reports/{code}/handover", **staff_act())
def create_handover(request: HttpRequest, code: str, body: HandOverIn) -> HttpResponse:
    """A colleague of the team holds it from now on, for good or until a day; then it goes back by itself."""
    return act(
        request,
        lambda caller, version: hand_over(code, by=caller.actor, to=body.to, until=body.until, version=version),
    )
