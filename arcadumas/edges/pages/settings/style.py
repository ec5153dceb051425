"""The living style page: every part in every state. A part that is not here does not exist yet."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from arcadumas.edges.pages.clocks import Clock
from arcadumas.edges.pages.drawings import ICONS
from arcadumas.edges.pages.settings.samples import SampleForm, wrong_form
from arcadumas.edges.pages.templatetags.signs import DELIVERY

COLOURS = ("page", "surface", "sunken", "line", "edge", "ink", "ink-2", "ink-3", "river", "river-strong", "river-tint",
           "bank", "turmeric", "turmeric-tint", "late", "late-tint", "soon", "soon-tint", "good", "good-tint", "calm",
           "calm-tint")  # fmt: skip


@login_required
@require_safe
def show(request: HttpRequest) -> HttpResponse:
    now = datetime(2026, 11, 24, 10, 44, tzinfo=ZoneInfo(settings.TIME_ZONE))
    return render(request, "settings/style.html", {
        "now": now, "clocks": sample_clocks(now), "deliveries": [(state, now) for state in DELIVERY],
        "privacy": {"visibility": ["anonymous", "confidential"]}, "form": SampleForm(), "wrong": wrong_form(),
        "colours": COLOURS, "icons": sorted(ICONS), "long": " ".join([_("What one should know.")] * 90),
    })  # fmt: skip


def sample_clocks(now: datetime) -> dict[str, Clock]:
    """One promise for each look of the sign; dates are those of the sample day, Tuesday 24 November 2026."""
    evening = now.replace(hour=23, minute=59, second=59)
    weekend = ((evening - timedelta(days=3)).date(), ""), ((evening - timedelta(days=2)).date(), "")
    values: dict[str, dict[str, Any]] = {
        "run": {"step": "settle", "starts_at": now - timedelta(days=7), "due_at": evening + timedelta(days=13),
                "working_days_left": 9, "total_days": 14, "day_number": 5, "skipped": weekend},
        "soon": {"step": "respond", "starts_at": now - timedelta(days=7), "due_at": evening, "working_days_left": 0,
                 "total_days": 5, "day_number": 5, "skipped": weekend},
        "hour": {"step": "accept", "starts_at": now - timedelta(hours=2), "due_at": now + timedelta(hours=26),
                 "counted_in": "working_hours", "working_days_left": 1},
        "late": {"step": "respond", "starts_at": now - timedelta(days=11), "due_at": evening - timedelta(days=4),
                 "working_days_left": -2, "total_days": 5, "day_number": 7, "state": "broken", "skipped": weekend},
        "paused": {"step": "settle", "starts_at": now - timedelta(days=7), "due_at": evening + timedelta(days=13),
                   "paused_since": now - timedelta(days=1), "state": "paused"},
        "met": {"step": "respond", "starts_at": now - timedelta(days=5), "due_at": evening + timedelta(days=2),
                "met_at": now, "state": "met", "working_days_left": 2, "total_days": 5, "day_number": 3,
                "skipped": weekend},
        "met_late": {"step": "respond", "due_at": evening - timedelta(days=1), "met_at": now, "state": "broken"},
        "stopped": {"step": "respond", "due_at": evening, "state": "cancelled"},
    }  # fmt: skip
    return {name: Clock(**value) for name, value in values.items()}
