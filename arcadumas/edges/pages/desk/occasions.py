"""The page behind a link of a message that is of no report: a morning, a drill, its result, a team."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from arcadumas.base.refusals import Refusal
from arcadumas.core.organisation.models import Role
from arcadumas.duties.notifications import drilling, personal, tapping
from arcadumas.duties.notifications.links import Bearer
from arcadumas.edges.pages.desk.views import SeeOther

TITLES = {
    "morning": _("What waits for you this morning"),
    "drill": _("DRILL, not a citizen's report"),
    "drill_done": _("The result of the drill"),
    "sp4n_queue": _("Not yet in SP4N-LAPOR!"),
    "team_incomplete": _("A team to be completed"),
    "carrier_down": _("A channel has stopped"),
    "carrier_up": _("A channel goes again"),
    "signed_in_anew": _("Your account was used from a new device"),
    "account_locked": _("An account was locked"),
    "password_was_reset": _("Your password was set anew"),
    "proposal_settled": _("Your proposal was answered"),
    "absence_noted": _("Away, and who stands in"),
}
BUTTONS = {"inbox": _("See the list"), "receipt": _("I have it"), "drill": _("See the result"), "sp4n-queue": _("See the list"), "team": _("See the team"), "outbox": _("See the outbox"), "account": _("See the account"), "absences": _("See the entry"), "account-lock": _("It was not me: lock the account")}  # fmt: skip

DONE = {
    "receipt": _("Thank you, your answer has arrived. You may close this page."),
    "account-lock": _(
        "Locked. Nobody gets in any more, and the front desk is being told; it gives you a one-time password."
    ),
}


def show(request: HttpRequest, bearer: Bearer, token: str) -> HttpResponse:
    """Opening looks; the button goes on to the page meant, or says that the rehearsal was received."""
    known = {"bearer": bearer, "token": token, "title": TITLES.get(bearer.notice.purpose, ""), "button": BUTTONS.get(bearer.act, "")}  # fmt: skip
    if request.method != "POST":
        return render(request, "desk/tap_occasion.html", known)
    if bearer.act not in DONE:
        return SeeOther(_address(bearer))
    try:
        _do(bearer)
    except Refusal as refusal:
        return render(request, "desk/tap_dead.html", {"sentence": refusal.sentence}, status=410)
    return render(request, "desk/tap_occasion_done.html", known | {"sentence": DONE[bearer.act]})


def _do(bearer: Bearer) -> None:
    if bearer.act == "account-lock":
        personal.lock(bearer, at=timezone.now())
    else:
        drilling.answered(bearer, by=tapping.actor_of(bearer), at=timezone.now())


def _address(bearer: Bearer) -> str:
    if bearer.act == "drill":
        return reverse("settings-drill", args=[bearer.notice.occasion.rpartition(":")[2]])
    if bearer.act == "absences":
        return reverse("absences")
    if bearer.act == "account":
        return reverse("settings-person", args=[bearer.notice.given["login"]])
    if bearer.act == "outbox" and bearer.post is not None and bearer.post.role != Role.FRONT_OFFICER:
        return reverse("settings-outbox")
    if bearer.act == "team" and bearer.post is not None:
        is_desk = bearer.post.role in (Role.FRONT_OFFICER, Role.FRONT_HEAD)
        return reverse("settings-units") if is_desk else reverse("settings-unit", args=[bearer.post.unit.code])
    return f"{reverse('desk')}?lihat={'sp4n' if bearer.act == 'sp4n-queue' else 'saya'}"
