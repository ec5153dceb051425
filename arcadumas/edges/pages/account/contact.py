"""An officer's own number, address and language, and the tokens of programs that act in their name."""

from typing import Any, cast
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from arcadumas.base.refusals import Unseen
from arcadumas.core.organisation import accounts, people
from arcadumas.core.organisation.models import Person, Token
from arcadumas.edges.pages.account.forms import OwnForm
from arcadumas.edges.pages.saving import SeeOther, refused
from arcadumas.edges.pages.signing import actor


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def show(request: HttpRequest) -> HttpResponse:
    person, status = cast(Person, request.user), 200
    form = OwnForm(request.POST if request.method == "POST" else None, initial=_known(person))
    if request.method == "POST":
        status = refused(form, lambda: accounts.change_own(by=actor(request), **form.cleaned_data)) if form.is_valid() else 422  # fmt: skip
        if not status:
            return _saved(request, form.cleaned_data["language"])
    tokens = Token.objects.filter(person=person, revoked_at=None).order_by("created_at", "id")
    return render(request, "account/contact.html", {"form": form, "tokens": tokens}, status=status)


def _known(person: Person) -> dict[str, Any]:
    return {"phone": people.phone_of(person), "email": person.email, "language": person.language}


def _saved(request: HttpRequest, language: str) -> HttpResponse:
    """The pages of this browser follow the language at once."""
    with translation.override(language):
        messages.success(request, _("Saved. It holds from the next message on."))
    answer = SeeOther(reverse("account"))
    answer.set_cookie(
        settings.LANGUAGE_COOKIE_NAME, language, max_age=settings.LANGUAGE_COOKIE_AGE, samesite="Lax", secure=settings.IS_SECURE
    )  # fmt: skip
    return answer


@login_required
@require_POST
def revoke(request: HttpRequest, key: UUID) -> HttpResponse:
    try:
        accounts.revoke_token(key, by=actor(request))
    except Unseen as refusal:
        raise Http404(refusal.code) from refusal
    messages.success(request, _("Ended. The program that used this token is refused from now on."))
    return SeeOther(reverse("account-contact"))
