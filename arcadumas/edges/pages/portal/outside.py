"""The page of a body outside the government: what it was asked, and its answer. Nothing else of the report."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from arcadumas.base.refusals import Unfit, Unseen
from arcadumas.core.handling import invite
from arcadumas.edges.pages.photos import PhotosField


class ReplyForm(forms.Form):
    text = forms.CharField(label=_("Your answer"), widget=forms.Textarea(attrs={"rows": 5}), min_length=10, max_length=5_000)  # fmt: skip
    photos = PhotosField(label=_("Photos"), required=False, help_text=_("JPG, PNG or WebP, at most 10 MB each. Place and camera are removed."))  # fmt: skip


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def show(request: HttpRequest, token: str) -> HttpResponse:
    try:
        return _page(request, token)
    except Unseen as refusal:
        return render(request, "portal/outside_over.html", {"why": refusal.sentence}, status=404)


def _page(request: HttpRequest, token: str) -> HttpResponse:
    if request.method != "POST":
        return _shown(request, invite.look(token), ReplyForm())
    form = ReplyForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            invite.reply(token, text=form.cleaned_data["text"], files=form.cleaned_data["photos"])
        except Unfit as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, refusal.sentence)
        else:
            return _shown(request, invite.look(token), ReplyForm(), is_sent=True)
    return _shown(request, invite.look(token), form, status=422)


def _shown(request: HttpRequest, invitation: object, form: forms.Form, *, is_sent: bool = False, status: int = 200) -> HttpResponse:  # fmt: skip
    return render(request, "portal/outside.html", {"invitation": invitation, "form": form, "is_sent": is_sent}, status=status)  # fmt: skip
