"""How an open report stands, for everybody: topic, place, day and state, never a word of it; and "I have met with this too"."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.crypto import get_random_string
from django.views.decorators.http import require_POST, require_safe

from arcadumas.base.codes import read_code
from arcadumas.base.refusals import TooOften
from arcadumas.core.handling import story, visible
from arcadumas.core.reports import categories, following
from arcadumas.core.reports.models import Report

SLIP, SLIP_AGE = "saya-juga", 31_536_000  # seconds


def _public(code: str) -> Report:
    """A report that is not open to all is not there."""
    normal = read_code(code)
    found = (
        visible.public().select_related("category", "area__parent", "unit").filter(code=normal).first()
        if normal
        else None
    )
    if found is None:
        raise Http404
    return found


@require_safe
def standing(request: HttpRequest, code: str) -> HttpResponse:
    return _page(request, _public(code))


def _page(request: HttpRequest, report: Report, *, status: int = 200, refusal: str = "") -> HttpResponse:
    context = {
        "report": report,
        "label": story.label(report, for_staff=False),
        "topic": categories.label(report.category),
        "number": following.number(report),
        "is_counted": following.is_counted(report, slip=request.COOKIES.get(SLIP, "")),
        "refusal": refusal,
    }
    return render(request, "portal/standing.html", context, status=status)


@require_POST
def join(request: HttpRequest, code: str) -> HttpResponse:
    """Once a browser; a second press changes nothing."""
    report, slip = _public(code), request.COOKIES.get(SLIP, "")
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
    report = _public(code)
    following.leave(report, slip=request.COOKIES.get(SLIP, ""))
    return redirect("standing", report.code)
