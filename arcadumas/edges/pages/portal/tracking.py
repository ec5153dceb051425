"""Tracking by code and key: the page, in plain words. The key stays out of addresses."""

import uuid
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from arcadumas.base.codes import read_code
from arcadumas.base.refusals import TooOften
from arcadumas.core.handling import follow_up, ombudsman, plainly, shown, story
from arcadumas.core.handling.dossier import Dossier, gather
from arcadumas.core.handling.kin import kin_of, main_of
from arcadumas.core.organisation.actors import Actor, Via, reporter_actor
from arcadumas.core.reports import attachments, identity, tracking, words
from arcadumas.core.reports.models import Attachment, Promise, Report, State
from arcadumas.edges.pages import opened, unsent
from arcadumas.edges.pages.portal.forms import FileForm, KeyForm, RateForm, ReasonForm, TextForm

NOT_FOUND = _("Code and key do not match any report. Check them, or ask for help at the counter.")
SPOKEN = ("question_asked", "reporter_replied", "message_sent")  # their words stand in the conversation
AHEAD = (Promise.State.RUNNING, Promise.State.BROKEN)
ENDED = (State.CLOSED, State.ARCHIVED, State.REFERRED)
FORMS = {"text_form": TextForm, "reason_form": ReasonForm, "rate_form": RateForm, "file_form": FileForm}


@require_http_methods(["GET", "HEAD", "POST"])
def track(request: HttpRequest) -> HttpResponse:
    """Code and key, typed, or by a link that carries both; either way they leave the address at once. A message's link
    carries the code alone: the key is asked for."""
    values = request.POST if request.method == "POST" else request.GET
    if request.method != "POST" and not (values.get("code") and values.get("secret")):
        form = KeyForm(initial={"code": read_code(values.get("code", "")) or ""})
        return _asking(request, form)
    if unsent.has_come(request, "secret"):  # sent on by a page whose opening had run out
        return _asking(request, KeyForm(initial={"code": read_code(request.GET.get("code", "")) or ""}))
    form = KeyForm({"code": values.get("code", ""), "secret": values.get("secret", "")})
    if not form.is_valid():
        return _asking(request, form, status=422)
    try:
        report = tracking.unlock(form.cleaned_data["code"], form.cleaned_data["secret"])
    except TooOften as refusal:
        form.add_error(None, refusal.sentence)
        answer = _asking(request, form, status=429)
        answer["Retry-After"] = str(refusal.seconds)
        return answer
    if report is None:
        form.add_error(None, NOT_FOUND)
        return _asking(request, form, status=422)
    return opened.remember(_inside(request, report.code), report.code, opened.codes(request))


def _inside(request: HttpRequest, code: str) -> HttpResponse:
    """The page of the report, or what was typed there before its opening ran out, with the button that sends it."""
    address = reverse("tracked", args=[code])
    if fields := unsent.carried(request):
        noun = slugify(request.POST.get("untuk", "")) or "pesan"
        return unsent.page(request, fields, action=reverse("tracked-act", args=[code, noun]), back=address)
    return redirect(address)


def _asking(request: HttpRequest, form: KeyForm, *, status: int = 200) -> HttpResponse:
    meant = request.GET.get("untuk", "") or request.POST.get("untuk", "")
    context = {
        "form": form,
        "takes_whatsapp": bool(settings.WHATSAPP_TOKEN),
        "meant": meant,
        **unsent.context(request, "secret"),
    }
    return render(request, "portal/track.html", context, status=status)


def reporter(request: HttpRequest, code: str) -> tuple[Report, Actor] | None:
    """The report, if this browser has opened it with its key."""
    normal = read_code(code)
    if normal is None:
        return None
    related = ("category", "unit", "area", "named_unit", "previous", "sp4n", "part_of", "merged_into")
    report = Report.objects.select_related(*related).filter(code=normal).first()
    if report is None or not opened.has(request, report):
        return None
    return report, reporter_actor(report.pk, via=Via.WEB)


@require_safe
def tracked(request: HttpRequest, code: str) -> HttpResponse:
    """Whoever has not shown the key yet is asked for it, the code being filled in, whether or not there is such a report."""
    if (found := reporter(request, code)) is None:
        return redirect(f"{reverse('track')}?{urlencode({'code': read_code(code) or ''})}")
    return page(request, *found)


def page(request: HttpRequest, report: Report, by: Actor, *, status: int = 200, **forms: object) -> HttpResponse:
    dossier, now = gather([report], by=by)[0], timezone.now()
    promised = [clock for clock in dossier.promises if _still_counts(clock, report)]
    context = {
        "report": report,
        "title": words.title(report),
        "body": words.body(report),
        "unit": report.unit,
        "now": now,
        "stands": plainly.stands(report, until=_until(dossier)),
        "next": dossier.next,
        "promises": promised,
        "ahead": [clock for clock in promised if clock.met_at is None and clock.state in AHEAD],
        "may": dossier.nouns(),
        "sp4n": getattr(report, "sp4n", None),
        "told": {**identity.has(report), "is_stopped": identity.is_stopped(report)},
        "linked": _linked(request, report),
        "ombudsman": ombudsman.standing(report, promised, now=now),
        "ombudsman_office": settings.OMBUDSMAN,
        **_said(report, dossier),
        **_beside(report, by),
        **{name: form() for name, form in FORMS.items()},
        **forms,
        "wrong": next((form for form in forms.values() if isinstance(form, BaseForm) and form.errors), None),
    }
    if context["asked"]:
        context["text_form"]["text"].label = _("Your answer")
    return render(request, "portal/tracked.html", context, status=status)


def _still_counts(clock: Promise, report: Report) -> bool:
    """Once a report has ended nobody's turn is ahead: of its dates stay those that were met."""
    return clock.state != Promise.State.CANCELLED and (clock.met_at is not None or report.state not in ENDED)


def _beside(report: Report, by: Actor) -> dict[str, Any]:
    """How the group stands that it is joined to, and the parts that went to other units."""
    main, kin = main_of(report), kin_of(report, by=by)
    return {
        "group": story.label(main, for_staff=False) if main else "",
        "shared": story.shared(report) if main else [],
        "parts": [(part, story.label(part, for_staff=False)) for part in kin.parts],
        "whole": kin.whole,
    }


def _until(dossier: Dossier) -> Any:
    own = [one for one in dossier.promises if one.step in ("complete_info", "reporter_reply") and one.state in AHEAD]
    return next((one.due_at for one in own if one.met_at is None), None)


def _said(report: Report, dossier: Dossier) -> dict[str, Any]:
    """Story, conversation and pictures: what was given with the report, and what officers show."""
    lines = story.lines(report, for_staff=False)
    talk = story.correspondence(report) if any(line.event in SPOKEN for line in lines) else []
    is_asked = report.state == State.AWAITING_REPORTER
    return {
        "lines": lines,
        "referral": story.referral(report, lines),
        "spoken": SPOKEN,
        "talk": talk,
        "asked": next((said for said in reversed(talk) if said.sender != "reporter"), None) if is_asked else None,
        "answer": next((line for line in reversed(lines) if line.event == "responded"), None),
        "given": [item for item in dossier.attachments if item.kind == Attachment.Kind.REPORTER],
        "work": [item for item in dossier.attachments if item.kind != Attachment.Kind.REPORTER],
    }


def _linked(request: HttpRequest, report: Report) -> Sequence[dict[str, Any]]:
    """The report this one carries on, where this browser has opened it as well, and those that carry it on."""
    before = report.previous is not None and opened.has(request, report.previous)
    return [{"code": code, "is_newer": newer, "is_open": newer or before} for code, newer in follow_up.linked(report)]


@require_safe
def file(request: HttpRequest, code: str, key: uuid.UUID) -> HttpResponse:
    """A picture of the report, never rendered as anything else."""
    found = reporter(request, code)
    item = shown.to_reporter(found[0]).filter(pk=key).first() if found else None
    if item is None:
        raise Http404
    answer = HttpResponse(attachments.content(item), content_type=item.content_type)
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer["Content-Disposition"] = f'inline; filename="lampiran-{str(item.pk)[:8]}"'
    return answer
