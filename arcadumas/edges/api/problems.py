"""Every refusal as application/problem+json (RFC 9457), in the reader's language."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from arcadumas.base import pictures
from arcadumas.base.refusals import OutOfTurn, Powerless, Refusal, Stale, TooOften, Unfit, Unseen
from arcadumas.core.handling import story
from arcadumas.core.handling.dossier import gather
from arcadumas.core.handling.names import NAMES
from arcadumas.edges.api import refusals
from arcadumas.edges.api.answers import dumps, when
from arcadumas.edges.api.callers import Caller

STATUS: dict[type[Refusal], int] = {
    refusals.Unreadable: 400,
    refusals.Unknown: 401,
    Powerless: 403,
    Unseen: 404,
    refusals.Missing: 404,
    refusals.NotAllowed: 405,
    OutOfTurn: 409,
    refusals.StillRunning: 409,
    Stale: 412,
    refusals.Oversized: 413,
    refusals.WrongContent: 415,
    Unfit: 422,
    refusals.KeyReused: 422,
    pictures.Refusal: 422,
    TooOften: 429,
}
TITLES = {
    400: _("Not readable"),
    401: _("Who are you?"),
    403: _("Not yours to do"),
    404: _("Not found"),
    405: _("Not possible here"),
    409: _("Not its turn"),
    412: _("Changed meanwhile"),
    413: _("Too large"),
    415: _("Another kind of content"),
    422: _("Does not fit"),
    429: _("Too often"),
}


def refuse(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    status = status_of(refusal)
    details = _details(request, refusal)
    response = problem(status, code=refusal.code, detail=_sentence(refusal, details.get("may", ())), **details)
    if isinstance(refusal, TooOften):
        response["Retry-After"] = str(max(1, refusal.seconds))
    elif isinstance(refusal, refusals.StillRunning):
        response["Retry-After"] = "1"
    elif status == 401:
        response["WWW-Authenticate"] = "Bearer"
    return response


def _sentence(refusal: Refusal, may: Sequence[str]) -> str:
    """Out of turn, it names the acts of this caller, not those of everyone."""
    if not isinstance(refusal, OutOfTurn) or "acts" not in refusal.values:
        return refusal.sentence
    acts = ", ".join(str(NAMES[noun]) for noun in may if noun in NAMES) or "–"
    return str(refusal.text).format(**{**refusal.values, "acts": acts})


def status_of(refusal: Refusal) -> int:
    if refusal.code == "file.too_big":
        return 413
    return next(STATUS[kind] for kind in type(refusal).__mro__ if kind in STATUS)


def problem(status: int, *, code: str, detail: str, **details: Any) -> HttpResponse:
    title = str(TITLES[status])
    body = {"type": "about:blank", "title": title, "status": status, "detail": detail, "code": code, **details}
    return HttpResponse(dumps(body), status=status, content_type="application/problem+json")


def _details(request: HttpRequest, refusal: Refusal) -> dict[str, Any]:
    if isinstance(refusal, Unfit):
        return {"errors": [_error(each.field, each) for each in refusal.errors]}
    if isinstance(refusal, pictures.Refusal):
        return {"errors": [_error("file", refusal)]}
    if isinstance(refusal, Powerless):
        return {"needs": refusal.needs} if refusal.needs else {}
    if isinstance(refusal, OutOfTurn):
        details: dict[str, Any] = {"state": refusal.state, "may": _may(request, refusal)}
        return details | ({"needs": refusal.needs} if refusal.needs else {})
    if isinstance(refusal, Stale):
        return {"version": refusal.version, "changes": _changes(request, refusal)}
    return {}


def _error(field: str, refusal: Refusal) -> dict[str, str]:
    return {"field": field, "code": refusal.code, "message": refusal.sentence}


def _caller(request: HttpRequest) -> Caller | None:
    return getattr(request, "auth", None)


def _may(request: HttpRequest, refusal: OutOfTurn) -> list[str]:
    """What this caller can do now; without a report in the path, what the state allows."""
    caller = _caller(request)
    if caller is None or caller.report is None:
        return list(refusal.may)
    caller.report.refresh_from_db(fields=["state"])
    return list(gather([caller.report], by=caller.actor)[0].nouns())


def _changes(request: HttpRequest, refusal: Stale) -> list[dict[str, Any]]:
    """The lines since then, of those that this caller reads."""
    caller = _caller(request)
    if caller is None or caller.report is None:
        return []
    seen = gather([caller.report], by=caller.actor)[0].sight
    told = story.lines(caller.report, for_staff=caller.actor.kind == "person", sight=seen, reader=caller.actor)
    later = {event.seq for event in refusal.changes}
    return [
        {"seq": line.seq, "at": when(line.at), "event": line.event, "text": line.text}
        for line in told
        if line.seq in later
    ]
