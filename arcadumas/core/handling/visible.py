"""Which rows may they see, and how much of each (process.md: sight).

`to(actor)` filters rows; `ground()` gathers what powers need; `sight()` says how much of one report this actor reads.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q, QuerySet, Subquery
from django.db.models.lookups import IsNull
from django.utils import timezone

from arcadumas.base.compiled import Slot, prepared
from arcadumas.core.handling import offices
from arcadumas.core.handling.models import Disposition, Instruction, Opening, Response, Task
from arcadumas.core.organisation.actors import Actor
from arcadumas.core.organisation.models import Role
from arcadumas.core.organisation.powers import NOWHERE, OVERSIGHT_CLASSES, Ground
from arcadumas.core.organisation.readers import Reader, asked_of, prepared_for_readers
from arcadumas.core.reports.models import About, Report, Source, State

WIDE = (Role.FRONT_OFFICER, Role.FRONT_HEAD, Role.INSPECTORATE, Role.SECRETARY, Role.REGIONAL_HEAD)
AGENCY = (Role.AGENCY_ADMIN, Role.LIAISON, Role.MEMBER, Role.HEAD)
SEEN = (*Disposition.LIVE, Disposition.State.RETURNED)
ANSWERED = (State.ANSWERED, State.CLOSED)
INSTRUCTED = (*AGENCY, Role.INSPECTORATE)  # may carry out an instruction to their unit
UNSENT = (Response.State.DRAFTED, Response.State.APPROVED)
OVERSEERS = (
    Role.INSPECTORATE,
    Role.SECRETARY,
    Role.REGIONAL_HEAD,
    Role.FRONT_HEAD,
)  # of whistleblowing, each in the place of those before
AFTER_OPENING = (Role.INSPECTORATE, Role.SECRETARY, Role.REGIONAL_HEAD)
# Whose reporter has no key here: what they say, at the counter or in SP4N-LAPOR!, is typed in for them.
TYPED_IN = (Source.COUNTER, Source.LETTER, Source.PHONE, Source.SOCIAL, Source.SP4N)


class Sight(StrEnum):
    NOTHING = "nothing"
    RETURNED = "returned"  # the unit gave it back: the returned line alone
    LISTED = "listed"  # code, kind, state, clocks
    READ = "read"


def to(reader: Reader) -> QuerySet[Report]:
    """Reports whose line this officer may see. EN sees none; whoever is in `about` sees none of those."""
    if reader.kind != "person":
        return Report.objects.none()
    rows = Q()
    if reader.has(*WIDE):
        rows |= Q(is_whistleblowing=False)
    if reader.has(*OVERSEERS):
        rows |= overseen(reader)
    if reader.has(Role.FRONT_OFFICER):
        rows |= Q(is_whistleblowing=True, state=State.RECEIVED)
    if agency := reader.units(*AGENCY):
        held = Disposition.objects.filter(report=OuterRef("pk"), unit__among=agency, state__in=SEEN)
        # Not Exists: it would be joined with all that the unit has ever held, where a list asks for a few open reports.
        joined = Q(state=State.MERGED) & Q(IsNull(Subquery(_of_main(agency).values("pk")[:1]), False))
        held_ones = Q(IsNull(Subquery(held.values("pk")[:1]), False))
        rows |= (held_ones | instructed(agency) | joined) & Q(is_whistleblowing=False)
    if not rows:
        return Report.objects.none()
    of_reader = Q(unit__among=reader.units()) | Q(person=reader.person_id) | Q(post__among=reader.post_ids)
    return Report.objects.filter(rows).exclude(Exists(About.objects.filter(of_reader, report=OuterRef("pk"))))


def overseen(reader: Reader) -> Q:
    """Whistleblowing that this reader handles: the Inspectorate's, and what falls to another in its place."""
    rows = Q(is_whistleblowing=True) & in_its_place(reader)
    if reader.has(Role.INSPECTORATE):
        rows |= Q(is_whistleblowing=True) & ~Q(pk__among=asked_of(reader, _about_inspectorate))
    return rows


def in_its_place(reader: Reader) -> Q:
    """Whistleblowing about the Inspectorate, and other reports about it and the front desk: the Sekda handles them, the regional
    head where the Sekda is named too, and the head of the front desk where all three are.

    Its keys are asked first: they are few, and as a condition each list of a leader would be planned around it."""
    rows = Q(pk__in=[])
    if reader.has(Role.SECRETARY):
        rows |= Q(pk__among=asked_of(reader, _of_secretary))
    if reader.has(Role.REGIONAL_HEAD):
        rows |= Q(pk__among=asked_of(reader, _of_regional_head))
    if reader.has(Role.FRONT_HEAD):
        rows |= Q(pk__among=asked_of(reader, _of_front_head))
    return rows


def _about_inspectorate(_reader: Actor) -> list[int]:
    """Of whatever class: what is not whistleblowing is seen all the same."""
    return [key for key, *_more in _displaced()]


def _of_secretary(_reader: Actor) -> list[int]:
    return [key for key, of_secretary, _of_head in _displaced() if not of_secretary]


def _of_regional_head(_reader: Actor) -> list[int]:
    return [key for key, of_secretary, of_head in _displaced() if of_secretary and not of_head]


def _of_front_head(_reader: Actor) -> list[int]:
    return [key for key, of_secretary, of_head in _displaced() if of_secretary and of_head]


@prepared
def _displaced() -> QuerySet[Report, tuple[int, bool, bool]]:
    """Keys of whistleblowing about the Inspectorate, and of what complains of it and of the front desk, each with whether it
    complains of the Sekda and of the regional head too."""
    named = {"of_secretary": offices.names(Role.SECRETARY), "of_head": offices.names(Role.REGIONAL_HEAD)}
    marks = {name: ExpressionWrapper(offices.is_about(of), output_field=BooleanField()) for name, of in named.items()}
    is_theirs = Q(is_whistleblowing=True) | offices.is_about(offices.names_front_desk())
    rows = Report.objects.filter(offices.is_about(offices.names_inspectorate()), is_theirs)
    return rows.annotate(**marks).values_list("pk", *marks)


def sees(actor: Actor, key: int) -> bool:
    """Whether `to` has this report, asked in the same way of one there is as of one there is not."""
    return bool(_one(actor, key))


@prepared_for_readers
def _one(reader: Reader, report: Slot) -> QuerySet[Report, int]:
    return to(reader).filter(pk=report).values_list("pk", flat=True)


def seen_codes(actor: Actor, codes: Collection[str]) -> set[str]:
    """Those of these reports that the actor sees: of another a code alone would already tell that it is there."""
    return set(_of_codes(actor, sorted(codes))) if codes else set()


@prepared_for_readers
def _of_codes(reader: Reader, codes: Slot) -> QuerySet[Report, str]:
    return to(reader).filter(code__among=codes).values_list("code", flat=True)


def _of_main(units: Any) -> QuerySet[Disposition]:
    """Who holds the main report of a group reads what is joined to it."""
    return Disposition.objects.filter(report=OuterRef("merged_into"), unit__among=units, state__in=Disposition.LIVE)


def instructed(units: Any) -> Q:
    """Reports about which a leader gave one of these units an instruction: it opens them to that unit."""
    return Q(pk__in=Instruction.reports.through.objects.filter(instruction__unit__among=units).values("report"))


def reads_order(given: Instruction, reader: Actor) -> bool:
    """Whoever gave an instruction and the unit that carries it out read its words, also where they do not read the report:
    they are no reporter's (decision 0029)."""
    return given.by_id == reader.person_id or given.unit_id in reader.units(*INSTRUCTED)


def _agency_units(actor: Actor) -> set[int]:
    return {seat.unit_id for seat in actor.seats if seat.role in AGENCY}


def ground(report: Report, actor: Actor) -> Ground:
    """The plain values that powers ask for. Three statements, four for an agency's post, five for a member; none for the reporter and the house."""
    if actor.kind != "person":
        return NOWHERE
    return grounds([report], actor)[report.pk]


def grounds(reports: Sequence[Report], actor: Actor) -> dict[int, Ground]:
    """The same for many reports, in as many statements as for one."""
    ids = [report.pk for report in reports]
    return _grounds(reports, actor, _live(ids), set(_drafted(ids, actor.person_id)), _instructed(ids, actor))


def ground_from(report: Report, actor: Actor, *, dispositions: Iterable[Disposition], responses: Iterable[Response], instructions: Iterable[Instruction]) -> Ground:  # fmt: skip
    """The same of one report whose rows are at hand, in two statements or three less."""
    if actor.kind != "person":
        return NOWHERE
    live = [
        (report.pk, one.unit_id, one.unit.kind, one.role, one.state)
        for one in dispositions
        if one.state in Disposition.LIVE
    ]
    authored = {report.pk for one in responses if one.by_id == actor.person_id and one.state in UNSENT}
    told = {one.unit_id for one in instructions} & set(actor.units(*INSTRUCTED))
    return _grounds([report], actor, live, authored, {report.pk: told})[report.pk]


def _grounds(reports: Sequence[Report], actor: Actor, live: Iterable[tuple[int, int, str, str, str]], authored: set[int], told: Mapping[int, set[int]]) -> dict[int, Ground]:  # fmt: skip
    ids = [report.pk for report in reports]
    held = defaultdict(list)
    for report_id, unit, kind, role, state in sorted(live, key=lambda row: row[3] == Disposition.Role.LEAD):
        held[report_id].append(_Hold(unit=unit, kind=kind, role=role, state=state))
    about = offices.about_offices(reports)
    grouped, tasked = _grouped(reports), _with_task(ids, actor)
    return {
        report.pk: Ground(
            report_class=report.report_class,
            is_anonymous=report.is_anonymous,
            is_typed_in=report.source in TYPED_IN,
            is_about_front_desk=report.pk in about.front_desk,
            is_about_inspectorate=report.pk in about.inspectorate,
            is_about_secretary=report.pk in about.secretary,
            is_about_regional_head=report.pk in about.regional_head,
            is_about_lead=report.pk in about.lead,
            desk_falls_to=about.desk_falls_to.get(report.pk),
            holding={one.unit: one.role for one in held[report.pk] if one.holds(report)},
            held=frozenset({*(one.unit for one in held[report.pk] if not one.holds(report)), *grouped[report.pk]}),
            instructed=frozenset(told[report.pk]),
            inspectorate_holds=any(one.kind == "inspectorate" and one.leads(report) for one in held[report.pk]),
            has_task=report.pk in tasked,
            is_author=report.pk in authored,
        )
        for report in reports
    }


@prepared
def _live(reports: Slot) -> QuerySet[Disposition, tuple[int, int, str, str, str]]:
    found = Disposition.objects.filter(report__among=reports, state__in=Disposition.LIVE)
    return found.values_list("report", "unit", "unit__kind", "role", "state")


@prepared
def _drafted(reports: Slot, person: Slot) -> QuerySet[Response, int]:
    own = Response.objects.filter(report__among=reports, by=person, state__in=UNSENT)
    return own.values_list("report", flat=True)


def _instructed(ids: Sequence[int], actor: Actor) -> dict[int, set[int]]:
    """By report the actor's own units that have an instruction about it; asked for the posts that may carry one out."""
    found: dict[int, set[int]] = defaultdict(set)
    if units := actor.units(*INSTRUCTED):
        for report_id, unit_id in _given(ids, units):
            found[report_id].add(unit_id)
    return found


@prepared
def _given(reports: Slot, units: Slot) -> QuerySet[Any, tuple[int, int]]:
    given = Instruction.reports.through.objects.filter(report__among=reports, instruction__unit__among=units)
    return given.values_list("report", "instruction__unit")


def _grouped(reports: Sequence[Report]) -> dict[int, set[int]]:
    """Of reports that are joined to another: the units that hold that one."""
    into = {report.pk: report.merged_into_id for report in reports if report.state == State.MERGED}
    found = defaultdict[int | None, set[int]](set)
    if into:
        live = Disposition.objects.filter(report__in=set(into.values()), state__in=Disposition.LIVE)
        for main, unit in live.values_list("report", "unit"):
            found[main].add(unit)
    return defaultdict(set, {key: found[main] for key, main in into.items()})


@dataclass(frozen=True)
class _Hold:
    """A live disposition. An answered lead whose place another unit has taken holds nothing any more, nor who helped with an
    answer that the reporter has objected to."""

    unit: int
    kind: str
    role: str
    state: str

    def leads(self, report: Report) -> bool:
        return self.role == Disposition.Role.LEAD and self.unit == report.unit_id

    def holds(self, report: Report) -> bool:
        if self.role == Disposition.Role.LEAD:
            return self.leads(report)
        return self.state in Disposition.ACTIVE or report.state in ANSWERED


def _with_task(ids: Sequence[int], actor: Actor) -> set[int]:
    if not actor.has(Role.MEMBER):
        return set()
    return set(_assigned(ids, actor.person_id))


@prepared
def _assigned(reports: Slot, person: Slot) -> QuerySet[Task, int]:
    open_ones = Task.objects.filter(report__among=reports, assignee=person, done_at=None)
    return open_ones.values_list("report", flat=True)


def sight(report: Report, actor: Actor, here: Ground, *, opened: Collection[int] | None = None) -> Sight:
    """How much of a listed report this actor reads. `opened`: reports opened to them, where the caller has asked already."""
    if actor.kind in ("reporter", "house"):
        return Sight.READ
    if report.is_whistleblowing:
        return Sight.READ if actor.has(here.overseer) else _listed_until_verified(report, actor)
    if not actor.has(*WIDE) and not (_agency_units(actor) & {*here.holding, *here.held, *here.instructed}):
        return Sight.RETURNED
    if not report.is_confidential:
        return Sight.READ
    return Sight.READ if _reads_confidential(report, actor, here, opened) else Sight.LISTED


def sight_in_list(report: Report, officer: Actor, here: Ground) -> Sight:
    """How much of it a list shows: nothing that is read only with an entry in the audit trail (`reading.freely`)."""
    how_much = sight(report, officer, here, opened=())
    return Sight.LISTED if report.is_whistleblowing and how_much == Sight.READ else how_much


def _listed_until_verified(report: Report, actor: Actor) -> Sight:
    is_listed = actor.has(Role.FRONT_OFFICER) and report.state == State.RECEIVED
    return Sight.LISTED if is_listed else Sight.NOTHING


def _reads_confidential(report: Report, actor: Actor, here: Ground, opened: Collection[int] | None) -> bool:
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
    if not actor.has(*AFTER_OPENING):
        return False
    return is_open_for(report, actor) if opened is None else report.pk in opened


def is_open_for(report: Report, actor: Actor) -> bool:
    return Opening.objects.filter(report=report, person=actor.person_id, until__gt=timezone.now()).exists()


def is_oversight(report: Report) -> bool:
    return report.report_class in OVERSIGHT_CLASSES
