"""What the reporter does on the tracking page: one address a noun, and no script needed."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from arcadumas.base.codes import read_code
from arcadumas.base.refusals import OutOfTurn, Refusal, Unfit
from arcadumas.core.handling import ask, beside, close
from arcadumas.core.handling.archive import withdraw
from arcadumas.core.handling.kin import kin_of
from arcadumas.core.organisation.actors import Actor
from arcadumas.core.reports import emergency
from arcadumas.core.reports.models import Report, State
from arcadumas.duties.notifications import objecting, stopping
from arcadumas.edges.pages import unsent
from arcadumas.edges.pages.portal.forms import FileForm, RateForm, ReasonForm, TellForm, TextForm
from arcadumas.edges.pages.portal.tracking import FORMS, page, reporter

NAMES = {form: name for name, form in FORMS.items()}
WITHDRAWAL = "pencabutan"


@require_http_methods(["GET", "HEAD", "POST"])
def act(request: HttpRequest, code: str, noun: str) -> HttpResponse:
    """One of the reporter's acts. GET never acts: it asks once more before a withdrawal. A refusal keeps the typed words."""
    if (found := reporter(request, code)) is None:
        code = read_code(code) or ""
        return unsent.to_door(request, reverse("track"), code=code, untuk=noun) or redirect("track")
    if noun not in ACTS:
        raise Http404
    report, by = found
    if request.method != "POST":
        return _asked(request, report, noun, by)
    kind, perform = ACTS[noun]
    form = kind(request.POST, request.FILES)
    if not form.is_valid():
        return page(request, report, by, status=422, **{NAMES.get(kind, "form"): form})
    try:
        return perform(request, report, by, form.cleaned_data)
    except Refusal as refusal:
        report.refresh_from_db()
        status = 422 if isinstance(refusal, Unfit) else 409
        return page(request, report, by, status=status, **{NAMES.get(kind, "form"): form, "refusal": refusal.sentence})


def _asked(request: HttpRequest, report: Report, noun: str, by: Actor) -> HttpResponse:
    if noun != WITHDRAWAL or report.state not in WITHDRAWABLE:
        return redirect("tracked", report.code)
    parts = [part for part in kin_of(report, by=by).parts if part.state in WITHDRAWABLE]
    return render(request, "portal/withdrawal.html", {"report": report, "parts": parts})


WITHDRAWABLE = (State.RECEIVED, State.VERIFIED, State.DISPOSED, State.IN_WORK, State.AWAITING_REPORTER)


def _done(request: HttpRequest, report: Report, said: str) -> HttpResponse:
    messages.success(request, said)
    return redirect("tracked", report.code)


def _write(request: HttpRequest, report: Report, by: Actor, values: dict[str, Any]) -> HttpResponse:
    ask.send(report.code, by=by, text=values["text"])
    if advice := emergency.advice(values["text"]):
        messages.warning(request, advice)
    return _done(request, report, _("Sent. The officers who handle your report see it at once."))


def _add_nothing(request: HttpRequest, report: Report, by: Actor, values: dict[str, Any]) -> HttpResponse:
    ask.add_nothing(report.code, by=by)
    return _done(request, report, _("Thank you. The report goes on with what we have."))


def _confirm(request: HttpRequest, report: Report, by: Actor, values: dict[str, Any]) -> HttpResponse:
    close.confirm(report.code, by=by)
    return _done(request, report, _("Thank you. The report is closed, by you."))


def _object(request: HttpRequest, report: Report, by: Actor, values: dict[str, Any]) -> HttpResponse:
    """After closing, a follow-up report is opened, by the same key. Sent twice, both lead to the one that there is."""
    if report.state != State.CLOSED:
        close.object_(report.code, by=by, reason=values["reason"])
        return _done(request, report, _("Opened again. The same agency has it, and its head is told."))
    said = _("Your follow-up report is {new}. The key that you have opens it too.")
    try:
        new = objecting.take(report, by=by, reason=values["reason"]).code
    except OutOfTurn:
        new = objecting.carried_on(report)
        if not new:
            raise
    messages.success(request, said.format(new=new))
    return redirect("tracked", new)


def _withdraw(request: HttpRequest, report: Report, by: Actor, values: dict[str, Any]) -> HttpResponse:
    withdraw(report.code, by=by)
    return _done(request, report, _("Withdrawn. The officers stop here."))


def _rate(request: HttpRequest, report: Report, by: Actor, values: dict[str, Any]) -> HttpResponse:
    beside.rate(report.code, by=by, stars=int(values["stars"]), comment=values["comment"])
    return _done(request, report, _("Thank you for your rating."))


def _attach(request: HttpRequest, report: Report, by: Actor, values: dict[str, Any]) -> HttpResponse:
    beside.attach_all(report.code, by=by, files=values["photos"])
    return _done(request, report, _("The photos are with your report."))


def _tell(request: HttpRequest, report: Report, by: Actor, values: dict[str, Any]) -> HttpResponse:
    is_told = values["is_told"] == "yes"
    stopping.by_holder(report, is_told=is_told, by=by)
    if is_told:
        return _done(request, report, _("All right, updates are on again."))
    return _done(request, report, _("All right, no more updates. Your report goes on."))


Perform = Callable[[HttpRequest, Report, Actor, dict[str, Any]], HttpResponse]
ACTS: dict[str, tuple[type[Form], Perform]] = {
    "pesan": (TextForm, _write),
    "tidak-ada-lagi": (Form, _add_nothing),
    "konfirmasi": (Form, _confirm),
    "keberatan": (ReasonForm, _object),
    WITHDRAWAL: (Form, _withdraw),
    "penilaian": (RateForm, _rate),
    "lampiran": (FileForm, _attach),
    "kabar": (TellForm, _tell),
}
