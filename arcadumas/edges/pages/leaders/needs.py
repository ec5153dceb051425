"""The rows that a leader looks at and picks: a report with why it is here, with whom it lies, and since when."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from arcadumas.core.deadlines import rules
from arcadumas.core.figures import attention
from arcadumas.core.handling import story
from arcadumas.core.organisation.actors import Actor
from arcadumas.core.reports.models import Promise, Report
from arcadumas.edges.pages.clocks import Clock, clock_of


@dataclass(frozen=True, kw_only=True)
class Need:
    """`title` is empty where it may not be read, or only with an entry in the audit trail; `stand_in` is shown instead. `clock` is the promise that falls, or fell, due first."""

    report: Report
    title: str
    stand_in: str
    whys: Sequence[str]
    holder: str
    label: str
    clock: Clock | None
    step: str

    @property
    def may_pick(self) -> bool:
        """Nobody is instructed about whistleblowing."""
        return not self.report.is_whistleblowing


def needs(keys: Sequence[int], who: Actor, now: datetime) -> list[Need]:
    """Of these reports, in this order. Three statements for any number: what they show, their clocks, the calendar."""
    reports = attention.with_causes(keys, who)
    clocks = _clocks(reports)
    calendar = rules.current() if clocks else None
    return [_need(one, clocks.get(one.pk), calendar, now) for one in reports]


def _clocks(reports: Sequence[Report]) -> dict[int, Promise]:
    awaited = [Promise.State.RUNNING, Promise.State.BROKEN]
    open_ = Promise.objects.filter(report__in=[one.pk for one in reports], met_at=None, state__in=awaited)
    return {promise.report_id: promise for promise in open_.order_by("-due_at", "-id")}


def _need(report: Any, promise: Promise | None, calendar: rules.Snapshot | None, now: datetime) -> Need:
    return Need(
        report=report,
        title=report.title if report.is_readable else "",
        stand_in=_("A special report") if report.is_whistleblowing else _("Confidential report"),
        whys=_whys(report),
        holder=report.unit.name if report.unit else _("The front desk"),
        label=story.label(report),
        clock=clock_of(promise, now, calendar=calendar, is_glance=True) if promise else None,
        step=promise.step_label if promise else "",
    )


def _whys(report: Any) -> list[str]:
    found = []
    if n := report.objections or 0:
        found.append(ngettext("The reporter says it is not settled", "The reporter has said %(n)s times that it is not settled", n) % {"n": n})  # fmt: skip
    if report.hops >= attention.MANY_RETURNS:
        found.append(ngettext("Returned %(n)s time", "Returned %(n)s times", report.hops) % {"n": report.hops})
    if report.is_broken:
        found.append(_("A promise to the reporter is broken"))
    if report.is_urgent:
        found.append(_("Urgent"))
    return found
