"""POST /reports/{code}/extension, /reports/{code}/extension-request and /reports/{code}/extension-refusal."""

from django.http import HttpRequest, HttpResponse
from ninja import Router

from arcadumas.core.handling.extend import ask_extension, extend, refuse_extension
from arcadumas.edges.api.acts import act
from arcadumas.edges.api.describing import staff_act
from arcadumas.edges.api.shapes import ExtensionIn, ExtensionRefusalIn

router = Router()


@router.post("/reports/{code}/extension", **staff_act())
def create_extension(request: HttpRequest, code: str, body: ExtensionIn) -> HttpResponse:
    """Move an inner deadline, once and before it runs out; the reporter's dates run on."""
    return act(
        request,
        lambda caller, version: extend(
            code, by=caller.actor, reason=body.reason, due_at=body.due_at, step=body.step or "", version=version
        ),
    )


@router.post("/reports/{code}/extension-request", **staff_act())
def create_extension_request(request: HttpRequest, code: str, body: ExtensionIn) -> HttpResponse:
    """Ask the head to move an inner deadline. Nothing moves until the head does."""
    return act(
        request,
        lambda caller, version: ask_extension(
            code, by=caller.actor, reason=body.reason, due_at=body.due_at, step=body.step or "", version=version
        ),
    )


@router.post("/reports/{code}/extension-refusal", **staff_act())
def create_extension_refusal(request: HttpRequest, code: str, body: ExtensionRefusalIn) -> HttpResponse:
    """Refuse a request for more time. The deadline stands, and whoever asked is told."""
    return act(
        request,
        lambda caller, version: refuse_extension(
            code, by=caller.actor, reason=body.reason, step=body.step or "", version=version
        ),
    )
