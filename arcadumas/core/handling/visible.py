"""Which rows may they see, and how much of each (process.md: sight).

`to(actor)` filters rows; `ground()` gathers what powers need; `sight()` says how much of one report this actor reads.
"""

from enum import StrEnum

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from arcadumas.core.handling.models import Disposition, Opening, Response, Task
from arcadumas.core.organisation.actors import Actor
from arcadumas.core.organisation.models import Role
from arcadumas.core.organisation.powers import OVERSIGHT_CLASSES, Ground
from arcadumas.core.reports.models import About, Report

WIDE = (Role.FRONT_OFFICER, Role.FRONT_HEAD, Role.INSPECTORATE, Role.SECRETARY, Role.REGIONAL_HEAD)
AGENCY = (Role.AGENCY_ADMIN, Role.LIAISON, Role.MEMBER, Role.HEAD)
SEEN = (*Disposition.LIVE, Disposition.State.RETURNED)
AFTER_OPENING = (Role.INSPECTORATE, Role.SECRETARY, Role.REGIONAL_HEAD)


class Sight(StrEnum):
    NOTHING = "nothing"
    RETURNED = "returned"  # the unit gave it back: the returned line alone
    LISTED = "listed"  # code, kind, state, clocks
    READ = "read"


def to(actor: Actor) -> QuerySet[Report]:
    """Reports whose line this officer may see. EN sees none; whoever is in `about` sees none of those."""
    if actor.kind != "person":
        return Report.objects.none()
    rows = Q()
    if actor.has(*WIDE):
        rows |= Q(is_whistleblowing=False)
    if actor.has(Role.INSPECTORATE):
        rows |= Q(is_whistleblowing=True)
    if units := _agency_units(actor):
        held = Disposition.objects.filter(report=OuterRef("pk"), unit__in=units, state__in=SEEN)
        rows |= Q(Exists(held), is_whistleblowing=False)
    if not rows:
        return Report.objects.none()
    return Report.objects.filter(rows).exclude(Exists(_complaints_of(actor)))


def _complaints_of(actor: Actor) -> QuerySet[About]:
    of_actor = Q(unit__in=actor.unit_ids) | Q(person=actor.person_id) | Q(post__in=[seat.id for seat in actor.seats])
    return About.objects.filter(of_actor, report=OuterRef("pk"))


def _agency_units(actor: Actor) -> set[int]:
    return {seat.unit_id for seat in actor.seats if seat.role in AGENCY}


def ground(report: Report, actor: Actor) -> Ground:
    """The plain values that powers ask for. Three statements."""
    rows = Disposition.objects.filter(report=report, state__in=Disposition.LIVE).values_list(
        "unit", "unit__kind", "role"
    )
    holding: dict[int, str] = {}
    inspectorate = False
    for unit, kind, role in rows:
        holding[unit] = "lead" if "lead" in (role, holding.get(unit)) else role
        inspectorate = inspectorate or kind == "inspectorate"
    of_desk = Q(unit__is_front_desk=True) | Q(post__unit__is_front_desk=True)
    unsent = (Response.State.DRAFTED, Response.State.APPROVED, Response.State.REPLACED)
    return Ground(
        report_class=report.report_class,
        is_anonymous=report.is_anonymous,
        is_about_front_desk=About.objects.filter(of_desk, report=report).exists(),
        holding=holding,
        inspectorate_holds=inspectorate,
        has_task=_has_task(report, actor),
        is_author=Response.objects.filter(report=report, by=actor.person_id, state__in=unsent).exists(),
    )


def _has_task(report: Report, actor: Actor) -> bool:
    if not actor.has(Role.MEMBER):
        return False
    return Task.objects.filter(report=report, assignee=actor.person_id, done_at=None).exists()


def sight(report: Report, actor: Actor, here: Ground) -> Sight:
    """How much of a listed report this actor reads."""
    if actor.kind in ("reporter", "house"):
        return Sight.READ
    if report.is_whistleblowing:
        return Sight.READ if actor.has(Role.INSPECTORATE) else Sight.NOTHING
    if not actor.has(*WIDE) and not (_agency_units(actor) & set(here.holding)):
        return Sight.RETURNED
    if not report.is_confidential:
        return Sight.READ
    return Sight.READ if _reads_confidential(report, actor, here) else Sight.LISTED


def _reads_confidential(report: Report, actor: Actor, here: Ground) -> bool:
    if actor.has(Role.FRONT_OFFICER, Role.FRONT_HEAD):
        return True
    for seat in actor.seats:
        if here.holding.get(seat.unit_id) == "lead":
            if seat.role in (Role.HEAD, Role.LIAISON, Role.AGENCY_ADMIN) or (
                seat.role == Role.MEMBER and here.has_task
            ):
                return True
            if seat.role == Role.INSPECTORATE:
                return True
    return actor.has(*AFTER_OPENING) and is_open_for(report, actor)


def is_open_for(report: Report, actor: Actor) -> bool:
    return Opening.objects.filter(report=report, person=actor.person_id, until__gt=timezone.now()).exists()


def is_oversight(report: Report) -> bool:
    return report.report_class in OVERSIGHT_CLASSES
