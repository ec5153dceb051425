"""The page of a link that is of no use any more; of one that has run out it offers a new one. And the mail program's own button."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_POST

from arcadumas.base.refusals import Refusal
from arcadumas.duties.notifications import renewing, tapping
from arcadumas.duties.notifications.links import Dead
from arcadumas.edges.pages.desk.views import STATUS

NOT_THERE = ("link.broken", "link.unseen")


def dead(request: HttpRequest, token: str, found: Dead) -> HttpResponse:
    offered = ""
    if found.code == "link.expired":
        try:
            renewing.look(token)
            offered = token
        except Dead as closer:
            found = closer
    known = {"sentence": found.sentence, "offered": offered}
    return render(request, "desk/tap_dead.html", known, status=404 if found.code in NOT_THERE else 410)


@csrf_protect
@require_POST
def renew(request: HttpRequest, token: str) -> HttpResponse:
    """A fresh message to the number or address on record, wherever this was pressed."""
    try:
        renewing.renew(token)
    except Dead as found:
        return dead(request, token, found)
    except Refusal as refusal:
        known = {"sentence": refusal.sentence}
        return render(request, "desk/tap_dead.html", known, status=STATUS.get(type(refusal), 409))
    known = {"sentence": _("A new message is on its way to the number or e-mail on record. Use the link in it.")}
    return render(request, "desk/tap_renewed.html", known)


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """List-Unsubscribe (RFC 8058): a program's POST, with no page before it. Whoever opens the address gets the page that asks."""
    if request.method != "POST":
        return redirect("tap", token)
    try:
        if tapping.look(token).act != "stop":
            return HttpResponse(status=404)
        tapping.tap(token)
    except Dead as found:
        is_done = found.code == "link.used"
        return HttpResponse(status=200 if is_done else 410)
    return HttpResponse(_("All right, no more updates. Your report goes on."), content_type="text/plain; charset=utf-8")
