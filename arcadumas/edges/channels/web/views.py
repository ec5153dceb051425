"""The public report form and its receipt. Works without JavaScript; GET never acts."""

from collections.abc import Sequence

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from arcadumas.base import files
from arcadumas.base.refusals import TooOften, Unfit
from arcadumas.core.handling import similar, story
from arcadumas.core.handling.similar import Near
from arcadumas.core.organisation.actors import Actor, Via
from arcadumas.core.organisation.models import Area, Unit
from arcadumas.core.reports import admission, dangers, emergency, identity, intake
from arcadumas.core.reports.categories import label as label_of
from arcadumas.core.reports.intake import Draft
from arcadumas.core.reports.models import Promise
from arcadumas.edges.channels.web import parse, receipts
from arcadumas.edges.channels.web.forms import ReportForm

CITIZEN = Actor(kind="reporter", via=Via.WEB)
ASK = "ask"  # the form asks once whether the same was reported
COOKIE, COOKIE_AGE = "tanda-terima", 3600


@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        form = ReportForm(initial={"token": receipts.new_token(), "anonymous": True, "kind": "complaint"})
        return _page(request, form)
    form = ReportForm(request.POST, request.FILES)
    token = request.POST.get("token", "")
    if not receipts.is_good(token):
        return _again(request, form)
    if not form.is_valid():
        return _page(request, form, status=422)
    return _send(request, form, token)


def _send(request: HttpRequest, form: ReportForm, token: str) -> HttpResponse:
    try:
        draft = parse.draft(form.cleaned_data, language=(get_language() or "id")[:2])
        if receipts.find(token) is None:
            intake.check(draft)
            if (like := _like(request, draft)) is not None:
                return _page(request, form, like=like)
            admission.admit(_address(request))
        receipts.submit(draft, token=token, by=CITIZEN)
    except Unfit as refusal:
        for error in refusal.errors:
            form.blame(error.field, error.sentence)
        return _page(request, form, status=422)
    except files.Refusal as refusal:
        form.blame("photos", refusal.sentence)
        return _page(request, form, status=422)
    except TooOften as refusal:
        form.blame("", refusal.sentence)
        answer = _page(request, form, status=429)
        answer["Retry-After"] = str(refusal.seconds)
        return answer
    answer = redirect("web-receipt")
    answer.set_cookie(
        COOKIE, token, max_age=COOKIE_AGE, path="/lapor/", secure=settings.IS_SECURE, httponly=True, samesite="Lax"
    )
    return answer


def _like(request: HttpRequest, draft: Draft) -> list[Near] | None:
    """Open reports that say perhaps the same, asked once a form; None to send. Chosen photos would be lost by asking."""
    if request.POST.get("similar") != ASK or draft.files or not admission.may_compare(_address(request)):
        return None
    return similar.public_like(draft, area_id=draft.village or None, at=timezone.now()) or None


def _address(request: HttpRequest) -> str:
    return str(request.META.get("REMOTE_ADDR", ""))


def _again(request: HttpRequest, form: ReportForm) -> HttpResponse:
    """The page was open for too long: the same entries under a new token."""
    data = request.POST.copy()
    data["token"] = receipts.new_token()
    form = ReportForm(data)
    form.is_valid()
    form.blame("", _("This page was open for too long. Your entries are still here; press Send once more."))
    return _page(request, form, status=422)


def _page(request: HttpRequest, form: ReportForm, *, status: int = 200, like: Sequence[Near] = ()) -> HttpResponse:
    context = {
        "like": [
            (each.report, label_of(each.report.category), story.label(each.report, for_staff=False)) for each in like
        ],
        "ask": "" if like else request.POST.get("similar", ASK),
        "form": form,
        "districts": Area.objects.filter(level="district").order_by("name"),
        "units": Unit.objects.filter(valid_to=None).exclude(kind__in=["village", "ward"]).order_by("name"),
        "today": timezone.localdate().isoformat(),
        "emergency": emergency.current(),
        "dangers": dangers,
        "is_danger": form.is_bound and dangers.speaks_of_danger(form.value("title"), form.value("body")),
    }
    return render(request, "web/report.html", context, status=status)


@require_GET
def receipt(request: HttpRequest) -> HttpResponse:
    """Shown for an hour to the browser that sent the form; the key stands in no address."""
    slip = receipts.find(request.COOKIES.get(COOKIE, ""))
    if slip is None:
        return redirect("web-report")
    report = receipts.report_of(slip)
    clocks = {promise.step: promise for promise in Promise.objects.filter(report=report, unit=None)}
    who = identity.has(report)
    context = {
        "slip": slip,
        "report": report,
        "verify": clocks.get("verify"),
        "settle": clocks.get("settle"),
        "is_told": who["has_phone"] or who["has_email"],
        "by_phone": who["has_phone"],
        "emergency": emergency.current(),
        "is_danger": dangers.speaks_of_danger(report.title, report.body),
    }
    return render(request, "web/receipt.html", context)
