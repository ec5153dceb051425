"""Short looks at a report after an act."""

from datetime import timedelta

from django.utils import timezone

from arcadumas.core.deadlines import rules
from arcadumas.core.handling.models import Disposition
from arcadumas.core.reports.models import Event, Promise, Report

REASON = "Sesuai pemeriksaan petugas di lapangan."


def clocks(report: Report) -> dict[str, str]:
    """`accept@pupr#2` is the second round of the unit's clock."""
    found = {}
    for promise in Promise.objects.filter(report=report).select_related("unit").order_by("id"):
        unit, again = promise.unit and f"@{promise.unit.code}", f"#{promise.round}" if promise.round > 1 else ""
        found[f"{promise.step}{unit or ''}{again}"] = str(promise.state)
    return found


def clock(report: Report, step: str, unit: str = "") -> Promise:
    """The newest round."""
    found = Promise.objects.filter(report=report, step=step, unit__code=unit or None)
    return found.latest("round")


def is_as_ruled(promise: Promise, *, starts_with: Event, amount: int, counted_in: str) -> bool:
    """It starts at the line, and its figure and due moment are those of the rules."""
    due = rules.due(promise.step, promise.report.report_class, promise.starts_at)
    assert due is not None
    figures = (promise.amount, promise.counted_in, promise.due_at, promise.rule, promise.starts_at)
    return figures == (amount, counted_in, due.due_at, due.rule, starts_with.at)


def helps(report: Report, unit: str = "63.04.05") -> tuple[list[str], list[tuple[str, str]]]:
    """Of a unit that helps: the states of its dispositions, and its clocks with theirs."""
    states = Disposition.objects.filter(report=report, unit__code=unit, role="support").order_by("id")
    own = Promise.objects.filter(report=report, unit__code=unit).order_by("id")
    return list(states.values_list("state", flat=True)), list(own.values_list("step", "state"))


def newest(report: Report) -> Event:
    return Event.objects.filter(report=report).latest("seq")


def make_late(report: Report, step: str, unit: str = "", *, is_noted: bool = False) -> Promise:
    """Its moment passed an hour ago; `is_noted`: and a round has seen it."""
    promise = clock(report, step, unit)
    promise.due_at = timezone.now() - timedelta(hours=1)
    if is_noted:
        promise.state, promise.broken_at = "broken", promise.due_at
    promise.save()
    return promise
