"""POST /reports/{code}/referral."""

from django.http import HttpRequest, HttpResponse
from ninja import Router

from arcadumas.core.handling.archive import refer
from arcadumas.edges.api.acts import act
from arcadumas.edges.api.describing import staff_act
from arcadumas.edges.api.shapes import ReferralIn

router = Router()


@router.post("/reports/{code}/referral", **staff_act())
def create_referral(request: HttpRequest, code: str, body: ReferralIn) -> HttpResponse:
    """Pass the report to a body outside the government."""
    return act(
        request,
        lambda caller, version: refer(
            code,
            by=caller.actor,
            to=body.to,
            note=body.note,
            reference=body.reference,
            contact=body.contact,
            version=version,
        ),
    )
