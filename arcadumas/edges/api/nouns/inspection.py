"""POST /reports/{code}/inspection."""

from django.http import HttpRequest, HttpResponse
from ninja import Router

from arcadumas.core.handling.inspect import Place, inspect
from arcadumas.edges.api.acts import act
from arcadumas.edges.api.describing import staff_act
from arcadumas.edges.api.shapes import InspectionIn, PlaceIn

router = Router()


@router.post("/reports/{code}/inspection", **staff_act())
def create_inspection(request: HttpRequest, code: str, body: InspectionIn) -> HttpResponse:
    """A visit to the place, planned or made; of a planned one the reporter is told the time."""
    return act(
        request,
        lambda caller, version: inspect(
            code, by=caller.actor, visit_at=body.at, place=_place(body.place) if body.place else None, version=version
        ),
    )


def _place(sent: PlaceIn) -> Place:
    return Place(lat=sent.lat, lon=sent.lon, village=sent.village or "", text=sent.text or "")
