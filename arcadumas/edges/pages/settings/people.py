"""Accounts of officers: found, opened, changed, given a one-time password, closed."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Prefetch, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from arcadumas.core.organisation import accounts, passwords
from arcadumas.core.organisation.actors import valid_on
from arcadumas.core.organisation.models import Person, Post, Token
from arcadumas.duties.notifications import personal
from arcadumas.edges.pages.saving import SeeOther, attempted, refused
from arcadumas.edges.pages.settings.people_forms import LookForm, PersonForm
from arcadumas.edges.pages.settings.units import SIZE, look_of
from arcadumas.edges.pages.signing import actor, power_required


@power_required("units")
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    form = LookForm(request.GET)
    form.is_valid()
    page = Paginator(_found(form), SIZE).get_page(request.GET.get("halaman"))
    return render(request, "settings/people.html", {"form": form, "page": page, "look": look_of(request)})


def _found(form: LookForm) -> QuerySet[Person]:
    today, wanted = timezone.localdate(), form.cleaned_data
    seats = Post.objects.filter(valid_on(today)).select_related("unit").order_by("id")
    found = Person.objects.annotate(seats=Count("posts", filter=valid_on(today, of="posts__"), distinct=True))
    shown = wanted.get("tampil", "")
    found = found.filter(is_active=shown != "ditutup")
    if shown == "tanpa-jabatan":
        found = found.filter(seats=0)
    if text := wanted.get("q", "").strip():
        of_unit = Post.objects.filter(valid_on(today), Q(unit__name__icontains=text) | Q(unit__code__icontains=text))
        found = found.filter(Q(name__icontains=text) | Q(login__icontains=text) | Q(pk__in=of_unit.values("person")))
    return found.prefetch_related(Prefetch("posts", seats, to_attr="held")).order_by("name", "id")


@power_required("units")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def create(request: HttpRequest) -> HttpResponse:
    """The answer to a POST shows the one-time password, once; nothing keeps it."""
    form, status = PersonForm(request.POST if request.method == "POST" else None), 200
    given: list[tuple[Person, str]] = []
    if request.method == "POST":
        status = refused(form, lambda: given.append(_open(request, form))) if form.is_valid() else 422
        if not status:
            person, password = given[0]
            return _page(request, person, password=password)
    return render(request, "settings/person_form.html", {"form": form}, status=status)


def _open(request: HttpRequest, form: PersonForm) -> tuple[Person, str]:
    login = form.cleaned_data["login"].strip().lower()
    return accounts.open_account(by=actor(request), **(form.cleaned_data | {"login": login}))


@power_required("units")
@require_http_methods(["GET", "HEAD", "POST"])
def show(request: HttpRequest, login: str) -> HttpResponse:
    person, status = get_object_or_404(Person, login=login), 200
    form = PersonForm(request.POST if request.method == "POST" else None, person=person)
    if request.method == "POST":
        status = refused(form, lambda: accounts.change_account(login, by=actor(request), **form.cleaned_data)) if form.is_valid() else 422  # fmt: skip
        if not status:
            messages.success(request, _("Saved. It holds from the next message on."))
            return SeeOther(reverse("settings-person", args=[login]))
    return _page(request, person, form=form, status=status)


def _page(request: HttpRequest, person: Person, *, status: int = 200, **more: Any) -> HttpResponse:
    today = timezone.localdate()
    posts = Post.objects.filter(person=person).select_related("unit").order_by("-id")
    return render(request, "settings/person.html", {
        "person": person, "form": PersonForm(person=person), "today": today, "is_own": person.pk == actor(request).person_id,
        "is_locked": person.is_active and person.devices_since is not None and not person.has_usable_password(),
        "posts": [post for post in posts if post.valid_to is None or post.valid_to >= today],
        "gone": [post for post in posts if post.valid_to is not None and post.valid_to < today],
        "tokens": Token.objects.filter(person=person, revoked_at=None).count(), "days": passwords.LASTS.days, **more,
    }, status=status)  # fmt: skip


@power_required("units")
@never_cache
@require_POST
def reset(request: HttpRequest, login: str) -> HttpResponse:
    given: list[str] = []
    status, refusals = attempted(lambda: given.append(personal.reset_password(login, by=actor(request))))
    person = get_object_or_404(Person, login=login)
    return _page(request, person, status=status or 200, refusals=refusals, password="".join(given))


@power_required("units")
@require_POST
def close(request: HttpRequest, login: str) -> HttpResponse:
    status, refusals = attempted(lambda: accounts.close_account(login, by=actor(request)))
    if status:
        return _page(request, get_object_or_404(Person, login=login), status=status, refusals=refusals)
    messages.success(request, _("Closed: posts, sessions and tokens have ended. Nothing was deleted."))
    return SeeOther(reverse("settings-person", args=[login]))


@power_required("units")
@require_POST
def open_again(request: HttpRequest, login: str) -> HttpResponse:
    status, _refusals = attempted(lambda: accounts.open_again(login, by=actor(request)))
    if not status:
        messages.success(request, _("Open again. Give a post, and a one-time password if the old one is forgotten."))
    return SeeOther(reverse("settings-person", args=[login]))
