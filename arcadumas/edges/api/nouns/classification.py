"""POST /reports/{code}/classification."""

from django.http import HttpRequest, HttpResponse
from ninja import Router

from arcadumas.core.handling.verify import classify
from arcadumas.edges.api.acts import act
from arcadumas.edges.api.describing import staff_act
from arcadumas.edges.api.findings import finding
from arcadumas.edges.api.shapes import ClassificationIn

router = Router()


@router.post("/reports/{code}/classification", **staff_act())
def create_classification(request: HttpRequest, code: str, body: ClassificationIn) -> HttpResponse:
    """Change what was found; the settling time is counted again from the same start."""
    found, why = finding(body), body.reason
    return act(
        request, lambda caller, version: classify(code, by=caller.actor, finding=found, reason=why, version=version)
    )
