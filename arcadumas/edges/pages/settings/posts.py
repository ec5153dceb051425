"""Posts of a unit: given, changed and ended on a page; and the decree of its team with its file."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from arcadumas.base.refusals import Powerless
from arcadumas.core.organisation import posts, powers
from arcadumas.core.organisation.models import Post
from arcadumas.edges.pages.saving import SeeOther, attempted, refused
from arcadumas.edges.pages.settings.people_forms import EndForm, NewPostForm, PostForm
from arcadumas.edges.pages.settings.units import kept
from arcadumas.edges.pages.signing import actor, power_required


@power_required("keep_team")
@require_http_methods(["GET", "HEAD", "POST"])
def create(request: HttpRequest, code: str) -> HttpResponse:
    """`?petugas=` is chosen already when one comes from their page."""
    unit, status = kept(request, code), 200
    form = NewPostForm(request.POST if request.method == "POST" else None)
    form.initial.update(valid_from=timezone.localdate(), person=request.GET.get("petugas", ""))
    form.offer(posts.roles_for(by=actor(request)))
    if request.method == "POST":
        status = refused(form, lambda: _give(request, code, form)) if form.is_valid() else 422
        if not status:
            messages.success(request, _("The post is given. From its first day on its holder sees the unit's reports and is told."))  # fmt: skip
            return SeeOther(reverse("settings-unit", args=[code]))
    known = {"form": form, "unit": unit, "may_open": powers.may(actor(request), "units")}
    return render(request, "settings/post_form.html", known, status=status)


def _give(request: HttpRequest, code: str, form: NewPostForm) -> Post:
    values = dict(form.cleaned_data)
    return posts.give_post(values.pop("person"), code, by=actor(request), **values)


@power_required("keep_team")
@require_http_methods(["GET", "HEAD", "POST"])
def show(request: HttpRequest, number: int) -> HttpResponse:
    post, status = _post(request, number), 200
    form = PostForm(request.POST if request.method == "POST" else None, post=post)
    if request.method == "POST":
        status = refused(form, lambda: posts.change_post(number, by=actor(request), **form.cleaned_data)) if form.is_valid() else 422  # fmt: skip
        if not status:
            messages.success(request, _("Saved. It holds from the next message on."))
            return SeeOther(reverse("settings-unit", args=[post.unit.code]))
    return _page(request, post, form=form, end_form=EndForm(), status=status)


@power_required("keep_team")
@require_POST
def end(request: HttpRequest, number: int) -> HttpResponse:
    post, form = _post(request, number), EndForm(request.POST)
    status = refused(form, lambda: posts.end_post(number, by=actor(request), last_day=form.cleaned_data["last_day"])) if form.is_valid() else 422  # fmt: skip
    if status:
        return _page(request, post, form=PostForm(post=post), end_form=form, status=status)
    messages.success(request, _("The post ends. Who held it sees and hears nothing of the unit after the last day."))
    return SeeOther(reverse("settings-unit", args=[post.unit.code]))


@power_required("keep_team")
@require_POST
def go_on(request: HttpRequest, number: int) -> HttpResponse:
    post = _post(request, number)
    status, refusals = attempted(lambda: posts.go_on(number, by=actor(request)))
    if status:
        return _page(request, post, form=PostForm(post=post), end_form=EndForm(), status=status, refusals=refusals)
    messages.success(request, _("The post goes on, until it is ended."))
    return SeeOther(reverse("settings-post", args=[number]))


def _post(request: HttpRequest, number: int) -> Post:
    """One that this officer may change, or 404."""
    post = get_object_or_404(Post.objects.select_related("person", "unit"), pk=number)
    try:
        posts.require_keeper(post.unit, post.role, by=actor(request))
    except Powerless as refusal:
        raise Http404(refusal.code) from refusal
    return post


def _page(
    request: HttpRequest, post: Post, *, form: PostForm, end_form: EndForm, status: int, **more: Any
) -> HttpResponse:
    is_over = post.valid_to is not None and post.valid_to < timezone.localdate()
    is_own = post.person_id == actor(request).person_id
    known = {
        "post": post,
        "unit": post.unit,
        "form": form,
        "end_form": end_form,
        "is_over": is_over,
        "is_own": is_own,
        **more,
    }
    return render(request, "settings/post.html", known, status=status)
