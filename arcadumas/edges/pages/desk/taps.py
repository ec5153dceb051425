"""The page behind a link of a message. It shows no more than the message did; the act is a button, never the opening."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_http_methods

from arcadumas.base.refusals import Refusal, Unfit
from arcadumas.core.deadlines import rules
from arcadumas.core.handling import story
from arcadumas.core.reports.models import Promise
from arcadumas.duties.notifications import links, tapping
from arcadumas.duties.notifications.links import Bearer, Dead
from arcadumas.edges.pages import opened
from arcadumas.edges.pages.clocks import clock_of
from arcadumas.edges.pages.desk import occasions
from arcadumas.edges.pages.desk.views import SeeOther

BUTTONS = {
    "acceptance": gettext_lazy("I accept this report"),
    "takeover": gettext_lazy("I take this report over"),
    "return": gettext_lazy("Return to the front desk"),
    "confirmation": gettext_lazy("Yes, it is settled"),
    "reopening": gettext_lazy("Send, and open it again"),
    "messages": gettext_lazy("Send"),
    "stop": gettext_lazy("Stop these updates"),
}
ASKS = {
    "return": gettext_lazy("Why is it not yours, and who should be in charge?"),
    "reopening": gettext_lazy("What is not settled?"),
    "messages": gettext_lazy("Your facts"),
}
DONE = {
    "acceptance": gettext_lazy("Accepted. Reminders to your team stop."),
    "takeover": gettext_lazy("It is yours now. Reminders for acceptance stop."),
    "return": gettext_lazy("Returned. The front desk decides; the reporter's dates run on."),
    "confirmation": gettext_lazy("Thank you. The report is closed as you said."),
    "reopening": gettext_lazy("The report is open again, and the head of the unit is told."),
    "messages": gettext_lazy("Your words are with the officers."),
    "stop": gettext_lazy("All right, no more updates. Your report goes on."),
}
STEPS = {"acceptance": "accept", "takeover": "respond", "return": "accept", "confirmation": "reporter_reply", "reopening": "reporter_reply", "messages": "complete_info"}  # fmt: skip
SPECIAL = "N4"  # of a special report the message says nothing but when it is due
PLACES = {"inbox": "", "sp4n-queue": "?lihat=sp4n"}


@csrf_protect
@require_http_methods(["GET", "HEAD", "POST"])
def tap(request: HttpRequest, token: str) -> HttpResponse:
    try:
        bearer = tapping.look(token)
        if bearer.notice.report_id is None:
            return occasions.show(request, bearer, token)
        if request.method != "POST":
            return _page(request, bearer, token)
        return _open(request, bearer) if bearer.act not in BUTTONS else _do(request, bearer, token)
    except Dead as dead:
        return render(request, "desk/tap_dead.html", {"sentence": dead.sentence}, status=410 if dead.code != "link.broken" else 404)  # fmt: skip


def _do(request: HttpRequest, bearer: Bearer, token: str) -> HttpResponse:
    try:
        tapping.tap(token, text=request.POST.get("text", ""))
    except Dead:
        raise
    except Refusal as refusal:
        return _page(request, bearer, token, refusal=refusal, status=422 if isinstance(refusal, Unfit) else 409)
    known = _known(bearer) | {"sentence": DONE[bearer.act]}
    answer = render(request, "desk/tap_done.html", known)
    return answer if bearer.post else opened.remember(answer, bearer.report.code, opened.codes(request))


def _open(request: HttpRequest, bearer: Bearer) -> HttpResponseRedirect:
    """An officer's report opens by session; a reporter's link is the proof that a message reached them."""
    if bearer.post is not None:
        return SeeOther(_address(bearer))
    answer = SeeOther(reverse("tracked", args=[bearer.report.code]))
    opened.remember(answer, bearer.report.code, opened.codes(request))
    return answer


def _address(bearer: Bearer) -> str:
    if bearer.act in PLACES:
        return reverse("desk") + PLACES[bearer.act]
    return reverse("desk-case", args=[bearer.report.code])


def _page(request: HttpRequest, bearer: Bearer, token: str, *, refusal: Refusal | None = None, status: int = 200) -> HttpResponse:  # fmt: skip
    known = _known(bearer) | {
        "token": token,
        "button": BUTTONS.get(bearer.act, _("Open the report")),
        "asks": ASKS.get(bearer.act, ""),
        "text": request.POST.get("text", ""),
        "refusal": refusal.sentence if refusal else "",
        "back": _return_token(bearer),
        "is_act": bearer.act in BUTTONS,
    }
    return render(request, "desk/tap.html", known, status=status)


def _known(bearer: Bearer) -> dict[str, Any]:
    """Code, kind, unit, standing and dates, as in the message; of a special report only when it is due."""
    report, now = bearer.report, timezone.now()
    is_special = bearer.notice.level == SPECIAL
    clocks = Promise.objects.filter(report=report, step=STEPS.get(bearer.act, "respond"), met_at=None).order_by(
        "due_at"
    )
    clock = clocks.first()
    return {
        "bearer": bearer, "is_special": is_special, "now": now, "address": _address(bearer), "code": "" if is_special else report.code,
        "kind": report.get_kind_display(), "unit": report.unit.name if report.unit else "", "label": story.label(report, for_staff=bearer.post is not None),
        "clock": clock_of(clock, now, calendar=rules.current()) if clock else None,
    }  # fmt: skip


def _return_token(bearer: Bearer) -> str:
    """ "Not ours" stands beside "I accept": the same message, another act."""
    if bearer.act != "acceptance":
        return ""
    return links.make(bearer.message.pk, "return", expires_at=bearer.expires_at)
