"""POST /reports/{code}/classification."""

from django.http import HttpRequest, HttpResponse
from ninja import Router

from arcadumas.core.handling.verify import classify
from arcadumas.edges.api.acts import act
from arcadumas.edges.api.describing import staff_act
from arcadumas.edges.api.findings import finding
from arcadumas.edges.api.shapes import FindingIn

router = Router()


@router.post("/reports/{code}/classification", **staff_act())
def create_classification(request: HttpRequest, code: str, body: FindingIn) -> HttpResponse:
    """Change what was found; the settling time is counted again from the same start."""
    return act(request, lambda caller, version: classify(code, by=caller.actor, finding=finding(body), version=version))
