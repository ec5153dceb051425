"""POST /reports/{code}/archiving."""

from django.http import HttpRequest, HttpResponse
from ninja import Router

from arcadumas.core.handling.archive import archive
from arcadumas.edges.api.acts import act
from arcadumas.edges.api.describing import staff_act
from arcadumas.edges.api.shapes import ArchivingIn

router = Router()


@router.post("/reports/{code}/archiving", **staff_act())
def create_archiving(request: HttpRequest, code: str, body: ArchivingIn) -> HttpResponse:
    """Close a report that goes no further, with a reason of the list and its words."""
    return act(
        request,
        lambda caller, version: archive(code, by=caller.actor, reason=body.reason, note=body.note, version=version),
    )
