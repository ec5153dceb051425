"""Signing in with account name and password; signing out by a button."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.views import LoginView
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from arcadumas.base import moments
from arcadumas.core.organisation.models import Person, Role
from arcadumas.duties.notifications import personal
from arcadumas.edges.pages import unsent
from arcadumas.edges.pages.account import devices, tries
from arcadumas.edges.pages.account.forms import SignInForm
from arcadumas.edges.pages.signing import actor

LEADERS = {Role.REGIONAL_HEAD, Role.SECRETARY}


class SignIn(LoginView):
    """Django's own view: it changes the session's id and follows `next` only to addresses of ours."""

    template_name = "account/sign_in.html"
    authentication_form = SignInForm
    redirect_authenticated_user = True

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if seconds := tries.wait(request):
            return self.locked(request, seconds)
        if unsent.has_come(request, "username"):  # sent on by a door that had closed meanwhile
            return render(request, self.template_name, self.get_context_data(form=SignInForm(request)))
        return super().post(request, *args, **kwargs)

    def get_context_data(self, **known: Any) -> dict[str, Any]:
        return super().get_context_data(**known) | unsent.context(self.request, "username")

    def form_valid(self, form: Any) -> HttpResponse:
        """In; from now on the pages speak the officer's language, unless this browser chose one before."""
        person: Person = form.get_user()
        is_new = person.last_login is not None and not devices.is_known(self.request, person)
        response = super().form_valid(form)
        if fields := unsent.carried(self.request):
            response = unsent.page(self.request, fields, action=response["Location"], back=reverse("desk"))
        tries.was_right(self.request)
        devices.remember(response, self.request, person)
        if is_new:
            personal.signed_in(person, device=devices.label(self.request, person), at=timezone.now())
        if settings.LANGUAGE_COOKIE_NAME not in self.request.COOKIES:
            response.set_cookie(
                settings.LANGUAGE_COOKIE_NAME,
                person.language,
                max_age=settings.LANGUAGE_COOKIE_AGE,
                samesite="Lax",
                secure=settings.IS_SECURE,
            )
        return response

    def get_default_redirect_url(self) -> str:
        """Where their day begins: leaders at the leaders' screen, the engineer at the settings, all others at the desk."""
        roles = actor(self.request).roles
        if roles & LEADERS:
            return reverse("leaders")
        return reverse("settings") if roles == {Role.ENGINEER} else super().get_default_redirect_url()

    def form_invalid(self, form: Any) -> HttpResponse:
        tries.was_wrong(self.request)
        response = super().form_invalid(form)
        response.status_code = 422
        return response

    def locked(self, request: HttpRequest, seconds: int) -> HttpResponse:
        until = moments.clock(timezone.now() + timedelta(seconds=seconds), get_language())
        sentence = _(
            "The account is locked until %(time)s after too many tries. If it was not you, tell the front desk."
        )
        context = self.get_context_data(form=SignInForm(request), locked=sentence % {"time": until})
        response = render(request, self.template_name, context, status=429)
        response["Retry-After"] = str(seconds)
        return response


@require_http_methods(["GET", "HEAD", "POST"])
def sign_out(request: HttpRequest) -> HttpResponse:
    """POST ends the session; opening the page only shows the button."""
    if request.method != "POST":
        return render(request, "account/sign_out.html")
    logout(request)
    return HttpResponseRedirect("/")
