"""The page behind a link of a message. It shows no more than the message did; the act is a button, never the opening."""

from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_http_methods

from arcadumas.base.refusals import Refusal, Stale
from arcadumas.core.deadlines import rules
from arcadumas.core.handling import story, visible, workflow
from arcadumas.core.handling.giveback import CAUSES
from arcadumas.core.handling.sentences import BY_LINK
from arcadumas.core.handling.visible import Sight
from arcadumas.core.reports.models import Promise
from arcadumas.duties.notifications import links, objecting, proving, tapping
from arcadumas.duties.notifications.links import Bearer, Dead
from arcadumas.duties.notifications.tapping import Given
from arcadumas.edges.pages import opened
from arcadumas.edges.pages.clocks import clock_of
from arcadumas.edges.pages.desk import occasions, proofs, renewals, tap_forms
from arcadumas.edges.pages.desk.views import STATUS, SeeOther
from arcadumas.edges.pages.signing import actor
from arcadumas.edges.pages.templatetags.signs import own_step

BUTTONS = {
    "acceptance": gettext_lazy("I accept this report"),
    "takeover": gettext_lazy("I take this report over"),
    "part-acceptance": gettext_lazy("We help with this report"),
    "return": gettext_lazy("Return to the front desk"),
    "confirmation": gettext_lazy("Yes, it is settled"),
    "reopening": gettext_lazy("Send, and open it again"),
    "messages": gettext_lazy("Send"),
    "nothing-more": gettext_lazy("I have nothing to add"),
    "stop": gettext_lazy("Stop these updates"),
    "approval": gettext_lazy("Approve the draft"),
    "draft-rejection": gettext_lazy("Send the draft back"),
    "instruction": gettext_lazy("Send the instruction"),
    "instruction-acceptance": gettext_lazy("We carry out this instruction"),
    "extension": gettext_lazy("Move the inner deadline"),
    "extension-request": gettext_lazy("Ask the head"),
    "link-dispute": gettext_lazy("It was not me"),
    "extension-refusal": gettext_lazy("Refuse the request"),
}
ASKS = {
    "return": gettext_lazy("Why is it not yours, and who should be in charge?"),
    "reopening": gettext_lazy("What is not settled?"),
    "messages": gettext_lazy("Your facts"),
    "draft-rejection": gettext_lazy("What is to be changed?"),
    "extension-refusal": gettext_lazy("Why does the deadline stand?"),
}
DONE = {
    "acceptance": gettext_lazy("Accepted. Reminders to your team stop."),
    "part-acceptance": gettext_lazy("Accepted. Reminders to your team stop."),
    "takeover": gettext_lazy("It is yours now. Reminders for acceptance stop."),
    "return": gettext_lazy("Returned. The front desk decides; the reporter's dates run on."),
    "confirmation": gettext_lazy("Thank you. The report is closed as you said."),
    "reopening": gettext_lazy("The report is open again, and the head of the unit is told."),
    "messages": gettext_lazy("Your words are with the officers."),
    "nothing-more": gettext_lazy("Thank you. The report goes on with what we have."),
    "stop": gettext_lazy("All right, no more updates. Your report goes on."),
    "approval": gettext_lazy("Approved. Whoever drafted it is being told, and sends it to the reporter."),
    "draft-rejection": gettext_lazy("The draft went back to its author with your remarks."),
    "instruction": gettext_lazy("Sent. The unit's head and team are being told."),
    "instruction-acceptance": gettext_lazy("Accepted. Whoever gave the instruction is told."),
    "extension": gettext_lazy("The inner deadline is moved. The reporter's dates run on."),
    "extension-request": gettext_lazy("Asked. Your head is being told; the deadline stands until it is moved."),
    "link-dispute": gettext_lazy("Flagged. The front desk is being told and looks into it."),
    "extension-refusal": gettext_lazy("Refused. Whoever asked is being told; the deadline stands."),
}
STEPS = {"acceptance": "accept", "takeover": "respond", "part-acceptance": "accept", "return": "accept", "confirmation": "reporter_reply", "reopening": "reporter_reply", "messages": "complete_info", "nothing-more": "complete_info"}  # fmt: skip
STEPS |= {"approval": "approve", "draft-rejection": "approve", "instruction-acceptance": "instruction"}
OTHER = {"acceptance": "return", "approval": "draft-rejection", "extension": "extension-refusal"}
# What falls due after the act, named on the page that says it is done.
AFTER = dict.fromkeys(("acceptance", "takeover", "approval", "reopening", "messages", "nothing-more"), ("respond", "settle"))  # fmt: skip
CAUSED = ("acceptance", "return")
PLACES = {"inbox": "", "sp4n-queue": "?lihat=sp4n"}


@csrf_protect
@require_http_methods(["GET", "HEAD", "POST"])
def tap(request: HttpRequest, token: str) -> HttpResponse:
    try:
        bearer = tapping.look(token)
        if bearer.notice.report_id is None:
            return occasions.show(request, bearer, token)
        if not proving.is_given(bearer, proofs.of(request)):
            return proofs.ask(request, token, _known(bearer) | {"token": token, "button": BUTTONS[bearer.act]})
        if request.method != "POST":
            return _page(request, bearer, token)
        return _open(request, bearer) if bearer.act not in BUTTONS else _do(request, bearer, token)
    except Dead as dead:
        return renewals.dead(request, token, dead)


def _do(request: HttpRequest, bearer: Bearer, token: str) -> HttpResponse:
    form = tap_forms.form_for(request, bearer)
    if form and not form.is_valid():
        return _page(request, bearer, token, status=422)
    try:
        given = tap_forms.given_by(form) if form else _given(request)
        tapping.tap(token, given=given, proof=proofs.of(request))
    except Dead:
        raise
    except Refusal as refusal:
        return _page(request, bearer, token, refusal=refusal, status=STATUS.get(type(refusal), 409))
    known = _known(bearer) | _due(bearer, _onward(bearer)) | {"sentence": _followed(bearer) or DONE[bearer.act]}
    return render(request, "desk/tap_done.html", known)


def _followed(bearer: Bearer) -> str:
    """After a late objection: the code of the report that carries it on."""
    if bearer.act != "reopening" or not objecting.is_late(bearer.report):
        return ""
    sentence = _("Report {code} stays closed, so a follow-up report is open for you: {new}. The old story is linked, and the key that you have opens it too.")  # fmt: skip
    return sentence.format(code=bearer.report.code, new=objecting.carried_on(bearer.report))


def _given(request: HttpRequest) -> Given:
    typed = request.POST
    version = typed.get("version", "")
    return Given(
        text=typed.get("text", ""), cause=typed.get("cause", ""), step=typed.get("step", ""),
        version=int(version) if version.isdecimal() else None,
    )  # fmt: skip


def _open(request: HttpRequest, bearer: Bearer) -> HttpResponseRedirect:
    """An officer's report opens by session, a reporter's by its key or by the link that stands for a lost one: whoever was
    sent a message on sees no more than it says."""
    if bearer.post is not None:
        return _by_session(request, bearer)
    code = bearer.report.code
    if bearer.act == "key":
        tapping.open_once(bearer)
    elif not opened.has(request, bearer.report):
        return SeeOther(f"{reverse('track')}?{urlencode({'code': code})}")
    answer = SeeOther(reverse("tracked", args=[code]))
    opened.remember(answer, code, opened.codes(request))
    return answer


def _by_session(request: HttpRequest, bearer: Bearer) -> HttpResponseRedirect:
    """The code of a special report, which its message did not name, stands in no address before its reader is known."""
    if not tapping.is_special(bearer):
        return SeeOther(_address(bearer))
    if not request.user.is_authenticated:
        return redirect_to_login(request.path)
    if not visible.sees(actor(request), bearer.report.pk):
        raise Http404
    return SeeOther(_address(bearer))


def _address(bearer: Bearer) -> str:
    if bearer.act == "audit":
        return f"{reverse('settings-audit')}?kode={bearer.report.code}"
    if bearer.act in PLACES:
        return reverse("desk") + PLACES[bearer.act]
    return reverse("desk-case", args=[bearer.report.code])


def _page(request: HttpRequest, bearer: Bearer, token: str, *, refusal: Refusal | None = None, status: int = 200) -> HttpResponse:  # fmt: skip
    wished, form = tap_forms.wished(bearer), tap_forms.form_for(request, bearer)
    if form and isinstance(refusal, Stale):
        form.look_again(refusal.version)
    known = _known(bearer) | {
        "token": token,
        "button": _button(bearer),
        "asks": ASKS.get(bearer.act, ""),
        "text": request.POST.get("text", ""),
        "refusal": refusal.sentence if refusal else "",
        "back": _other_token(bearer) if bearer.act != "extension" or wished else "",
        "is_act": bearer.act in BUTTONS,
        "causes": [(code, capfirst(label)) for code, label in CAUSES.items()] if bearer.act in CAUSED else [],
        "cause": request.POST.get("cause", ""),
        "draft": tapping.draft(bearer, proofs.of(request)),
        "wished": wished,
        "form": form,
        "disputed": _disputed(bearer),
    }
    return render(request, "desk/tap.html", known, status=status)


def _button(bearer: Bearer) -> Any:
    if bearer.act == "reopening" and objecting.is_late(bearer.report):
        return _("Send, and open a follow-up report")
    return BUTTONS.get(bearer.act, _("Open the report"))


def _known(bearer: Bearer) -> dict[str, Any]:
    """Code, kind, unit, standing and dates, as in the message; of a special report only when it is due; of one that was
    given back no more than its code, and of one that is not theirs to see nothing."""
    report, now, seen = bearer.report, timezone.now(), tapping.sight(bearer)
    is_special = tapping.is_special(bearer)
    known = {"bearer": bearer, "is_special": is_special, "now": now, "address": _address(bearer)}
    if seen == Sight.NOTHING:
        return known
    known["code"] = "" if is_special else report.code
    known["kind"] = report.get_kind_display()
    if seen == Sight.RETURNED:
        return known
    return known | _due(bearer, _clock(bearer)) | {
        "unit": report.unit.name if report.unit else "", "label": story.label(report, for_staff=bearer.post is not None),
    }  # fmt: skip


def _due(bearer: Bearer, promise: Promise | None) -> dict[str, Any]:
    if promise is None:
        return {"clock": None, "step": ""}
    step = str(promise.step_label) if bearer.post else own_step(promise)
    return {"clock": clock_of(promise, timezone.now(), calendar=rules.current()), "step": step}


def _onward(bearer: Bearer) -> Promise | None:
    """Whose date comes next; none where its bearer is to know nothing of it."""
    if tapping.is_special(bearer) or tapping.sight(bearer) in (Sight.NOTHING, Sight.RETURNED):
        return None
    if bearer.act == "instruction-acceptance":
        return _clock(bearer)
    return _awaited(bearer).filter(step__in=AFTER.get(bearer.act, ())).order_by("due_at").first()


def _clock(bearer: Bearer) -> Promise | None:
    """The one that its act would keep: of the unit that was told or the citizen's, and of the instruction that was told of."""
    line = bearer.notice.event
    if bearer.act == "instruction-acceptance" and line is not None:
        return _running(bearer).filter(pk=line.facts.get("promise", 0)).first()
    return _awaited(bearer).filter(step=STEPS.get(bearer.act, "respond")).order_by("due_at").first()


def _running(bearer: Bearer) -> QuerySet[Promise]:
    return Promise.objects.filter(report=bearer.report, met_at=None).exclude(state=Promise.State.CANCELLED)


def _awaited(bearer: Bearer) -> QuerySet[Promise]:
    unit = bearer.post.unit_id if bearer.post else None
    return _running(bearer).filter(Q(unit=None) | Q(unit=unit) if unit else Q(unit=None))


def _disputed(bearer: Bearer) -> dict[str, Any] | None:
    """What was done by the link, on the page where its holder may say that it was not them."""
    line = bearer.notice.event if bearer.act == "link-dispute" else None
    return {"act": BY_LINK.get(line.kind, line.kind), "at": line.at} if line else None


def _other_token(bearer: Bearer) -> str:
    """ "Not ours" stands beside "I accept", "send back" beside "approve", "refuse" beside "give more time": the same message, another act."""
    other = OTHER.get(bearer.act)
    if other == "return" and workflow.stays(bearer.report):
        return ""
    return links.make(bearer.message.pk, other, expires_at=bearer.expires_at) if other else ""
