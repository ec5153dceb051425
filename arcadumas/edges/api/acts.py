"""An act and its answer: one call of a verb, then the report as it stands now, in the caller's view."""

from collections.abc import Callable
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from arcadumas.core.handling.disclose import note_reading, note_repeat
from arcadumas.core.handling.dossier import Dossier, gather
from arcadumas.core.reports.models import Report
from arcadumas.edges.api.answers import answer, once, version_of
from arcadumas.edges.api.callers import Caller, caller_of
from arcadumas.edges.api.keys import Slot
from arcadumas.edges.api.showing import reporter_view, staff_view

Verb = Callable[[Caller, int | None], object]


def act(request: HttpRequest, verb: Verb, *, slot: Slot | None = None) -> HttpResponse:
    """`verb` gets the caller and the version that If-Match names; `slot` where the body is no JSON. Answers 201."""
    version = version_of(request)

    def acted(caller: Caller) -> HttpResponse:
        verb(caller, version)
        dossier = gather([_fresh(caller)], by=caller.actor)[0]
        note_dossier(dossier, is_anew=False)
        return report_answer(dossier, status=201)

    return once(request, acted, slot=slot)


def note_dossier(dossier: Dossier, *, is_anew: bool) -> None:
    folder = dossier.folder
    note_reading(folder.report, by=dossier.reader, here=folder.here, sight=folder.sight, is_anew=is_anew)


def answer_again(request: HttpRequest, first: HttpResponse) -> HttpResponse:
    """The first answer to a key that is used again, noted where its words are read only with an entry."""
    match = request.resolver_match
    if match is not None and "code" in match.kwargs:
        is_identity = request.path.endswith("/disclosure")
        note_repeat(match.kwargs["code"], by=caller_of(request).actor, is_identity=is_identity)
    return first


def report_answer(dossier: Dossier, *, status: int = 200) -> HttpResponse:
    view = staff_view(dossier) if dossier.reader.kind == "person" else reporter_view(dossier)
    return answer(view, status=status, version=dossier.report.version)


def _fresh(caller: Caller) -> Report:
    """The report after the act; the actor who did it gets its answer even where the act took it out of their sight."""
    return Report.objects.select_related("category", "unit", "area").get(pk=caller.seen.pk)


def tracking_url(code: str, secret: str) -> str:
    """Where the reporter follows the report; the page takes code and key out of the address at once."""
    return f"{settings.BASE_URL}/lacak/?{urlencode({'code': code, 'secret': secret})}"
