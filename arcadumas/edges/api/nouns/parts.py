"""POST /reports/{code}/part-acceptance, /answer-part and /support-ending."""

from django.http import HttpRequest, HttpResponse
from ninja import Router

from arcadumas.core.handling.contributions import accept_part, give_part
from arcadumas.core.handling.release import end_support
from arcadumas.edges.api.acts import act
from arcadumas.edges.api.describing import staff_act
from arcadumas.edges.api.shapes import AnswerPartIn, Nothing, SupportEndingIn

router = Router()


@router.post("/reports/{code}/part-acceptance", **staff_act())
def create_part_acceptance(request: HttpRequest, code: str, body: Nothing) -> HttpResponse:
    """A supporting unit says that it helps; its reminders to accept stop."""
    return act(request, lambda caller, version: accept_part(code, by=caller.actor, version=version))


@router.post("/reports/{code}/answer-part", **staff_act())
def create_answer_part(request: HttpRequest, code: str, body: AnswerPartIn) -> HttpResponse:
    """A supporting unit gives its part of the one answer; the lead reads it and answers the reporter."""
    return act(
        request,
        lambda caller, version: give_part(code, by=caller.actor, text=body.text, unit=body.unit or "", version=version),
    )


@router.post("/reports/{code}/support-ending", **staff_act())
def create_support_ending(request: HttpRequest, code: str, body: SupportEndingIn) -> HttpResponse:
    """A unit that helps is not needed any more; it is told. What it did stays."""
    return act(request, lambda caller, version: end_support(code, unit=body.unit, by=caller.actor, version=version))
