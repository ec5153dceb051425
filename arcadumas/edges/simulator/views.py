"""The page of the demo: it shows rows, and every act is one call to the running simulator."""

import base64
import functools
import uuid
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from arcadumas.base import wake
from arcadumas.edges.simulator import board, letters, phones, remote
from arcadumas.edges.simulator.board import Telephone
from arcadumas.edges.simulator.forms import (
    ConditionForm,
    FaultForm,
    ModerationForm,
    NumberForm,
    PressForm,
    ReplyForm,
    WritingForm,
)
from arcadumas.edges.simulator.models import Bubble, Mail

View = Callable[..., HttpResponse]
LATE = timedelta(seconds=3)  # a row may become visible so much later than its time says


def demo_only(view: View) -> View:
    """Outside a demo there is no such page."""

    @functools.wraps(view)
    def shown(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not settings.IS_DEMO:
            raise Http404
        return view(request, *args, **kwargs)

    return shown


# -- Looking -----------------------------------------------------------------------------------------------------------
@demo_only
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    since, telephones = _seen_until(board.newest_at()), board.telephones(_("Citizen"))
    return render(
        request,
        "simulator/page.html",
        {
            "telephones": telephones, "citizens": _citizens(telephones), "letters": board.mailbox(), "troubles": board.troubles(),
            "fault_form": FaultForm(), "moderation_form": ModerationForm(names=board.templates()), "writing_form": WritingForm(), "since": since,
        },
    )  # fmt: skip


@demo_only
@require_safe
def news(request: HttpRequest) -> HttpResponse:
    """Parts of the page that changed since `sejak`; 204 when none did."""
    newest, since = board.newest_at(), _moment(request.GET.get("sejak", ""))
    if newest is None or (since is not None and newest <= since):
        return HttpResponse(status=204)
    telephones, shown = board.telephones(_("Citizen")), request.GET.get("warga", "").split(".")
    changed = [each for each in telephones if _is_changed(each, since)]
    new = [each for each in changed if not each.login and each.digits not in shown]
    return render(
        request,
        "simulator/news.html",
        {
            "new": new, "changed": [each for each in changed if each not in new], "letters": board.mailbox(),
            "troubles": board.troubles(), "since": _seen_until(newest), "citizens": _citizens(telephones),
        },
    )  # fmt: skip


def _seen_until(newest: datetime | None) -> str:
    """Up to when the page has certainly seen everything: what is younger than LATE is looked at once more."""
    return min(newest, timezone.now() - LATE).isoformat() if newest else ""


def _citizens(telephones: Iterable[Telephone]) -> str:
    """The citizens' phones that the page shows, so that each comes to it once, however late its row was committed."""
    return ".".join(each.digits for each in telephones if not each.login)


@demo_only
@require_safe
def letter(request: HttpRequest, letter_id: uuid.UUID) -> HttpResponse:
    mail = get_object_or_404(Mail, id=letter_id)
    again = Mail.objects.filter(key=mail.key, message_id=mail.message_id).exclude(message_id="").count()
    context = {"letter": letters.open_letter(mail), "copies": again, "reply_form": ReplyForm()}
    return render(request, "simulator/letter.html", context)


# -- Acting ------------------------------------------------------------------------------------------------------------
@demo_only
@require_POST
def reading_create(request: HttpRequest) -> HttpResponse:
    """Open a phone: what came to it is read."""
    return _acted(request, NumberForm(request.POST), lambda data: remote.act("read", {"number": data["number"]}))


@demo_only
@require_POST
def press_create(request: HttpRequest) -> HttpResponse:
    return _acted(request, PressForm(request.POST), lambda data: remote.act("press", data))


@demo_only
@require_POST
def writing_create(request: HttpRequest) -> HttpResponse:
    return _acted(request, WritingForm(request.POST, request.FILES), lambda data: remote.act("type", _written(data)))


@demo_only
@require_POST
def condition_update(request: HttpRequest) -> HttpResponse:
    return _acted(request, ConditionForm(request.POST), lambda data: remote.act("phone", data))


@demo_only
@require_POST
def fault_create(request: HttpRequest) -> HttpResponse:
    return _acted(request, FaultForm(request.POST), lambda data: remote.act("faults", data))


@demo_only
@require_POST
def moderation_create(request: HttpRequest) -> HttpResponse:
    """Meta approves, pauses, rejects or disables a template, and tells so by webhook."""
    form = ModerationForm(request.POST, names=board.templates())
    return _acted(request, form, lambda data: remote.act("templates", data))


@demo_only
@require_POST
def faults_delete(request: HttpRequest) -> HttpResponse:
    return _acted(request, Form({}), lambda _data: remote.act("faults", method="DELETE"))


@demo_only
@require_POST
def reply_create(request: HttpRequest, letter_id: uuid.UUID) -> HttpResponse:
    mail, form = get_object_or_404(Mail, id=letter_id), ReplyForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Write something."))
        return redirect("simulator-letter", letter_id)
    letters.answer(mail, form.cleaned_data["text"])
    wake.send()
    messages.success(request, _("Your reply is on its way."))
    return redirect("simulator-letter", letter_id)


def _acted(request: HttpRequest, form: Form, act: Callable[[dict[str, Any]], Any]) -> HttpResponse:
    """Do it; then the page again, or for htmx the conversation it was about."""
    if not form.is_valid():
        return _told(request, " ".join(str(text) for texts in form.errors.values() for text in texts))
    number = _number(form.cleaned_data)
    try:
        act(form.cleaned_data)
    except remote.Away as away:
        return _told(request, away.sentence)
    telephone = board.telephone(number, _("Citizen")) if number else None
    if getattr(request, "htmx", False):
        if telephone is None:
            return HttpResponse(status=204)
        return render(request, "simulator/conversation.html", {"telephone": telephone})
    return redirect(reverse("simulator") + (f"#ponsel-{telephone.digits}" if telephone else ""))


def _told(request: HttpRequest, sentence: str) -> HttpResponse:
    """Say on the page what could not be done."""
    messages.error(request, sentence)
    if getattr(request, "htmx", False):
        return HttpResponse(status=204, headers={"HX-Redirect": reverse("simulator")})
    return redirect("simulator")


def _written(data: dict[str, Any]) -> dict[str, Any]:
    said = {"number": data["number"], "text": data["text"], "profile": data["profile"]}
    if data["reply_to"]:
        said["reply_to"] = data["reply_to"]
    if photo := data["photo"]:
        content = base64.b64encode(photo.read()).decode()
        said["media"] = {"content": content, "type": photo.content_type, "name": photo.name}
    return said


def _number(data: dict[str, Any]) -> str:
    if "wamid" not in data:
        return str(data.get("number", ""))
    pressed = Bubble.objects.select_related("phone").filter(wamid=data["wamid"]).first()
    return phones.number_of(pressed.phone) if pressed else ""


def _moment(text: str) -> datetime | None:
    try:
        return parse_datetime(text)
    except ValueError:
        return None


def _is_changed(telephone: board.Telephone, after: datetime | None) -> bool:
    if telephone.phone is None:
        return False
    return after is None or telephone.phone.changed_at > after or telephone.changed_at > after
