"""An officer's own password; and the first one, in place of what the front desk handed over."""

from typing import cast

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from arcadumas.core.organisation import passwords
from arcadumas.core.organisation.actors import Via
from arcadumas.core.organisation.models import Person
from arcadumas.edges.pages.account import tries
from arcadumas.edges.pages.account.forms import PasswordForm
from arcadumas.edges.pages.saving import SeeOther, refused


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def show(request: HttpRequest) -> HttpResponse:
    person, form, status = cast(Person, request.user), PasswordForm(request.POST if request.method == "POST" else None), 200  # fmt: skip
    was_first = person.one_time_until is not None
    if request.method == "POST":
        status = _change(person, form) if form.is_valid() else 422
        if not status:
            update_session_auth_hash(request, person)
            messages.success(request, _("Your new password holds. You are signed out everywhere else."))
            return SeeOther("/meja/" if was_first else reverse("account"))
    return render(request, "account/password.html", {"form": form, "is_first": was_first}, status=status)


def _change(person: Person, form: PasswordForm) -> int:
    """0 when it is changed; else the status of the page that says why not."""
    if tries.wait_for(person.login):
        form.add_error("old", _("There were too many tries. Wait a while, then try again."))
        return 429
    given = form.cleaned_data
    status = refused(form, lambda: passwords.change(person, old=given["old"], new=given["new"], via=Via.WEB))
    if "old" not in form.errors:
        tries.forget(person.login)
    return status
