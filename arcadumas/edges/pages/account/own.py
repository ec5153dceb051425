"""An officer's own account: the PIN for the links of messages, and the browsers that tell (push.py)."""

from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from arcadumas.base.refusals import Unfit
from arcadumas.core.organisation import pins
from arcadumas.core.organisation.actors import Via
from arcadumas.core.organisation.models import Person
from arcadumas.duties.notifications import browsers
from arcadumas.edges.pages.account import tries
from arcadumas.edges.pages.account.forms import PinForm
from arcadumas.edges.pages.signing import actor


@login_required
@require_safe
def show(request: HttpRequest) -> HttpResponse:
    return _page(request, PinForm())


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def pin_update(request: HttpRequest) -> HttpResponse:
    """A new PIN, for whoever knows the password of the open session."""
    if request.method != "POST":
        return redirect("account")
    person, form = cast(Person, request.user), PinForm(request.POST)
    if form.is_valid() and (status := _refusal(person, form)):
        return _page(request, form, status=status)
    if not form.is_valid():
        return _page(request, form, status=422)
    messages.success(request, _("Your new PIN is in force. Links of messages ask for it from now on."))
    return redirect("account")


def _refusal(person: Person, form: PinForm) -> int:
    """0 when the PIN is set; else the status of the page that says why not."""
    if tries.wait_for(person.login):
        form.add_error("password", _("There were too many tries. Wait a while, then try again."))
        return 429
    if not person.check_password(form.cleaned_data["password"]):
        form.add_error("password", _("That is not your password."))
        return 422
    tries.forget(person.login)
    try:
        pins.put(person, form.cleaned_data["pin"], via=Via.WEB)
    except Unfit as refusal:
        form.add_error("pin", refusal.sentence)
        return 422
    return 0


def _page(request: HttpRequest, form: PinForm, *, status: int = 200) -> HttpResponse:
    person = cast(Person, request.user)
    known = {
        "form": form, "has_pin": bool(person.pin), "posts": actor(request).seats,
        "browsers": browsers.of(person), "push_key": browsers.public_key(),
    }  # fmt: skip
    return render(request, "account/own.html", known, status=status)
