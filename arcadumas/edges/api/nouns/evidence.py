"""POST /reports/{code}/evidence."""

from django.http import HttpRequest, HttpResponse
from ninja import Router

from arcadumas.base import files
from arcadumas.core.handling.evidence import add_evidence
from arcadumas.edges.api import keys, uploads
from arcadumas.edges.api.acts import act
from arcadumas.edges.api.callers import Caller, caller_of
from arcadumas.edges.api.describing import evidence_upload

router = Router()


@router.post("/reports/{code}/evidence", **evidence_upload())
def create_evidence(request: HttpRequest, code: str) -> HttpResponse:
    """Add a photo of the work: before, after, or other. It is written anew without place, camera or comments."""
    file = uploads.read_file(request, fields=("kind",))
    kind = file.fields.get("kind", "")
    sent = b"\0".join([kind.encode(), file.name.encode(), file.data])
    slot = keys.slot(request, caller=caller_of(request).identity, sent=sent)
    keys.recall(slot)

    def added(caller: Caller, version: int | None) -> object:
        clean = files.clean(file.stream(), name=file.name)
        return add_evidence(code, by=caller.actor, files=[(file.name, clean)], kind=kind, version=version)

    return act(request, added, slot=slot)
