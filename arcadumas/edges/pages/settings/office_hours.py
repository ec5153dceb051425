"""Office hours: the week in force, one to come, and what it changes. Inner limits count in them."""

from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from arcadumas.base import moments
from arcadumas.core.deadlines import hypothetical, office, rules
from arcadumas.core.deadlines.office import Week
from arcadumas.edges.pages.saving import SeeOther, refused
from arcadumas.edges.pages.settings.deadline_forms import WeekForm, week_initial
from arcadumas.edges.pages.settings.deadlines import shown
from arcadumas.edges.pages.signing import actor, power_required

HOURS = (timedelta(hours=8), timedelta(hours=13))  # clocks that would start on each day of the new week
WEEK = 7


@power_required("rules")
@require_http_methods(["GET", "HEAD", "POST"])
def show(request: HttpRequest) -> HttpResponse:
    """POST says what the hours would change; with `sure` they are set."""
    today = timezone.localdate()
    weeks = office.weeks(today)
    first: Week = weeks[0][1] if weeks else {}
    form = WeekForm(request.POST if request.method == "POST" else None, week_initial(first, seen=office.newest(), on=today + timedelta(days=1)))  # fmt: skip
    if request.method != "POST":
        return _page(request, form)
    if not form.is_valid():
        return _page(request, form, status=422)
    week, on = form.week(), form.cleaned_data["on"]
    if "sure" not in request.POST and on > today:
        return _page(request, form, preview=_effect(week, on))
    status = refused(form, lambda: office.change(week, on=on, by=actor(request), seen=form.cleaned_data["seen"]))
    if status:
        return _page(request, form, status=status)
    messages.success(request, _("The hours are set from that day on. What has run keeps the hours it ran in."))
    return SeeOther(reverse("settings-hours"))


def _page(
    request: HttpRequest, form: WeekForm, *, preview: dict[str, Any] | None = None, status: int = 200
) -> HttpResponse:
    today = timezone.localdate()
    weeks = [(day, day <= today, _rows(week), is_sample) for day, week, is_sample in office.weeks(today)]
    return render(request, "settings/office_hours.html", {
        "form": form, "weeks": weeks, "fields": [form[name] for name in form.fields if name != "seen"], "history": office.changes(), **(preview or {}),
    }, status=status)  # fmt: skip


def _rows(week: Week) -> list[tuple[str, str]]:
    names = moments.WEEKDAYS[moments.known(get_language())]
    plain = office.plain(week)
    return [(names[day - 1], ", ".join(plain.get(str(day), []))) for day in office.WEEKDAYS]


def _effect(week: Week, on: date) -> dict[str, Any]:
    now = rules.current()
    days = [on + timedelta(days=number) for number in range(WEEK)]
    starts = [now.calendar.at(day, moments.local(hypothetical.ten_o_clock(now, day)).time().replace(hour=span.seconds // 3600)) for day in days for span in HOURS]  # fmt: skip
    found = hypothetical.differences(now, hypothetical.with_hours(now, week, on), starts)
    return {"changes": shown(found), "has_preview": True, "on": on}
