"""The inbox: one list in order of what falls due, its tabs, and the search."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from arcadumas.base import moments, tallies
from arcadumas.core.handling import visible
from arcadumas.core.organisation import powers
from arcadumas.core.organisation.actors import Actor
from arcadumas.core.reports.models import Report
from arcadumas.edges.pages.desk import copies, filters, finding, lists, rows
from arcadumas.edges.pages.desk.lists import MOST
from arcadumas.edges.pages.signing import actor, staff_required

LONGEST = 100  # characters of a search


@staff_required
@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """`?lihat=` chooses a tab, `?q=` searches, `?sesudah=` goes on after a row."""
    text = request.GET.get("q", "").replace("\x00", "").strip()[:LONGEST]
    if text:
        return render(request, "desk/found.html", frame(actor(request)) | finding.found(request, text))
    return render(request, "desk/inbox.html", inbox(request))


def inbox(request: HttpRequest) -> dict[str, Any]:
    who, now = actor(request), timezone.now()
    known = lists.tabs(who)
    tab, only = next((each for each in known if each[0].key == request.GET.get("lihat", "")), known[0])
    after = request.GET.get("sesudah", "")
    narrow = filters.known(request, who)
    seen = visible.to(who).filter(only).filter(filters.narrowed(narrow["chosen"], who, now))
    page = lists.page(seen, who, by_due=tab.by_due, after=after)
    shown = rows.rows_of(page.rows, who, now)
    shown = copies.with_texts(shown, tab.key) if tab.key in copies.TEXTS else shown
    groups = rows.grouped(shown, now) if tab.by_due else [rows.Group(key="all", title="", rows=shown)] if shown else []
    return frame(who) | counts(who, known, now) | narrow | {
        "now": now, "current": tab, "groups": groups, "next": page.after, "after": after, "may_file": powers.may(who, "file"),
    }  # fmt: skip


def frame(who: Actor) -> dict[str, Any]:
    """What the desk's frame shows of the officer."""
    return {"me_post": who.seats[0].title}


def counts(who: Actor, known: list[tuple[lists.Tab, Q]], now: datetime) -> dict[str, Any]:
    """The number beside each tab, and how much is late and due today, each up to MOST."""
    end = moments.local(now).replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    running = known[0][1]
    asked = {
        "late": running & lists.is_dated(who, before=now),
        "today": running & lists.is_dated(who, before=end) & ~lists.is_dated(who, before=now),
        **{tab.key: only for tab, only in known if tab.key != "selesai"},
    }
    once = set() if who.has(*visible.WIDE) else {"late", "today", *(tab.key for tab, _only in known if tab.is_running)}
    numbers = _at_once(visible.to(who).filter(running), {key: asked[key] for key in asked if key in once})
    numbers |= _one_by_one(visible.to(who), {key: asked[key] for key in asked if key not in once})
    return {
        "tabs": [(tab, numbers.get(tab.key)) for tab, _only in known], "most": MOST,
        "late": numbers["late"], "today": numbers["today"], "waiting": numbers["saya"],
    }  # fmt: skip


def _at_once(rows: QuerySet[Report], asked: dict[str, Q]) -> dict[str, int]:
    """Of the few reports that run at a unit: looked at once for all numbers."""
    if not asked:
        return {}
    found = rows.aggregate(**{f"n_{key}": Count("pk", filter=only) for key, only in asked.items()})
    return {key: min(found[f"n_{key}"], MOST) for key in asked}


def _one_by_one(rows: QuerySet[Report], asked: dict[str, Q]) -> dict[str, int]:
    """Of reports without number: an index serves each, and counting stops."""
    return dict(zip(asked, tallies.up_to(MOST, *(rows.filter(only) for only in asked.values())), strict=True))
