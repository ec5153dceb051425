"""Days off: a year of them, one day with what it changes, estimates that wait to be confirmed."""

from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from arcadumas.core.deadlines import days_off, hypothetical, rules
from arcadumas.core.deadlines.models import Holiday
from arcadumas.core.deadlines.workdays import DayOff
from arcadumas.core.reports import bound
from arcadumas.edges.pages.saving import SeeOther, attempted, refused
from arcadumas.edges.pages.settings.deadline_forms import ConfirmForm, DayForm
from arcadumas.edges.pages.settings.deadlines import shown
from arcadumas.edges.pages.signing import actor, power_required

BEFORE = (timedelta(days=1), timedelta(days=7), timedelta(days=15))  # clocks that would run over the day


@power_required("rules")
@require_http_methods(["GET", "HEAD", "POST"])
def index(request: HttpRequest) -> HttpResponse:
    """`?tahun=` chooses the year. POST says what a new day off would change; with `sure` it is entered."""
    form = DayForm(request.POST if request.method == "POST" else None, initial={"kind": Holiday.Kind.PUBLIC})
    if request.method != "POST":
        return _list(request, form)
    if not form.is_valid():
        return _list(request, form, status=422)
    day = form.day()
    if "sure" not in request.POST and day.date >= timezone.localdate():
        off = DayOff(name_id=day.name_id, name_en=day.name_en, is_estimate=day.is_estimate)
        return _list(request, form, preview=_effect(day.date, off))
    status = refused(form, lambda: days_off.add(day, by=actor(request)))
    if status:
        return _list(request, form, status=status)
    messages.success(request, _("The day off is entered. Promises already made keep their dates."))
    return SeeOther(f"{reverse('settings-holidays')}?tahun={day.date.year}")


def _list(
    request: HttpRequest, form: DayForm, *, preview: dict[str, Any] | None = None, status: int = 200
) -> HttpResponse:
    today = timezone.localdate()
    asked = request.GET.get("tahun", "")
    year = int(asked) if asked.isdecimal() and 2000 <= int(asked) <= 2100 else today.year
    known = Holiday.objects.dates("date", "year")
    years = sorted({day.year for day in known} | {today.year, year})
    return render(request, "settings/holidays.html", {
        "form": form, "year": year, "years": [each for each in years if each >= today.year - 1 or each == year], "today": today,
        "days": days_off.of_year(year), "estimates": days_off.unconfirmed(), "history": days_off.changes(), **(preview or {}),
    }, status=status)  # fmt: skip


@power_required("rules")
@require_safe
def show(request: HttpRequest, number: int) -> HttpResponse:
    return _one(request, _known(number))


@power_required("rules")
@require_POST
def confirm(request: HttpRequest, number: int) -> HttpResponse:
    """With another day first what that changes; with `sure`, or on the same day, it is done."""
    day = _known(number)
    form = ConfirmForm(request.POST)
    if not form.is_valid():
        return _one(request, day, form=form, status=422)
    on = form.cleaned_data["on"]
    if on != day.date and "sure" not in request.POST and on >= timezone.localdate():
        return _one(request, day, form=form, moved=on)
    status = refused(form, lambda: days_off.confirm(number, on=on, by=actor(request)))
    if status:
        return _one(request, day, form=form, status=status)
    messages.success(request, _("Confirmed. Promises already made keep their dates."))
    return SeeOther(f"{reverse('settings-holidays')}?tahun={on.year}")


@power_required("rules")
@require_POST
def take_out(request: HttpRequest, number: int) -> HttpResponse:
    return _switched(request, number, days_off.take_out)


@power_required("rules")
@require_POST
def put_back(request: HttpRequest, number: int) -> HttpResponse:
    return _switched(request, number, days_off.put_back)


def _switched(request: HttpRequest, number: int, verb: Any) -> HttpResponse:
    day = _known(number)
    status, refusals = attempted(lambda: verb(number, by=actor(request)))
    if status:
        return _one(request, day, status=status, refusals=refusals)
    messages.success(request, _("Done. Promises already made keep their dates."))
    return SeeOther(f"{reverse('settings-holidays')}?tahun={day.date.year}")


def _known(number: int) -> Holiday:
    day = Holiday.objects.filter(pk=number).first()
    if day is None:
        raise Http404("no day")
    return day


def _one(
    request: HttpRequest, day: Holiday, *, form: ConfirmForm | None = None, moved: date | None = None, status: int = 200,
    refusals: list[str] | None = None,
) -> HttpResponse:  # fmt: skip
    off = DayOff(name_id=day.name_id, name_en=day.name_en, is_estimate=day.is_estimate)
    effect = _effect(moved, off) if moved else _effect(day.date, None if day.is_active else off)
    return render(request, "settings/holiday.html", {
        "day": day, "form": form or ConfirmForm(initial={"on": day.date}), "moved": moved, "refusals": refusals or [],
        "is_past": day.date < timezone.localdate(), **effect,
    }, status=status)  # fmt: skip


def _effect(day: date, off: DayOff | None) -> dict[str, Any]:
    """What would fall due at another moment if the day were off for that reason, or (None) were not."""
    now = rules.current()
    starts = [hypothetical.ten_o_clock(now, day - span) for span in BEFORE]
    found = hypothetical.differences(now, hypothetical.with_day(now, day, off), starts)
    return {"changes": shown(found), "has_preview": True, "crossing": bound.crossing(day), "on": day}
