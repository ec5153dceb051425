"""Browsers in which an officer wishes to be told: switched on by a button, listed, taken out; and the worker they run."""

from typing import cast
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.staticfiles.storage import staticfiles_storage
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from arcadumas.base.gateways.webpush import Browser
from arcadumas.base.refusals import Unfit
from arcadumas.core.organisation.models import Person
from arcadumas.duties.notifications import browsers

BROWSERS = (("Edg", "Edge"), ("OPR", "Opera"), ("SamsungBrowser", "Samsung Internet"), ("Firefox", "Firefox"), ("Chrome", "Chrome"), ("Safari", "Safari"))  # fmt: skip
SYSTEMS = (("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"), ("Mac OS", "macOS"), ("Linux", "Linux"))  # fmt: skip


@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker, from the desk's own path: its scope is /meja/ and nothing of the citizens' pages."""
    answer = render(request, "account/worker.js", {"icon": staticfiles_storage.url("favicon.svg")}, content_type="text/javascript")  # fmt: skip
    answer["Cache-Control"] = "no-cache"
    return answer


@login_required
@require_POST
def create(request: HttpRequest) -> HttpResponse:
    given = request.POST
    browser = Browser(endpoint=given.get("endpoint", ""), p256dh=given.get("p256dh", ""), auth=given.get("auth", ""))
    try:
        browsers.add(cast(Person, request.user), browser, label=label_of(request.headers.get("User-Agent", "")))
    except Unfit as refusal:
        messages.error(request, refusal.sentence)
    else:
        messages.success(request, _("This browser tells you from now on, beside WhatsApp and e-mail."))
    return redirect("account")


@login_required
@require_POST
def delete(request: HttpRequest, key: UUID) -> HttpResponse:
    if browsers.remove(cast(Person, request.user), key):
        messages.success(request, _("That browser tells you nothing any more."))
    return redirect("account")


def label_of(agent: str) -> str:
    """Which browser on which system, as people call them."""
    found = (next((name for sign, name in names if sign in agent), "") for names in (BROWSERS, SYSTEMS))
    return ", ".join(part for part in found if part) or _("a browser")
