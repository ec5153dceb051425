"""Drills: start one, see the last ones, read what one has shown."""

from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.db.models import Count, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from arcadumas.base import wake
from arcadumas.base.refusals import OutOfTurn, Refusal, Unfit
from arcadumas.core.drills import result
from arcadumas.core.drills.models import Drill
from arcadumas.core.drills.start import HOURS, MOST_HOURS, SOON, start
from arcadumas.core.organisation import powers, teams
from arcadumas.core.organisation.models import Unit
from arcadumas.core.organisation.powers import Ground
from arcadumas.edges.pages.signing import actor, power_required

SIZE = 20
EVERY = "semua"


class DrillForm(forms.Form):
    """`is_sure` is asked for only when the last drill is not yet seven days old."""

    unit = forms.ChoiceField(label=_("Who is called"), initial=EVERY)
    hours = forms.IntegerField(
        label=_("Hours until the result"), min_value=1, max_value=MOST_HOURS, initial=HOURS,
        help_text=_("Between 1 and 72. One day gives everybody a chance to see the message."),
    )  # fmt: skip
    is_sure = forms.BooleanField(label=_("Another drill, so soon after the last one"), required=False)

    def __init__(self, *values: Any, asks: bool, **named: Any) -> None:
        super().__init__(*values, **named)
        with_team = Unit.objects.filter(posts__in=teams.posts(roles=teams.TEAM)).distinct().order_by("name", "id")
        units = [(unit.code, unit.name) for unit in with_team]
        self.fields["unit"].choices = [(EVERY, _("Every team")), *units]  # type: ignore[attr-defined]
        if not asks:
            del self.fields["is_sure"]

    def clean_unit(self) -> str:
        chosen: str = self.cleaned_data["unit"]
        return "" if chosen == EVERY else chosen


@power_required("drill", "units")
@require_http_methods(["GET", "HEAD", "POST"])
def index(request: HttpRequest) -> HttpResponse:
    last, now = result.last(), timezone.now()
    asks = last is not None and now - last.started_at < SOON
    form = DrillForm(request.POST if request.method == "POST" else None, asks=asks)
    refusal = ""
    if request.method == "POST" and form.is_valid():
        try:
            drill = start(by=actor(request), **form.cleaned_data)
        except Unfit as unfit:
            form.add_error(unfit.field or None, unfit.sentence)
        except Refusal as refused:
            refusal = refused.sentence
            return _list(request, form, last, refusal, status=409 if isinstance(refused, OutOfTurn) else 403)
        else:
            wake.send()
            return redirect("settings-drill", drill.pk)
    return _list(request, form, last, refusal, status=422 if form.errors else 200)


def _list(request: HttpRequest, form: DrillForm, last: Drill | None, refusal: str, *, status: int) -> HttpResponse:
    page = Paginator(_counted(), SIZE).get_page(request.GET.get("halaman"))
    known = {
        "form": form, "refusal": refusal, "running": last if last and last.is_running else None, "last": last, "page": page,
        "may_start": powers.may(actor(request), "drill"),
    }  # fmt: skip
    return render(request, "settings/drills.html", known, status=status)


def _counted() -> QuerySet[Drill]:
    return (
        Drill.objects.select_related("unit")
        .annotate(
            asked=Count("calls", distinct=True),
            answered=Count("calls", distinct=True, filter=Q(calls__answered_at__isnull=False)),
            unreachable=Count("calls", distinct=True, filter=Q(calls__reach__in=result.UNREACHED)),
            incomplete=Count("lacks__unit", distinct=True),
        )
        .order_by("-started_at", "-id")
    )


@power_required("drill", "see_units")
@require_safe
def show(request: HttpRequest, number: int) -> HttpResponse:
    """Whoever keeps units sees the whole; a unit's own people what it showed of them."""
    drill = get_object_or_404(Drill.objects.select_related("unit", "started_by"), pk=number)
    found, who = result.of(drill), actor(request)
    is_whole = powers.may(who, "drill") or powers.may(who, "units")
    if not is_whole:
        found = found.within({seat.unit_code for seat in who.seats if powers.may(who, "see_units", at=Ground(target_id=seat.unit_id))})  # fmt: skip
        if not found.parts:
            raise Http404(number)
    return render(request, "settings/drill.html", {"found": found, "drill": drill, "is_whole": is_whole})
