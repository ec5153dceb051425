"""Tracking by code and key: the story in plain words, and what the reporter can do. The key stays out of addresses."""

import uuid
from collections.abc import Callable
from typing import Any

from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from arcadumas.base.codes import read_code
from arcadumas.base.refusals import Refusal, TooOften
from arcadumas.core.handling import ask, beside, close, follow_up, story
from arcadumas.core.handling.archive import withdraw
from arcadumas.core.handling.dossier import gather
from arcadumas.core.organisation.actors import Actor, Via, reporter_actor
from arcadumas.core.reports import attachments, tracking, words
from arcadumas.core.reports.models import Attachment, Report
from arcadumas.edges.pages import opened
from arcadumas.edges.pages.portal.forms import FileForm, KeyForm, RateForm, ReasonForm, TextForm

NOT_FOUND = _("Code and key do not match any report. Check them, or ask for help at the counter.")


@require_http_methods(["GET", "HEAD", "POST"])
def track(request: HttpRequest) -> HttpResponse:
    """Code and key, typed, or by a link that carries both; either way they leave the address at once."""
    values = request.POST if request.method == "POST" else request.GET
    if not values.get("code") and request.method != "POST":
        return render(request, "portal/track.html", {"form": KeyForm()})
    form = KeyForm({"code": values.get("code", ""), "secret": values.get("secret", "")})
    if not form.is_valid():
        return render(request, "portal/track.html", {"form": form}, status=422)
    try:
        report = tracking.unlock(form.cleaned_data["code"], form.cleaned_data["secret"])
    except TooOften as refusal:
        form.add_error(None, refusal.sentence)
        answer = render(request, "portal/track.html", {"form": form}, status=429)
        answer["Retry-After"] = str(refusal.seconds)
        return answer
    if report is None:
        form.add_error(None, NOT_FOUND)
        return render(request, "portal/track.html", {"form": form}, status=422)
    return opened.remember(redirect("tracked", report.code), report.code, opened.codes(request))


def _reporter(request: HttpRequest, code: str) -> tuple[Report, Actor] | None:
    """The report, if this browser has opened it with its key."""
    normal = read_code(code)
    if normal is None or normal not in opened.codes(request):
        return None
    report = (
        Report.objects.select_related("category", "unit", "area", "named_unit", "previous").filter(code=normal).first()
    )
    return (report, reporter_actor(report.pk, via=Via.WEB)) if report else None


@require_safe
def tracked(request: HttpRequest, code: str) -> HttpResponse:
    if (found := _reporter(request, code)) is None:
        return redirect("track")
    return _page(request, *found)


def _page(request: HttpRequest, report: Report, by: Actor, *, status: int = 200, **forms: object) -> HttpResponse:
    dossier = gather([report], by=by)[0]
    context = {
        "report": report,
        "title": words.title(report),
        "body": words.body(report),
        "label": story.label(report, for_staff=False),
        "lines": story.lines(report, for_staff=False),
        "next": dossier.next,
        "promises": [clock for clock in dossier.promises if clock.unit_id is None and clock.state != "cancelled"],
        "attachments": [item for item in dossier.attachments if item.kind == Attachment.Kind.REPORTER],
        "may": dossier.nouns(),
        "sp4n": _sp4n(report),
        "unit": report.unit,
        "now": timezone.now(),
        **{name: form() for form, name in NAMES.items()},
        **forms,
    }
    return render(request, "portal/tracked.html", context, status=status)


def _sp4n(report: Report) -> object:
    return getattr(report, "sp4n", None)


@require_POST
def act(request: HttpRequest, code: str, noun: str) -> HttpResponse:
    """One of the reporter's acts. A refusal keeps the words that were typed."""
    if (found := _reporter(request, code)) is None:
        return redirect("track")
    if noun not in ACTS:
        raise Http404
    report, by = found
    kind, perform = ACTS[noun]
    form = kind(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, report, by, status=422, **{NAMES.get(kind, "form"): form})
    try:
        return perform(request, report, by, form.cleaned_data)
    except Refusal as refusal:
        report.refresh_from_db()
        return _page(request, report, by, status=409, **{NAMES.get(kind, "form"): form, "refusal": refusal.sentence})


def _write(request: HttpRequest, report: Report, by: Actor, values: dict[str, Any]) -> HttpResponse:
    ask.send(report.code, by=by, text=values["text"])
    return redirect("tracked", report.code)


def _confirm(request: HttpRequest, report: Report, by: Actor, values: dict[str, Any]) -> HttpResponse:
    close.confirm(report.code, by=by)
    return redirect("tracked", report.code)


def _object(request: HttpRequest, report: Report, by: Actor, values: dict[str, Any]) -> HttpResponse:
    """After closing, a follow-up report is opened: its slip is shown once."""
    if report.state != "closed":
        close.object_(report.code, by=by, reason=values["reason"])
        return redirect("tracked", report.code)
    receipt = follow_up.object_late(report.code, by=by, reason=values["reason"])
    answer = render(
        request, "portal/followed_up.html", {"new": receipt.report, "secret": receipt.secret, "old": report}
    )
    return opened.remember(answer, receipt.report.code, opened.codes(request))


def _withdraw(request: HttpRequest, report: Report, by: Actor, values: dict[str, Any]) -> HttpResponse:
    withdraw(report.code, by=by)
    return redirect("tracked", report.code)


def _rate(request: HttpRequest, report: Report, by: Actor, values: dict[str, Any]) -> HttpResponse:
    beside.rate(report.code, by=by, stars=int(values["stars"]), comment=values["comment"])
    return redirect("tracked", report.code)


def _attach(request: HttpRequest, report: Report, by: Actor, values: dict[str, Any]) -> HttpResponse:
    for name, clean in values["photos"]:
        beside.attach(report.code, by=by, file=clean, name=name)
    return redirect("tracked", report.code)


Perform = Callable[[HttpRequest, Report, Actor, dict[str, Any]], HttpResponse]
ACTS: dict[str, tuple[type[Form], Perform]] = {
    "pesan": (TextForm, _write),
    "konfirmasi": (Form, _confirm),
    "keberatan": (ReasonForm, _object),
    "pencabutan": (Form, _withdraw),
    "penilaian": (RateForm, _rate),
    "lampiran": (FileForm, _attach),
}
NAMES: dict[type[Form], str] = {
    TextForm: "text_form",
    ReasonForm: "reason_form",
    RateForm: "rate_form",
    FileForm: "file_form",
}


@require_safe
def file(request: HttpRequest, code: str, key: uuid.UUID) -> HttpResponse:
    """The reporter's own attachment, never rendered as anything but a picture."""
    found = _reporter(request, code)
    item = Attachment.objects.filter(pk=key, report=found[0], kind=Attachment.Kind.REPORTER).first() if found else None
    if item is None:
        raise Http404
    answer = HttpResponse(attachments.content(item), content_type=item.content_type)
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer["Content-Disposition"] = f'inline; filename="lampiran-{str(item.pk)[:8]}"'
    return answer
