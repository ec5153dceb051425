"""POST /reports/{code}/split and …/linking."""

from django.http import HttpRequest, HttpResponse
from ninja import Router

from arcadumas.core.handling.relate import relate
from arcadumas.core.handling.split import Part, split
from arcadumas.edges.api.acts import act
from arcadumas.edges.api.describing import staff_act
from arcadumas.edges.api.shapes import LinkingIn, SplitIn

router = Router()


@router.post("/reports/{code}/split", **staff_act())
def create_split(request: HttpRequest, code: str, body: SplitIn) -> HttpResponse:
    """Give parts of the report to other units: each becomes a report of its own, opened by the same key."""
    parts = [Part(unit=part.unit, title=part.title, instruction=part.instruction) for part in body.parts]
    return act(request, lambda caller, version: split(code, by=caller.actor, parts=parts, version=version))


@router.post("/reports/{code}/linking", **staff_act())
def create_linking(request: HttpRequest, code: str, body: LinkingIn) -> HttpResponse:
    """Link two reports about the same matter, an earlier case for instance; each goes its own way."""
    return act(request, lambda caller, version: relate(code, by=caller.actor, to=body.to, version=version))
