"""All messages of a case, and sending one once more: asked first, then done."""

from collections.abc import Sequence
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from arcadumas.base.refusals import OutOfTurn, Powerless, Unseen
from arcadumas.core.handling.folder import Folder, open_folder
from arcadumas.core.organisation import powers
from arcadumas.duties.notifications.resending import resend
from arcadumas.edges.pages.desk import told
from arcadumas.edges.pages.desk.inbox import frame
from arcadumas.edges.pages.desk.views import SeeOther
from arcadumas.edges.pages.signing import actor, staff_required


@staff_required
@require_safe
def show(request: HttpRequest, code: str) -> HttpResponse:
    folder, who, now = _open(request, code), actor(request), timezone.now()
    known = {"report": folder.report, "now": now, **told.all_of(folder, who, now)}
    return render(request, "desk/notices.html", frame(who) | known)


@staff_required
@require_http_methods(["GET", "HEAD", "POST"])
def again(request: HttpRequest, code: str, key: UUID) -> HttpResponse:
    """GET asks; POST sends."""
    folder, who, now = _open(request, code), actor(request), timezone.now()
    one, sent = _find(told.all_of(folder, who, now)["groups"], key)
    shown = frame(who) | {"report": folder.report, "one": one, "sent": sent, "now": now}
    if request.method != "POST":
        return render(request, "desk/resend.html", shown)
    try:
        resend(key, by=who)
    except Unseen as refusal:
        raise Http404(refusal.code) from refusal
    except (OutOfTurn, Powerless) as refusal:
        status = 409 if isinstance(refusal, OutOfTurn) else 403
        return render(request, "desk/resend.html", shown | {"why": refusal.sentence}, status=status)
    messages.success(request, _("Sent once more by {channel} to {name}.").format(channel=sent.channel, name=one.name))  # fmt: skip
    return SeeOther(reverse("desk-notices", args=[folder.report.code]))


def _find(groups: Sequence[told.Group], key: UUID) -> tuple[told.Recipient, told.Sent]:
    for group in groups:
        for one in group.recipients:
            for sent in one.lines:
                if sent.id == key:
                    return one, sent
    raise Http404("message.not_seen")


def _open(request: HttpRequest, code: str) -> Folder:
    """The case, for those who may see who was told (403); strangers find nothing (404)."""
    try:
        folder = open_folder(code, by=actor(request))
    except Unseen as refusal:
        raise Http404(refusal.code) from refusal
    if not powers.may(actor(request), "see_notices", at=folder.here):
        raise PermissionDenied
    return folder
