"""Which of the reports in sight this officer also reads: `visible.sight` for a whole list."""

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.lookups import IsNull

from arcadumas.base.compiled import Slot
from arcadumas.core.handling import visible
from arcadumas.core.handling.models import Disposition, Opening, Task
from arcadumas.core.organisation.actors import Actor
from arcadumas.core.organisation.models import Role
from arcadumas.core.organisation.readers import Reader, prepared_for_readers
from arcadumas.core.reports.models import Report, State

MANAGERS = (Role.HEAD, Role.LIAISON, Role.AGENCY_ADMIN, Role.INSPECTORATE)


def readable(reader: Reader) -> Q:
    """Rows of `visible.to(reader)` whose words this officer reads."""
    rows = freely(reader) | visible.overseen(reader)
    if reader.has(*visible.AFTER_OPENING):
        leave = Opening.objects.filter(report=OuterRef("pk"), person=reader.person_id, until__gt=reader.now)
        rows |= Q(is_confidential=True, is_whistleblowing=False) & Q(Exists(leave))
    return rows


def freely(reader: Reader) -> Q:
    """Those of them that are read without an entry in the audit trail: of these alone a list shows the title, the place and
    the topic, and is narrowed by them."""
    open_ones = Q(is_confidential=False, is_whistleblowing=False) & known(reader)
    return open_ones | Q(is_confidential=True, is_whistleblowing=False) & _handles_confidential(reader)


def known(reader: Reader) -> Q:
    """Rows of `visible.to(reader)` of which this officer knows more than that their unit gave it back: of those neither the
    unit nor a clock, so no list may be narrowed by them."""
    if reader.has(*visible.WIDE):
        return Q()
    units = reader.units(*visible.AGENCY)
    joined = Q(state=State.MERGED) & held_by(units, of="merged_into")
    return held_by(units) | visible.instructed(units) | joined


def is_known(report: Report, *, by: Actor) -> bool:
    """The same of one report in sight. One statement; none for whoever watches over all."""
    return by.has(*visible.WIDE) or bool(_known(by, report.pk))


@prepared_for_readers
def _known(reader: Reader, report: Slot) -> QuerySet[Report, int]:
    return Report.objects.filter(known(reader), pk=report).values_list("pk", flat=True)


def held_by(units: Any, *, role: str = "", of: str = "pk") -> Q:
    """Reports of which (or `of` whose main report) one of these units holds a live disposition."""
    live = Disposition.objects.filter(report=OuterRef(of), unit__among=units, state__in=Disposition.LIVE)
    live = live.filter(role=role) if role else live
    # Not Exists: the database would gather all that the unit has ever held, to look at a page of rows.
    return Q(IsNull(Subquery(live.values("pk")[:1]), False))


def _handles_confidential(reader: Reader) -> Q:
    if reader.has(Role.FRONT_OFFICER, Role.FRONT_HEAD):
        return Q()
    rows = Q(pk__in=[])
    if units := reader.units(*MANAGERS):
        rows |= _led_by(units)
    if units := reader.units(Role.MEMBER):
        tasks = Task.objects.filter(report=OuterRef("pk"), assignee=reader.person_id, done_at=None)
        rows |= _led_by(units) & Q(Exists(tasks))
    return rows


def _led_by(units: Any) -> Q:
    """An answered lead whose place another unit has taken leads no more."""
    return Q(unit__among=units) & held_by(units, role=Disposition.Role.LEAD)
