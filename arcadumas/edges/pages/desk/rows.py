"""One line of a desk list: what a report shows to somebody who may perhaps not read its title."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from arcadumas.base import moments
from arcadumas.base.compiled import Slot
from arcadumas.core.deadlines import rules
from arcadumas.core.deadlines.models import Step
from arcadumas.core.handling import story
from arcadumas.core.handling.models import Response
from arcadumas.core.handling.visible import WIDE
from arcadumas.core.organisation.actors import Actor
from arcadumas.core.organisation.models import Area
from arcadumas.core.organisation.readers import Reader, for_readers
from arcadumas.core.reports.models import Promise, Report, State
from arcadumas.duties.notifications import listing
from arcadumas.duties.notifications.listing import Seen
from arcadumas.edges.pages.clocks import Clock, clock_of

DRAFTS = {
    Response.State.DRAFTED: gettext_lazy("Draft with the head"),
    Response.State.APPROVED: gettext_lazy("Approved, not sent"),
    Response.State.REJECTED: gettext_lazy("Draft sent back"),
}
GROUPS = {
    "late": gettext_lazy("Overdue"),
    "today": gettext_lazy("Today"),
    "week": gettext_lazy("This week"),
    "later": gettext_lazy("Later and paused"),
}


@dataclass(frozen=True, kw_only=True)
class Row:
    """`title` is empty where it may not be read; `stand_in` is shown instead. `look` is the state's sign. Of what the officer's
    unit gave back `is_known` is false, and the row tells nothing of what followed."""

    code: str
    title: str
    stand_in: str
    unit: str
    place: str
    report: Report
    due: datetime | None
    clock: Clock | None
    step: str
    label: str
    look: str
    is_mine: bool
    opened_at: datetime | None
    seen: Seen | None
    is_passed_on: bool
    is_urgent: bool
    is_known: bool = True
    copy: str = ""
    snippet: str = ""


@dataclass(frozen=True, kw_only=True)
class Group:
    key: str
    title: Any
    rows: Sequence[Row]


def rows_of(reports: Sequence[Any], who: Actor, now: datetime) -> list[Row]:
    """Three statements for any number of reports: their running promises, the calendar, and who was told. For lists in which
    a report may be one that this officer's unit gave back."""
    clocks = running(reports, who)
    calendar = rules.current() if clocks else None
    seen = listing.seen_by(reports)
    return [
        _row(report, clocks.get(report.pk), seen.get(report.pk), now, calendar)
        if report.is_known
        else _given_back(report)
        for report in reports
    ]


def running(reports: Sequence[Report], who: Actor) -> dict[int, Promise]:
    """The promise of each report that falls due first, among those this officer minds (`lists.with_due`)."""
    return {promise.report_id: promise for promise in _running(who, [report.pk for report in reports])}


@for_readers
def _running(reader: Reader, reports: Slot) -> QuerySet[Promise]:
    """What falls due first comes last."""
    open_ = Promise.objects.filter(report__among=reports, met_at=None)
    if not reader.has(*WIDE):
        open_ = open_.filter(Q(unit=None) | Q(unit__among=reader.units()))
    return open_.filter(state__in=[Promise.State.RUNNING, Promise.State.BROKEN]).order_by("-due_at", "-id")


def _row(
    report: Any, promise: Promise | None, seen: Seen | None, now: datetime, calendar: rules.Snapshot | None
) -> Row:
    label, look = _standing(report)
    return Row(
        code=report.code,
        title=report.title if report.is_readable else "",
        stand_in=_("A special report") if report.is_whistleblowing else _("Confidential report"),
        unit=report.unit.name if report.unit else "",
        place=place_of(report, is_read=report.is_readable),
        report=report,
        due=report.due,
        clock=clock_of(promise, now, calendar=calendar, is_glance=True) if promise and report.due else None,
        step=str(Step(promise.step).label) if promise and report.due else "",
        label=label,
        look=look,
        is_mine=bool(report.is_mine),
        opened_at=report.opened_at,
        seen=seen,
        is_passed_on=report.unit is not None and report.state in (State.DISPOSED, State.IN_WORK),
        is_urgent=report.is_urgent,
    )


def _given_back(report: Report) -> Row:
    """Which report it was, and that the unit gave it back: with whom it lies now, and since when, is no longer theirs to know."""
    return Row(
        code=report.code, title="", stand_in=_("Returned report"), unit="", place="", report=report, due=None,
        clock=None, step="", label=_("Returned"), look="returned", is_mine=False, opened_at=None, seen=None,
        is_passed_on=False, is_urgent=False, is_known=False,
    )  # fmt: skip


def _standing(report: Any) -> tuple[str, str]:
    """The state in words, finer where the answer is in the making or a unit gave it back."""
    if report.state == State.VERIFIED and report.hops:
        return ngettext("Returned %(n)s time", "Returned %(n)s times", report.hops) % {"n": report.hops}, "returned"
    if report.state == State.IN_WORK and report.draft_state in DRAFTS:
        return str(DRAFTS[report.draft_state]), report.state
    return story.label(report), report.state


def place_of(report: Report, *, is_read: bool) -> str:
    """«Handil Bakti, Alalak», or the words that the reporter chose; nothing to who does not read the report."""
    if not is_read:
        return ""
    return area_name(report.area) if report.area else report.place_text[:60]


def area_name(area: Area) -> str:
    parent = area.parent if area.level in ("village", "ward") else None
    return f"{area.name}, {parent.name}" if parent else area.name


def grouped(rows: Sequence[Row], now: datetime) -> list[Group]:
    """Rows are in order of what falls due, so each group is one run."""
    today = moments.local_date(now)

    def key_of(row: Row) -> str:
        due = row.due
        if due is None:
            return "later"
        if due < now:
            return "late"
        days = (moments.local_date(due) - today) // timedelta(days=1)
        return "today" if days == 0 else "week" if days < 7 else "later"

    runs = groupby(rows, key=key_of)
    return [Group(key=key, title=GROUPS[key], rows=list(group)) for key, group in runs]
