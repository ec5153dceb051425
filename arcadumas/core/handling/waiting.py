"""Which reports wait for one of this officer's posts: the list behind "Tugas Anda"."""

from datetime import date

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from arcadumas.base import moments
from arcadumas.core.handling.models import Instruction, Response, Task
from arcadumas.core.handling.offices import is_about, names_front_desk
from arcadumas.core.handling.visible import in_its_place
from arcadumas.core.handling.workflow import OPEN
from arcadumas.core.organisation.actors import Actor, valid_on
from arcadumas.core.organisation.models import Post, Role
from arcadumas.core.organisation.readers import Reader, asked_of
from arcadumas.core.reports.models import About, Report, State

NOBODY = Q(pk__in=[])
IN_ITS_PLACE = (
    State.RECEIVED,
    State.VERIFIED,
    State.DISPOSED,
    State.IN_WORK,
)
STAND_INS = (Role.SECRETARY, Role.REGIONAL_HEAD, Role.FRONT_HEAD)  # where the Inspectorate is complained of


def waiting(reader: Reader) -> Q:
    """Rows of `visible.to(reader)` whose next act belongs to one of the reader's posts."""
    rows = NOBODY
    if reader.has(Role.FRONT_OFFICER, Role.FRONT_HEAD):
        rows |= (Q(state__in=[State.RECEIVED, State.VERIFIED]) | _with_whom_it_complains_of()) & Q(
            is_whistleblowing=False
        )
    if reader.has(Role.INSPECTORATE):
        of_desk = is_about(names_front_desk())
        rows |= Q(state__in=[State.RECEIVED, State.VERIFIED]) & (Q(is_whistleblowing=True) | of_desk)
    if reader.has(*STAND_INS):
        here = Q(unit=None) | Q(unit__among=reader.units(*STAND_INS))
        rows |= here & Q(state__in=IN_ITS_PLACE) & in_its_place(reader)
    if units := reader.units(Role.AGENCY_ADMIN, Role.LIAISON, Role.HEAD, Role.INSPECTORATE):
        rows |= Q(state=State.DISPOSED, unit__among=units)
    rows |= Q(pk__in=tasks(reader).values("report"), state__in=sorted(OPEN))
    return rows | Q(state=State.IN_WORK) & _in_work(reader) | ordered(reader)


def _with_whom_it_complains_of() -> Q:
    """In hand of a unit that sees nothing of it: to be passed on."""
    named = About.objects.filter(unit=F("report__unit")).values("report")
    return Q(state__in=[State.DISPOSED, State.IN_WORK], pk__in=named)


def tasks(reader: Reader) -> QuerySet[Task]:
    """Those given to this officer, and those of their team that nobody has: also whose assignee has left the unit, or whose
    account is closed. At the front desk those by which the house asked it to decide."""
    sits = Post.objects.filter(
        valid_on(asked_of(reader, _today)), person=OuterRef("assignee"), unit=OuterRef("unit"), person__is_active=True
    )
    theirs = Q(assignee=reader.person_id)
    if units := reader.units(Role.AGENCY_ADMIN, Role.LIAISON, Role.INSPECTORATE):
        theirs |= Q(~Exists(sits), unit__among=units)
    if units := reader.units(Role.FRONT_OFFICER, Role.FRONT_HEAD):
        theirs |= Q(~Exists(sits), unit__among=units, added_by=None)
    return Task.objects.filter(theirs, done_at=None)


def _today(actor: Actor) -> date:
    return moments.local_date(actor.now)


def ordered(reader: Reader) -> Q:
    """An instruction waits to be accepted by the unit, then for its head to say that it is carried out: also when its report
    is over (decision 0029)."""
    open_ones = Instruction.reports.through.objects.filter(instruction__done_at=None)
    rows = NOBODY
    if units := reader.units(Role.AGENCY_ADMIN, Role.LIAISON, Role.HEAD, Role.INSPECTORATE):
        new = open_ones.filter(instruction__unit__among=units, instruction__accepted_at=None)
        rows |= Q(pk__in=new.values("report"))
    if units := reader.units(Role.HEAD, Role.INSPECTORATE):
        rows |= Q(pk__in=open_ones.filter(instruction__unit__among=units).values("report"))
    return rows


def _in_work(reader: Reader) -> Q:
    """A draft waits for its approver, who is never its author; without a draft the team writes, and sends one that needs no
    approval."""
    drafts = Response.objects.filter(report=OuterRef("pk"), state=Response.State.DRAFTED)
    rows = NOBODY
    if writers := reader.units(Role.AGENCY_ADMIN, Role.LIAISON, Role.INSPECTORATE):
        rows |= Q(~Exists(drafts.filter(unit__answer_needs_approval=True)), unit__among=writers)
    if approvers := reader.approving_units():
        rows |= Q(Exists(drafts.exclude(by=reader.person_id)), unit__among=approvers)
    return rows


def is_waiting_for(report: Report, actor: Actor) -> bool:
    return Report.objects.filter(waiting(actor), pk=report.pk).exists()
