"""What a unit that gave a report back still knows of it: how it stood then, whatever has become of it (process.md: sight)."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from copy import copy
from datetime import datetime
from typing import Any

from arcadumas.core.deadlines.models import ReportClass
from arcadumas.core.handling.models import Disposition
from arcadumas.core.handling.workflow import place
from arcadumas.core.reports.models import Event, Report, ReportKind, State

TOLD = ("verified", "classified", "marked_urgent", "returned")
Lines = Sequence[Mapping[str, Any]]


def as_it_stood(reports: Sequence[Report], own: Mapping[int, Sequence[Disposition]]) -> dict[int, Report]:
    """By key the reports as at the newest return of `own`, the reader's dispositions. Nobody may save these rows. One
    statement; none where there are no reports."""
    if not reports:
        return {}
    lines = defaultdict(list)
    found = Event.objects.filter(report__in=reports, kind__in=TOLD).order_by("report", "seq")
    for line in found.values("report", "seq", "kind", "at", "facts"):
        lines[line["report"]].append(line)
    return {report.pk: _stood(report, lines[report.pk], _ended(own[report.pk])) for report in reports}


def _ended(own: Sequence[Disposition]) -> datetime | None:
    return max((one.ended_at for one in own if one.ended_at), default=None)


def _stood(report: Report, lines: Lines, ended_at: datetime | None) -> Report:
    until = next((line for line in lines if line["kind"] == "returned" and line["at"] == ended_at), lines[-1] if lines else None)  # fmt: skip
    before = [line for line in lines if until and line["seq"] <= until["seq"]]
    stood = copy(report)
    stood.version = until["seq"] if until else 1
    _classify(stood, before)
    if until and (chosen := until["facts"].get("visibility", "")):
        stood.is_anonymous, stood.is_confidential = "anonymous" in chosen, "confidential" in chosen
    stood.closed_by = stood.archive_reason = ""
    stood.unit = stood.merged_into = stood.due_at = None
    place(stood, State.VERIFIED)
    return stood


def _classify(stood: Report, lines: Lines) -> None:
    classes = [line["facts"]["report_class"] for line in lines if "report_class" in line["facts"]]
    found = classes[-1] if classes else stood.kind
    stood.is_oversight = found == ReportClass.COMPLAINT_OVERSIGHT
    stood.kind = found if found in ReportKind.values else ReportKind.COMPLAINT
    stood.is_urgent = False
    for line in lines:
        if line["kind"] == "verified":
            stood.is_urgent = bool(line["facts"].get("is_urgent"))
        elif mark := "marked" if line["kind"] == "marked_urgent" else line["facts"].get("urgency"):
            stood.is_urgent = mark == "marked"
