"""The inbox: one list in order of what falls due, its tabs, and the search."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from arcadumas.base import codes, moments, tallies
from arcadumas.base.compiled import Slot, Sql
from arcadumas.core.handling import visible
from arcadumas.core.organisation import powers
from arcadumas.core.organisation.actors import Actor
from arcadumas.core.organisation.readers import Reader, for_readers
from arcadumas.edges.pages.desk import copies, filters, finding, lists, rows
from arcadumas.edges.pages.desk.bulk_forms import acts_for
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


@staff_required
@require_safe
def onward(request: HttpRequest) -> HttpResponse:
    """From the case `?dari=` to the next one that waits for this officer; to their empty list when none does."""
    code = lists.next_waiting(actor(request), codes.read_code(request.GET.get("dari", "")) or "")
    return redirect(reverse("desk-case", args=[code]) if code else f"{reverse('desk')}?lihat={lists.WAITING}")


def inbox(request: HttpRequest) -> dict[str, Any]:
    who, now = actor(request), timezone.now()
    others = lists.others_of(who)
    tab = lists.tab(who, request.GET.get("lihat", ""))
    after = request.GET.get("sesudah", "")
    narrow = filters.known(request, who)
    page = filters.page(tab, narrow["chosen"], who, given={"others": others, "now": now}, after=after)
    shown = rows.rows_of(page.rows, who, now)
    shown = copies.with_texts(shown, tab.key) if tab.key in copies.TEXTS else shown
    groups = rows.grouped(shown, now) if tab.by_due else [rows.Group(key="all", title="", rows=shown)] if shown else []
    return frame(who) | counts(who, others, now) | narrow | {
        "now": now, "current": tab, "groups": groups, "next": page.after, "after": after, "may_file": powers.may(who, "file"), "may_bulk": bool(acts_for(who)),
    }  # fmt: skip


def frame(who: Actor) -> dict[str, Any]:
    """What the desk's frame shows of the officer."""
    return {"me_post": who.seats[0].title}


def counts(who: Actor, others: list[int], now: datetime) -> dict[str, Any]:
    """The number beside each tab, and how much is late and due today, each up to MOST."""
    end = moments.local(now).replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    few, many = _keys(who)
    numbers = dict(zip(many, _of_all(who, others, now, end)[0], strict=True))
    if few:
        numbers |= dict(zip(few, _of_running(who, others, now, end)[0], strict=True))
    return {
        "tabs": [(tab, numbers.get(tab.key)) for tab in lists.tabs(who)], "most": MOST,
        "late": numbers["late"], "today": numbers["today"], "waiting": numbers[lists.WAITING],
    }  # fmt: skip


def _keys(reader: Reader) -> tuple[list[str], list[str]]:
    """What is counted among the few reports that run at a unit, looked at once for all numbers; and what each by itself,
    of reports without number, where an index serves each and counting stops."""
    tabs = [tab for tab in lists.tabs(reader) if tab.key != "selesai"]
    if reader.has(*visible.WIDE):
        return [], ["late", "today", *(tab.key for tab in tabs)]
    few = ["late", "today", *(tab.key for tab in tabs if tab.is_running)]
    return few, [tab.key for tab in tabs if not tab.is_running]


def _asked(reader: Reader, keys: Sequence[str], others: Any, now: Any, end: Any) -> list[Q]:
    running, is_late = lists.running_of(reader, others), lists.is_dated(reader, before=now)
    rows = {"late": running & is_late, "today": running & lists.is_dated(reader, before=end) & ~is_late}
    return [rows[key] if key in rows else lists.rows_of(lists.tab(reader, key), reader, others) for key in keys]


@for_readers
def _of_running(reader: Reader, others: Slot, now: Slot, end: Slot) -> Sql:
    rows = visible.to(reader).filter(lists.few_of(reader, others))
    return tallies.of_few(MOST, rows, *_asked(reader, _keys(reader)[0], others, now, end))


@for_readers
def _of_all(reader: Reader, others: Slot, now: Slot, end: Slot) -> Sql:
    rows, keys = visible.to(reader), _keys(reader)[1]
    sooner = {tab.key: tab.counted(reader) for tab in lists.tabs(reader) if tab.counted}
    asked = zip(keys, _asked(reader, keys, others, now, end), strict=True)
    return tallies.statement(MOST, *(sooner[key] if key in sooner else rows.filter(only) for key, only in asked))
