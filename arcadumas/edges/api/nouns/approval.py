"""POST /reports/{code}/approval, draft-rejection."""

from django.http import HttpRequest, HttpResponse
from ninja import Router

from arcadumas.core.handling.work import approve, reject
from arcadumas.edges.api.acts import act
from arcadumas.edges.api.describing import staff_act
from arcadumas.edges.api.shapes import ApprovalIn, ReasonIn

router = Router()


@router.post("/reports/{code}/approval", **staff_act())
def create_approval(request: HttpRequest, code: str, body: ApprovalIn) -> HttpResponse:
    """Approve the draft, as the first or as the final answer; never one's own."""
    return act(request, lambda caller, version: approve(code, by=caller.actor, is_final=body.final, version=version))


@router.post("/reports/{code}/draft-rejection", **staff_act())
def create_draft_rejection(request: HttpRequest, code: str, body: ReasonIn) -> HttpResponse:
    """Send the draft back with remarks."""
    return act(request, lambda caller, version: reject(code, by=caller.actor, reason=body.reason, version=version))
