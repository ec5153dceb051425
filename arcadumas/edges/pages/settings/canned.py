"""Canned answers of a unit: the list, a new one, and taking one away."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from arcadumas.base.refusals import Unseen
from arcadumas.core.handling import canned
from arcadumas.core.organisation.actors import Actor
from arcadumas.core.organisation.models import Role
from arcadumas.core.reports.categories import label, name_field
from arcadumas.core.reports.models import Category
from arcadumas.edges.pages.saving import SeeOther, refused
from arcadumas.edges.pages.signing import actor, power_required


class CannedForm(forms.Form):
    unit = forms.ChoiceField(label=gettext_lazy("For the unit"), choices=[], required=False)
    category = forms.ChoiceField(label=gettext_lazy("For the topic"), choices=[], required=False)
    title = forms.CharField(label=gettext_lazy("Name"), min_length=3, max_length=90)
    text = forms.CharField(label=gettext_lazy("Text"), widget=forms.Textarea(attrs={"rows": 6}), max_length=5_000, help_text=gettext_lazy("{code}, {unit}, {topic} and {date} are filled in. Leave room for what was really done."))  # fmt: skip

    def __init__(self, who: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = list(dict.fromkeys((seat.unit_code, seat.unit_name) for seat in who.seats))
        all_units = [("", _("All units"))] if who.has(Role.FRONT_HEAD) else []
        topics = [
            (one.code, label(one)) for one in Category.objects.filter(is_active=True).order_by(name_field(), "id")
        ]
        self.fields["unit"].choices = [*all_units, *own]  # type: ignore[attr-defined]
        self.fields["category"].choices = [("", _("Any topic")), *topics]  # type: ignore[attr-defined]


@power_required("canned")
@require_http_methods(["GET", "HEAD", "POST"])
def show(request: HttpRequest) -> HttpResponse:
    who, status = actor(request), 200
    form = CannedForm(who, request.POST if request.method == "POST" else None)
    if request.method == "POST":
        status = refused(form, lambda: canned.add_canned(by=who, **form.cleaned_data)) if form.is_valid() else 422
        if not status:
            messages.success(request, _("The text is in the list."))
            return SeeOther(reverse("settings-canned"))
    rows = [{"canned": one, "topic": label(one.category)} for one in canned.owned(by=who).order_by("title", "id")]
    return render(request, "settings/canned.html", {"form": form, "rows": rows}, status=status)


@power_required("canned")
@require_POST
def retire(request: HttpRequest, number: int) -> HttpResponse:
    try:
        canned.retire_canned(number, by=actor(request))
    except Unseen as refusal:
        raise Http404(refusal.code) from refusal
    messages.success(request, _("The text is offered no more."))
    return redirect("settings-canned")
