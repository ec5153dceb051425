"""What a batch of journal lines is about, read in a fixed number of statements."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import TypeVar

from django.db.models import Prefetch, Q

from arcadumas.core.handling import offices
from arcadumas.core.handling.kin import clocked, main_of
from arcadumas.core.handling.models import Disposition, Instruction, Invitation, Merging, Response, Task
from arcadumas.core.organisation import succession
from arcadumas.core.organisation.models import Role
from arcadumas.core.reports import facts
from arcadumas.core.reports.facts import Facts, Instructed, InstructionAccepted, InstructionDone, PromiseBroken
from arcadumas.core.reports.models import About, Event, Promise, Report
from arcadumas.core.reports.team_facts import Invited
from arcadumas.duties.notifications.roster import Holder, Office, Roster

Row = TypeVar("Row", Promise, Disposition, About)
NAMED = About.objects.select_related("post").order_by("id")
OF_INSTRUCTIONS = (Instructed, InstructionAccepted, InstructionDone)
STORY = ("received", "verified", "disposed", "accepted", "returned", "responded", "objected")
RELATED = (
    "report__category__parent",
    "report__unit",
    "report__named_unit",
    "report__reporter",
    "report__part_of",
    "report__merged_into",
)


@dataclass(kw_only=True, eq=False)
class Case:
    """One journal line with what is known of its report at the moment of telling."""

    event: Event
    facts: Facts
    roster: Roster
    promises: Sequence[Promise]
    dispositions: Sequence[Disposition]
    about: Sequence[About]
    response: Response | None
    instruction: Instruction | None
    task: Task | None
    invitation: Invitation | None
    story: Sequence[tuple[str, datetime]]
    mains: Sequence[Disposition] = ()  # of the main report, while it is joined to one
    is_about_inspectorate: bool = False  # whistleblowing: the Sekda stands in its place
    is_about_secretary: bool = False  # and of the Sekda: the regional head does
    is_about_regional_head: bool = False  # and of both: the head of the front desk does

    @property
    def report(self) -> Report:
        return self.event.report

    @property
    def has_reporter(self) -> bool:
        return hasattr(self.report, "reporter")

    @cached_property
    def is_special(self) -> bool:
        """Whistleblowing, or about officials: told as "a special report" and nothing more."""
        return self.report.is_whistleblowing or self.report.about_officials or bool(self.about)

    @property
    def is_told_with_its_whole(self) -> bool:
        """An answer to a part that is joined to what it was split from: one key opens both, and the whole is told. A statement
        for a part."""
        report, at = self.report, self.event.at
        if report.part_of_id is None or self.event.kind != "responded":
            return False
        joined = Merging.objects.filter(report=report, into=report.part_of_id, at__lte=at)
        return joined.filter(Q(ended_at=None) | Q(ended_at__gte=at)).exists()

    @cached_property
    def disposition(self) -> Disposition | None:
        """The lead's disposition that this line speaks of, else the newest one."""
        wanted = getattr(self.facts, "disposition", None)
        if wanted:
            return next((each for each in self.dispositions if each.pk == wanted), None)
        return next((each for each in reversed(self.dispositions) if each.role == "lead"), None)

    @property
    def held(self) -> tuple[int | None, int]:
        """Unit and post that hold it, or the main report while it is joined to one: it is worked on there. 0: no post took it."""
        main = main_of(self.report)
        leads = [each for each in self.mains if each.role == "lead"]
        lead = (leads[-1] if leads else None) if main else self.disposition
        return (main or self.report).unit_id, (lead.accepted_by_id if lead else None) or 0

    @cached_property
    def helping(self) -> list[int]:
        """Units that support it, or did until it was answered."""
        asked = (each for each in self.dispositions if each.role == "support" and each.at <= self.event.at)
        newest = {each.unit_id: each for each in asked}
        lead = self.report.unit_id
        return [unit for unit, each in newest.items() if each.state in Disposition.LIVE and unit != lead]

    @cached_property
    def returned(self) -> Disposition | None:
        """The disposition just before this line's, when its unit gave the report back."""
        leads = [each for each in self.dispositions if each.role == "lead"]
        if self.disposition not in leads:
            return None
        place = leads.index(self.disposition)
        before = leads[place - 1] if place else None
        return before if before is not None and before.state == Disposition.State.RETURNED else None

    @cached_property
    def is_after_return(self) -> bool:
        return (
            self.returned is not None
            and self.disposition is not None
            and self.returned.unit_id != self.disposition.unit_id
        )

    @cached_property
    def office(self) -> Office | None:
        """The unit that the line names, else the lead's, else the last one that held it."""
        if code := getattr(self.facts, "unit", ""):
            return self.roster.by_code.get(code)
        return self.roster.offices.get(
            self.report.unit_id or (self.disposition.unit_id if self.disposition else 0) or 0
        )

    @property
    def overseer(self) -> Role:
        """Who alone hears of it while it is whistleblowing (visible.overseen)."""
        if self.is_about_regional_head:
            return Role.FRONT_HEAD
        if self.is_about_secretary:
            return Role.REGIONAL_HEAD
        return Role.SECRETARY if self.is_about_inspectorate else Role.INSPECTORATE

    def promise(self, *steps: str, unit_id: int | None = None) -> Promise | None:
        """The newest clock of the first of these steps that has one still to keep; else the newest of any.

        Without a unit `respond` is the citizen's, not that of a supporting unit's part."""
        found = [
            each
            for each in self.promises
            if each.step in steps
            and unit_id in (None, each.unit_id)
            and (unit_id is not None or each.step != "respond" or each.unit_id is None)
        ]
        found.sort(
            key=lambda each: (each.met_at is not None or each.state == "cancelled", steps.index(each.step), -each.pk)
        )
        return found[0] if found else None

    def is_about(self, holder: Holder) -> bool:
        """Whether the report complains of this person, a post of theirs, a unit they sit in, or of the Inspectorate they serve."""
        if self.is_about_inspectorate and holder.role == Role.INSPECTORATE:
            return True
        if self.is_about_secretary and holder.role == Role.SECRETARY:
            return True
        if self.is_about_regional_head and holder.role == Role.REGIONAL_HEAD:
            return True
        return self.names(holder, self.about)

    def names(self, holder: Holder, about: Iterable[About]) -> bool:
        """Whether one of these rows is about this person, a post that they hold or held, or a unit they sit in."""
        person, units = holder.person_id, self.roster.units_of(holder.person_id)
        now = {succession.same(each) for each in self.roster.holders if each.person_id == person}
        posts = [(row.post.person_id, succession.same(row.post)) for row in about if row.post]
        if any(whose == person or post in now for whose, post in posts):
            return True
        return any(row.person_id == person or row.unit_id in units for row in about)


def read(events: Sequence[Event], roster: Roster) -> list[Case]:
    """Cases in the order of the events. At most ten statements, however many events."""
    ids = {event.report_id for event in events}
    promises = grouped(Promise.objects.filter(report__in=ids).order_by("id"))
    held = ids | {clocked(event.report) for event in events}
    dispositions = grouped(Disposition.objects.filter(report__in=held).order_by("id"))
    about = grouped(NAMED.filter(report__in=ids))
    known = {event.pk: facts.read(event.kind, event.v, event.facts) for event in events}
    wanted = {number for each in known.values() if (number := getattr(each, "response", 0))}
    responses = Response.objects.in_bulk(wanted) if wanted else {}
    instructions = _instructions(known)
    given = {number for each in known.values() if (number := getattr(each, "task", 0))}
    invitations = _invitations(known)
    tasks = Task.objects.select_related("template").in_bulk(given) if given else {}
    story = defaultdict(list)
    rows = Event.objects.filter(report__in=ids, kind__in=STORY).order_by("seq")
    for report_id, kind, at in rows.values_list("report_id", "kind", "at"):
        story[report_id].append((kind, at))
    secret = {event.report_id: event.report for event in events if event.report.is_whistleblowing}
    about_offices = offices.about_offices(secret.values()) if secret else offices.AboutOffices()
    return [
        Case(
            is_about_inspectorate=event.report_id in about_offices.inspectorate,
            is_about_secretary=event.report_id in about_offices.secretary,
            is_about_regional_head=event.report_id in about_offices.regional_head,
            event=event, facts=known[event.pk], roster=roster, promises=promises[event.report_id],
            dispositions=dispositions[event.report_id], mains=dispositions[clocked(event.report)],
            about=about[event.report_id], story=story[event.report_id],
            response=responses.get(getattr(known[event.pk], "response", 0)),
            instruction=instructions.get(event.pk),
            task=tasks.get(getattr(known[event.pk], "task", 0)),
            invitation=invitations.get(event.pk),
        )
        for event in events
    ]  # fmt: skip


def _invitations(known: Mapping[int, Facts]) -> dict[int, Invitation]:
    """Those by which a body outside is asked, by the line. None are asked for without."""
    wanted = {key: each.invitation for key, each in known.items() if isinstance(each, Invited)}
    if not wanted:
        return {}
    found = Invitation.objects.select_related("report", "unit").in_bulk(wanted.values())
    return {key: found[number] for key, number in wanted.items() if number in found}


def _instructions(known: Mapping[int, Facts]) -> dict[int, Instruction]:
    """Those that lines speak of, by the line: an act on one, or the breaking of its clock. None are asked for without."""
    by_act = {key: each.instruction for key, each in known.items() if isinstance(each, OF_INSTRUCTIONS)}
    by_clock = {
        key: each.promise for key, each in known.items() if isinstance(each, PromiseBroken) and each.step == "instruction"
    }  # fmt: skip
    if not by_act and not by_clock:
        return {}
    wanted = Q(pk__in=by_act.values()) | Q(promise__in=by_clock.values())
    found = list(Instruction.objects.filter(wanted).prefetch_related(Prefetch("reports__about", NAMED)))
    own, clocks = {one.pk: one for one in found}, {one.promise_id: one for one in found}
    acts = {key: own[number] for key, number in by_act.items()}
    return acts | {key: clocks[number] for key, number in by_clock.items() if number in clocks}


def grouped(rows: Iterable[Row]) -> dict[int, list[Row]]:
    by_report: dict[int, list[Row]] = defaultdict(list)
    for row in rows:
        by_report[row.report_id].append(row)
    return by_report
