"""POST /reports/{code}/rating."""

from django.http import HttpRequest, HttpResponse
from ninja import Router

from arcadumas.core.handling.beside import rate
from arcadumas.edges.api.acts import act
from arcadumas.edges.api.describing import reporter_act
from arcadumas.edges.api.shapes import RatingIn

router = Router()


@router.post("/reports/{code}/rating", **reporter_act())
def create_rating(request: HttpRequest, code: str, body: RatingIn) -> HttpResponse:
    """One to five stars, once, after the answer."""
    return act(
        request,
        lambda caller, version: rate(
            code, by=caller.actor, stars=body.stars, comment=body.comment or "", version=version
        ),
    )
