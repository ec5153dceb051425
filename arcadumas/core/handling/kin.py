"""What stands beside a report: its group, its parts, what it was split from, and what it is linked with."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import BooleanField, ExpressionWrapper, Q, QuerySet

from arcadumas.base.compiled import Slot, prepared
from arcadumas.core.handling import visible
from arcadumas.core.handling.models import Merging
from arcadumas.core.handling.reading import freely, known
from arcadumas.core.organisation.actors import Actor
from arcadumas.core.reports.models import Event, Report, State


@dataclass(frozen=True, kw_only=True)
class Kin:
    """As far as the reader may see them. `main`: what it is joined to."""

    main: Report | None = None
    joined: Sequence[Report] = ()
    whole: Report | None = None
    parts: Sequence[Report] = ()
    related: Sequence[Report] = ()

    def __bool__(self) -> bool:
        return bool(self.main or self.joined or self.whole or self.parts or self.related)


def kin_of(report: Report, *, by: Actor) -> Kin:
    """Two statements, three where there is kin: what the reader may see is asked only of that, with `is_readable`. A reporter sees the parts of their own report, and nothing of others."""
    if by.kind == "reporter":
        return _own(report)
    codes = _related(report.pk)
    above = [key for key in (report.merged_into_id, report.part_of_id) if key]
    ids = _near(report.pk, codes, above)
    if not ids:
        return Kin()
    found = list(_seen(by).filter(pk__in=ids).select_related("unit", "area__parent").order_by("received_at", "id"))
    return Kin(
        main=next((one for one in found if one.pk == report.merged_into_id), None),
        joined=[one for one in found if one.merged_into_id == report.pk],
        whole=next((one for one in found if one.pk == report.part_of_id), None),
        parts=[one for one in found if one.part_of_id == report.pk],
        related=[one for one in found if one.code in codes],
    )


def _seen(by: Actor) -> QuerySet[Report]:
    """Without what their own unit gave back, of which they know no more than that."""
    if by.kind != "person":
        return Report.objects.all()
    is_readable = ExpressionWrapper(freely(by), output_field=BooleanField())
    return visible.to(by).filter(known(by)).annotate(is_readable=is_readable)


@prepared
def _related(report: Slot) -> QuerySet[Event, str]:
    return Event.objects.filter(report=report, kind="related").values_list("facts__code", flat=True)


@prepared
def _near(report: Slot, codes: Slot, above: Slot) -> QuerySet[Report, int]:
    near = Q(merged_into=report) | Q(part_of=report) | Q(code__among=codes) | Q(pk__among=above)
    return Report.objects.filter(near).values_list("pk", flat=True)


def _own(report: Report) -> Kin:
    near = Q(part_of=report.pk) | Q(pk=report.part_of_id or 0)
    found = list(Report.objects.filter(near).select_related("unit", "category", "area").order_by("id"))
    return Kin(
        whole=next((one for one in found if one.pk == report.part_of_id), None),
        parts=[one for one in found if one.part_of_id == report.pk],
    )


def clocked(report: Report) -> int:
    """Whose clocks count for its reporter: the main report's while it is joined to one."""
    return report.merged_into_id if report.state == State.MERGED and report.merged_into_id else report.pk


def joining(report: Report) -> Merging | None:
    """How it is joined to another, or was until both got one answer; None where it stands by itself. A statement only where
    there is one."""
    if report.merged_into_id is None:
        return None
    return Merging.objects.filter(report=report, into=report.merged_into_id).order_by("-id").first()


def main_of(report: Report) -> Report | None:
    """The report whose progress is this one's, while it is joined."""
    return report.merged_into if report.state == State.MERGED else None
