"""The decree (SK) of a unit's team: entered, prolonged, its file kept sealed and read by those who keep units."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from arcadumas.base import files
from arcadumas.base.refusals import Unseen
from arcadumas.core.organisation import decrees
from arcadumas.core.organisation.models import Team
from arcadumas.edges.pages.saving import SeeOther, refused
from arcadumas.edges.pages.settings.people_forms import day
from arcadumas.edges.pages.settings.unit_forms import EMPTY
from arcadumas.edges.pages.settings.units import kept
from arcadumas.edges.pages.signing import actor, power_required


class ScanField(forms.FileField):
    """`clean` gives the file as it may be kept, or None."""

    widget = forms.FileInput(attrs={"accept": "application/pdf,image/jpeg,image/png"})

    def clean(self, data: Any, initial: Any = None) -> files.Clean | None:
        if not data:
            return None
        try:
            return decrees.scanned(data, name=data.name or "SK")
        except files.Refusal as refusal:
            raise forms.ValidationError(refusal.sentence) from refusal


class LastDayForm(forms.Form):
    valid_to = day(gettext_lazy("Last day"), help_text=gettext_lazy("Empty: until another decree takes its place."))
    file = ScanField(label=gettext_lazy("File of the decree"), required=False, help_text=gettext_lazy("A PDF or a photo. It is kept sealed."))  # fmt: skip


class DecreeForm(LastDayForm):
    number = forms.CharField(label=gettext_lazy("Number of the decree (SK)"), max_length=100, error_messages=EMPTY)
    sk_date = day(gettext_lazy("Day of the decree"), required=True)
    field_order = ("number", "sk_date", "valid_to", "file")


@power_required("keep_team")
@require_http_methods(["GET", "HEAD", "POST"])
def create(request: HttpRequest, code: str) -> HttpResponse:
    unit, form, status = kept(request, code), _bound(DecreeForm, request), 200
    if request.method == "POST":
        status = refused(form, lambda: decrees.keep_decree(code, by=actor(request), **form.cleaned_data)) if form.is_valid() else 422  # fmt: skip
        if not status:
            messages.success(request, _("The decree is entered; the team goes on under it."))
            return SeeOther(reverse("settings-unit", args=[code]))
    return render(request, "settings/decree_form.html", {"form": form, "unit": unit}, status=status)


@power_required("keep_team")
@require_http_methods(["GET", "HEAD", "POST"])
def show(request: HttpRequest, code: str, number: int) -> HttpResponse:
    team, status = get_object_or_404(Team.objects.select_related("unit"), pk=number, unit=kept(request, code)), 200
    form = _bound(LastDayForm, request, initial={"valid_to": team.valid_to})
    if request.method == "POST":
        status = refused(form, lambda: decrees.change_decree(number, by=actor(request), **form.cleaned_data)) if form.is_valid() else 422  # fmt: skip
        if not status:
            messages.success(request, _("Saved."))
            return SeeOther(reverse("settings-unit", args=[code]))
    return render(request, "settings/decree_form.html", {"form": form, "unit": team.unit, "team": team}, status=status)


def _bound(kind: type[LastDayForm], request: HttpRequest, **more: Any) -> LastDayForm:
    return kind(request.POST, request.FILES, **more) if request.method == "POST" else kind(**more)


@power_required("keep_team")
@require_safe
def download(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Only as a download: a browser opens nothing of it within our pages."""
    kept(request, code)
    try:
        data, content_type = decrees.read_file(number, unit_code=code)
    except (Unseen, files.Missing) as refusal:
        raise Http404("decree.unknown") from refusal
    answer = HttpResponse(data, content_type=content_type)
    answer["Content-Disposition"] = f'attachment; filename="SK-{number}.{content_type.split("/")[1]}"'
    answer["Cache-Control"] = "no-store"
    return answer
