"""Who asks: the officer behind a request, as an Actor, and the door that lets only officers in."""

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from arcadumas.base import moments
from arcadumas.core.organisation import powers
from arcadumas.core.organisation.actors import Actor, Via, person_actor
from arcadumas.core.organisation.models import Person, Post, Role
from arcadumas.edges.pages import unsent

View = Callable[..., HttpResponseBase]


def actor(request: HttpRequest) -> Actor:
    """The signed-in officer with every post in force; one statement a request."""
    known: Actor | None = getattr(request, "arcadumas_actor", None)
    if known is None:
        known = person_actor(cast(Person, request.user), via=Via.WEB)
        request.arcadumas_actor = known  # type: ignore[attr-defined]
    return known


def signed_in(view: View) -> View:
    """As Django's own door, but what was typed while the session ran out goes through it."""

    @wraps(view)
    def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.user.is_authenticated:
            return view(request, *args, **kwargs)
        path = request.get_full_path()
        return unsent.to_door(request, settings.LOGIN_URL, next=path) or redirect_to_login(path)

    return inner


def staff_required(view: View) -> View:
    """Signed in, and in a post that handles reports; the engineer's does not."""

    @wraps(view)
    @signed_in
    def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if actor(request).roles - {Role.ENGINEER}:
            return view(request, *args, **kwargs)
        context = {"sentence": _why(request), "has_settings": Role.ENGINEER in actor(request).roles}
        return render(request, "signing/no_post.html", context, status=403)

    return inner


def power_required(*acts: str) -> Callable[[View], View]:
    """Signed in, and in a post that may do one of these acts of POWERS; the others are told why not (403)."""

    def door(view: View) -> View:
        @wraps(view)
        @signed_in
        def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if any(powers.may(actor(request), act) for act in acts):
                return view(request, *args, **kwargs)
            return render(request, "signing/no_post.html", _no_power(request), status=403)

        return inner

    return door


def _no_power(request: HttpRequest) -> dict[str, Any]:
    roles = actor(request).roles
    sentence = _("Your post may not do this here. Ask the front desk who can.") if roles else _why(request)
    return {"sentence": sentence, "has_desk": bool(roles - {Role.ENGINEER})}


def _why(request: HttpRequest) -> str:
    if actor(request).roles:
        return _("Your post keeps the system running and opens no reports.")
    last = Post.objects.filter(person=actor(request).person_id).exclude(valid_to=None).order_by("-valid_to").first()
    if last is None or last.valid_to is None:
        return _("Your account has no post yet. Ask the front desk to give you one.")
    ended = moments.day(last.valid_to, get_language())
    return _("Your assignment ended on {date}. Ask the front desk to renew it.").format(date=ended)
