"""How an open report stands, for everybody: topic, place, day and state, never a word of it; and "I have met with this too"."""

from django.conf import settings
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.crypto import get_random_string
from django.views.decorators.http import require_POST, require_safe

from arcadumas.base.codes import read_code
from arcadumas.base.refusals import TooOften
from arcadumas.core.handling import open_to_all, story
from arcadumas.core.organisation.models import Unit
from arcadumas.core.reports import categories, following
from arcadumas.core.reports.models import Report, State
from arcadumas.edges.pages import opened

SLIP, SLIP_AGE = "saya-juga", 31_536_000  # seconds


def _public(code: str) -> Report:
    """A report that is not open to all is not there."""
    return _found(open_to_all.running(), code)


def _found(rows: QuerySet[Report], code: str) -> Report:
    normal = read_code(code)
    found = rows.select_related("category", "area__parent", "unit").filter(code=normal).first() if normal else None
    if found is None:
        raise Http404
    return found


@require_safe
def standing(request: HttpRequest, code: str) -> HttpResponse:
    """To whoever is counted also how it ended."""
    report = _found(open_to_all.ever(), code)
    if report.state not in open_to_all.RUNNING and not following.is_counted(report, slip=request.COOKIES.get(SLIP, "")):
        raise Http404
    return _page(request, report)


def _stands(report: Report) -> tuple[str, Unit | None]:
    """In words, with its unit: of a joined one those of the main report, where anybody may know them."""
    if report.state in open_to_all.RUNNING:
        return story.label(report, for_staff=False), report.unit
    main = open_to_all.ever().select_related("unit").filter(pk=report.merged_into_id or 0).first()
    if report.state == State.MERGED and main is not None:
        return str(State(main.state).label), main.unit
    return str(State(report.state).label), report.unit


def _page(request: HttpRequest, report: Report, *, status: int = 200, refusal: str = "") -> HttpResponse:
    label, unit = _stands(report)
    context = {
        "report": report,
        "label": label,
        "unit": unit,
        "is_running": report.state in open_to_all.RUNNING,
        "topic": categories.label(report.category),
        "number": following.number(report),
        "is_own": opened.is_own(request, report),
        "is_counted": following.is_counted(report, slip=request.COOKIES.get(SLIP, "")),
        "refusal": refusal,
    }
    return render(request, "portal/standing.html", context, status=status)


@require_POST
def join(request: HttpRequest, code: str) -> HttpResponse:
    """Once a browser; a second press changes nothing, nor that of whose report it is."""
    report, slip = _public(code), request.COOKIES.get(SLIP, "")
    if opened.is_own(request, report):
        return redirect("standing", report.code)
    slip = slip if 20 <= len(slip) <= 60 else get_random_string(32)
    try:
        following.join(report, slip=slip, address=str(request.META.get("REMOTE_ADDR", "")))
    except TooOften as refusal:
        answer = _page(request, report, status=429, refusal=str(refusal.sentence))
        answer["Retry-After"] = str(refusal.seconds)
        return answer
    answer = redirect("standing", report.code)
    answer.set_cookie(
        SLIP, slip, max_age=SLIP_AGE, path="/laporan/", secure=settings.IS_SECURE, httponly=True, samesite="Lax"
    )
    return answer


@require_POST
def leave(request: HttpRequest, code: str) -> HttpResponse:
    report = _found(open_to_all.ever(), code)
    following.leave(report, slip=request.COOKIES.get(SLIP, ""))
    return redirect("standing", report.code)
