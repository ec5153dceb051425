"""POST /reports/{code}/merging and …/unmerging."""

from django.http import HttpRequest, HttpResponse
from ninja import Router

from arcadumas.core.handling.merge import merge, unmerge
from arcadumas.edges.api.acts import act
from arcadumas.edges.api.describing import staff_act
from arcadumas.edges.api.shapes import MergingIn, Nothing

router = Router()


@router.post("/reports/{code}/merging", **staff_act())
def create_merging(request: HttpRequest, code: str, body: MergingIn) -> HttpResponse:
    """Join the report to a main one about the same thing: one answer reaches all of their reporters."""
    return act(request, lambda caller, version: merge(code, by=caller.actor, into=body.into, version=version))


@router.post("/reports/{code}/unmerging", **staff_act())
def create_unmerging(request: HttpRequest, code: str, body: Nothing) -> HttpResponse:
    """Separate it again: it stands as it stood before, with its clocks and dispositions."""
    return act(request, lambda caller, version: unmerge(code, by=caller.actor, version=version))
