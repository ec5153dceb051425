"""The page of a link that is of no use any more; of one that has run out it offers a new one."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_POST

from arcadumas.base.refusals import Refusal
from arcadumas.duties.notifications import renewing
from arcadumas.duties.notifications.links import Dead
from arcadumas.edges.pages.desk.views import STATUS


def dead(request: HttpRequest, token: str, found: Dead) -> HttpResponse:
    offered = ""
    if found.code == "link.expired":
        try:
            renewing.look(token)
            offered = token
        except Dead as closer:
            found = closer
    known = {"sentence": found.sentence, "offered": offered}
    return render(request, "desk/tap_dead.html", known, status=404 if found.code == "link.broken" else 410)


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
