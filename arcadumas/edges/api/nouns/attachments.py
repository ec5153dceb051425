"""POST /reports/{code}/attachments, GET /reports/{code}/attachments/{id}."""

import uuid

from django.http import HttpRequest, HttpResponse
from ninja import Router

from arcadumas.base import files
from arcadumas.core.handling.beside import attach
from arcadumas.core.handling.folder import attachment as find
from arcadumas.core.handling.workflow import unseen
from arcadumas.core.reports import attachments
from arcadumas.edges.api import keys, uploads
from arcadumas.edges.api.answers import answer, once, version_of
from arcadumas.edges.api.callers import Caller, caller_of
from arcadumas.edges.api.describing import file_of_report, upload
from arcadumas.edges.api.replies import AttachmentOut
from arcadumas.edges.api.showing import attachment

router = Router()


@router.post("/reports/{code}/attachments", **upload(AttachmentOut))
def create_attachment(request: HttpRequest, code: str) -> HttpResponse:
    """Add a photo (JPG, PNG, WebP; at most 10 MB, ten a report). It is written anew without place, camera or comments.
    Where the reporter was asked something, it answers the question."""
    file = uploads.read_file(request)
    caller = caller_of(request)
    slot = keys.slot(request, caller=caller.identity, sent=file.name.encode() + b"\0" + file.data)
    keys.recall(slot)
    return once(request, lambda caller: _attach(caller, file, version_of(request)), slot=slot)


def _attach(caller: Caller, file: uploads.Upload, version: int | None) -> HttpResponse:
    clean = files.clean(file.stream(), name=file.name)
    added = attach(caller.code, by=caller.actor, file=clean, name=file.name, version=version)
    return answer(attachment(added), status=201, version=added.report.version)


@router.get("/reports/{code}/attachments/{key}", **file_of_report())
def show_attachment(request: HttpRequest, code: str, key: str) -> HttpResponse:
    """The file itself, for who may read the report."""
    try:
        found = find(code, uuid.UUID(key), by=caller_of(request).actor)
    except ValueError:
        raise unseen() from None
    response = HttpResponse(attachments.content(found), content_type=found.content_type)
    response["Content-Disposition"] = f'attachment; filename="{attachments.plain_name(found)}"'
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["X-Content-Type-Options"] = "nosniff"
    return response
