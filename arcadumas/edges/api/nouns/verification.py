"""POST /reports/{code}/verification."""

from django.http import HttpRequest, HttpResponse
from ninja import Router

from arcadumas.core.handling.verify import verify
from arcadumas.edges.api.acts import act
from arcadumas.edges.api.describing import staff_act
from arcadumas.edges.api.findings import finding
from arcadumas.edges.api.shapes import FindingIn

router = Router()


@router.post("/reports/{code}/verification", **staff_act())
def create_verification(request: HttpRequest, code: str, body: FindingIn) -> HttpResponse:
    """The report is clear, complete and ours; says what it is about, for whom it is not, and how protected it is."""
    return act(request, lambda caller, version: verify(code, by=caller.actor, finding=finding(body), version=version))
