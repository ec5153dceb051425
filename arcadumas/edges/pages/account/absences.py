"""Away: the days on which a post is away, and who stands in."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from arcadumas.base.refusals import Powerless, Unseen
from arcadumas.core.handling import absence
from arcadumas.core.organisation import teams
from arcadumas.core.organisation.actors import Actor
from arcadumas.core.organisation.models import Post
from arcadumas.duties.notifications import personal
from arcadumas.edges.pages.saving import SeeOther, refused
from arcadumas.edges.pages.signing import actor, staff_required

DAY = {"type": "date"}


class AbsenceForm(forms.Form):
    post = forms.TypedChoiceField(label=gettext_lazy("Who is away"), choices=[], coerce=int)
    starts_on = forms.DateField(label=gettext_lazy("From"), widget=forms.DateInput(attrs=DAY, format="%Y-%m-%d"))
    ends_on = forms.DateField(label=gettext_lazy("Until and including"), widget=forms.DateInput(attrs=DAY, format="%Y-%m-%d"))  # fmt: skip
    stand_in = forms.TypedChoiceField(label=gettext_lazy("Who stands in"), choices=[], coerce=int)

    def __init__(self, who: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = list(absence.absentable(who))
        units = {post.unit_id for post in own}
        team = teams.posts(roles=teams.TEAM).filter(unit__in=units)
        self.fields["post"].choices = _by_unit(own)  # type: ignore[attr-defined]
        self.fields["stand_in"].choices = [("", gettext_lazy("Choose one")), *_by_unit(team)]  # type: ignore[attr-defined]
        self.initial["post"] = next((post.pk for post in own if post.person_id == who.person_id), None)


def _by_unit(posts: Iterable[Post]) -> list[tuple[Any, Any]]:
    """Posts with their holders; under the names of the units where there are several."""
    found: dict[str, list[tuple[int, str]]] = {}
    for post in posts:
        found.setdefault(post.unit.name, []).append((post.pk, f"{post.title}, {post.person.name}"))
    return sorted(found.items()) if len(found) > 1 else [pair for pairs in found.values() for pair in pairs]


@staff_required
@require_http_methods(["GET", "HEAD", "POST"])
def show(request: HttpRequest) -> HttpResponse:
    who, status = actor(request), 200
    form = AbsenceForm(who, request.POST if request.method == "POST" else None)
    if request.method == "POST":
        status = refused(form, lambda: _note(form, who)) if form.is_valid() else 422
        if not status:
            messages.success(request, _("Noted. The stand-in is told and may act on these days."))
            return SeeOther(reverse("absences"))
    known = {"form": form, "absences": absence.of(who), "stood_in": absence.stood_in_by(who)}
    return render(request, "account/absences.html", known, status=status)


def _note(form: AbsenceForm, who: Actor) -> object:
    given = form.cleaned_data
    return personal.note_absence(given["post"], by=who, stand_in=given["stand_in"], starts_on=given["starts_on"], ends_on=given["ends_on"])  # fmt: skip


@staff_required
@require_POST
def end(request: HttpRequest, number: int) -> HttpResponse:
    try:
        absence.be_back(number, by=actor(request))
    except (Unseen, Powerless) as refusal:
        raise Http404(refusal.code) from refusal
    messages.success(request, _("Welcome back. What was handed over comes back within a minute."))
    return SeeOther(reverse("absences"))
