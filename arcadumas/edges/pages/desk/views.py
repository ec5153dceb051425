"""The case page, its acts and its files."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import F, Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods, require_safe

from arcadumas.base import moments, thumbnails
from arcadumas.base.refusals import OutOfTurn, Powerless, Refusal, Stale, Unfit, Unseen
from arcadumas.core.handling import folder as folders
from arcadumas.core.handling import offers, thin
from arcadumas.core.handling.models import Instruction
from arcadumas.core.handling.workflow import out_of_turn
from arcadumas.core.reports import attachments
from arcadumas.core.reports.models import Promise
from arcadumas.edges.pages.desk import case, counter, ready
from arcadumas.edges.pages.desk.acts import Act
from arcadumas.edges.pages.desk.answer_forms import AnswerForm
from arcadumas.edges.pages.signing import actor, staff_required

STATUS: dict[type[Refusal], int] = {Powerless: 403, OutOfTurn: 409, Stale: 412, Unfit: 422}
FILE_POLICY = "sandbox; default-src 'none'; frame-ancestors 'none'"


class SeeOther(HttpResponseRedirect):
    status_code = 303


@staff_required
@require_safe
def show(request: HttpRequest, code: str) -> HttpResponse:
    try:
        return case.page(request, code)
    except Unseen as refusal:
        raise Http404(refusal.code) from refusal


@staff_required
@require_http_methods(["GET", "HEAD", "POST"])
def perform(request: HttpRequest, code: str, act: Act) -> HttpResponse:
    """One act. Opening its address brings its form, or the case with it: GET never acts. A refusal keeps every typed word on
    the page."""
    try:
        if request.method != "POST":
            return _opened(request, code, act)
        folder = folders.open_folder(code, by=actor(request))
        form = case.form_for(act, folder, actor(request), request.POST, request.FILES)
        if "siap" in request.POST and act.name in ready.WRITTEN:
            return _begun(request, folder, act)
        if not form.is_valid():
            offers.require_turn(act.name, folder, actor(request), version=form.cleaned_data.get("version"))
            return case.page(request, code, tried=case.Tried(act=act, form=form), status=422)
        if isinstance(form, AnswerForm) and (doubts := _doubts(folder, form)):
            offers.require_turn(act.name, folder, actor(request), version=form.cleaned_data.get("version"))
            form.ask_again()
            return case.page(request, code, tried=case.Tried(act=act, form=form, doubts=doubts))
        return _done(request, code, act, act.call(code, by=actor(request), **form.values()))
    except Unseen as refusal:
        raise Http404(refusal.code) from refusal
    except (Powerless, OutOfTurn, Stale, Unfit) as refusal:
        return _refused(request, code, act, form, refusal)


def _opened(request: HttpRequest, code: str, act: Act) -> HttpResponse:
    """The form alone for the open page, which is drawn anew where the act is no longer possible; else the page with it."""
    if not request.headers.get("HX-Request"):
        query = urlencode({"buka": act.noun} | ({"siap": request.GET["siap"]} if "siap" in request.GET else {}))
        return redirect(f"{case.address(code)}?{query}#{act.noun}")
    return case.part(request, code, act) or HttpResponse(headers={"HX-Refresh": "true"})


def _begun(request: HttpRequest, folder: folders.Folder, act: Act) -> HttpResponse:
    """The page with a ready text at the end of what was typed: nothing is done. Raises Powerless, or OutOfTurn where the page
    would have no form for it."""
    who, code = actor(request), folder.report.code
    offers.require_turn(act.name, folder, who, version=None)
    if act.name not in offers.offers(folder, who):
        raise out_of_turn(folder.report)
    form = ready.begun(case.form_for(act, folder, who), request.POST, folder, by=who)
    return case.page(request, code, tried=case.Tried(act=act, form=form, is_begun=True))


def _doubts(folder: folders.Folder, form: AnswerForm) -> list[Any]:
    """What is thin about the answer; none once its author has read that and pressed again."""
    if form.is_sure() or not folder.is_read:
        return []
    return thin.doubts(folder.report, form.cleaned_data["text"], unit=folder.lead.unit if folder.lead else None)


def _done(request: HttpRequest, code: str, act: Act, outcome: Any) -> HttpResponse:
    if act.name == "disclose":
        return render(request, "desk/identity.html", {"code": code, "identity": outcome})
    if act.name == "invite":
        invitation, token = outcome
        link = request.build_absolute_uri(reverse("outside", args=[token]))
        return render(request, "desk/invited.html", {"code": code, "invitation": invitation, "link": link})
    if act.name == "object_late":
        return counter.slip(request, outcome)
    messages.success(request, _sentence(act, code, outcome))
    return SeeOther(case.address(code))


def _sentence(act: Act, code: str, outcome: Any) -> str:
    """What is now so, with the date that follows from it."""
    sentence = str(act.done)
    if "{due}" not in sentence:
        return sentence
    if isinstance(outcome, Instruction):
        return sentence.format(due=moments.day(outcome.due_on, get_language()))
    awaited = Promise.objects.filter(report__code=code, step=act.step, met_at=None).exclude(
        state=Promise.State.CANCELLED
    )
    whose = {"respond": Q(unit=None), **dict.fromkeys(("accept", "approve"), Q(unit=F("report__unit")))}
    clock = awaited.filter(whose.get(act.step, Q())).order_by("-id").first()
    if clock is None and act.undated:
        return str(act.undated)
    return sentence.format(due=moments.day(clock.due_at, get_language()) if clock else "–")


def _refused(request: HttpRequest, code: str, act: Act, form: Any, refusal: Refusal) -> HttpResponse:
    for error in refusal.errors if isinstance(refusal, Unfit) else ():
        form.add_error(error.field if error.field in form.fields else None, error.sentence)
    if isinstance(refusal, Stale):  # the officer has now seen what changed, so the next try compares with that
        form.look_again(refusal.version)
    return case.page(request, code, tried=case.Tried(act=act, form=form, refusal=refusal), status=STATUS[type(refusal)])


@staff_required
@require_safe
def attachment(request: HttpRequest, code: str, key: UUID, small: bool = False) -> HttpResponse:
    """A file of the case, for those who read it. Nothing inside it may run, and nobody keeps a copy."""
    try:
        found = folders.attachment(code, key, by=actor(request))
    except Unseen as refusal:
        raise Http404(refusal.code) from refusal
    data, content_type = attachments.content(found), found.content_type
    if small:
        data, content_type = thumbnails.of(data), thumbnails.TYPE
    headers = {
        "Content-Security-Policy": FILE_POLICY,
        "Content-Disposition": "inline",
        "Cross-Origin-Resource-Policy": "same-origin",
    }
    return HttpResponse(data, content_type=content_type, headers=headers)
