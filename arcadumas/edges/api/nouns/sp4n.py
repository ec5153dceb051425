"""POST /reports/{code}/sp4n-link, sp4n-answer, sp4n-settlement."""

from django.http import HttpRequest, HttpResponse
from ninja import Router

from arcadumas.core.handling.sp4n import answer, link, settle_difference
from arcadumas.edges.api.acts import act
from arcadumas.edges.api.describing import staff_act
from arcadumas.edges.api.shapes import CompletionIn, Sp4nAnswerIn, Sp4nLinkIn

router = Router()


@router.post("/reports/{code}/sp4n-link", **staff_act())
def create_sp4n_link(request: HttpRequest, code: str, body: Sp4nLinkIn) -> HttpResponse:
    """The report stands in SP4N-LAPOR! under this tracking ID."""
    return act(
        request,
        lambda caller, version: link(
            code,
            by=caller.actor,
            tracking_id=body.tracking_id,
            url=body.url or "",
            entered_at=body.entered_at,
            version=version,
        ),
    )


@router.post("/reports/{code}/sp4n-answer", **staff_act())
def create_sp4n_answer(request: HttpRequest, code: str, body: Sp4nAnswerIn) -> HttpResponse:
    """The answer stands in SP4N-LAPOR! too."""
    return act(
        request,
        lambda caller, version: answer(
            code, by=caller.actor, url=body.url or "", entered_at=body.entered_at, version=version
        ),
    )


@router.post("/reports/{code}/sp4n-settlement", **staff_act())
def create_sp4n_settlement(request: HttpRequest, code: str, body: CompletionIn) -> HttpResponse:
    """An officer has looked at what differs from SP4N-LAPOR!, and says what is so. Neither state changes."""
    return act(
        request, lambda caller, version: settle_difference(code, by=caller.actor, note=body.note, version=version)
    )
