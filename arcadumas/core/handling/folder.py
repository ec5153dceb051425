"""Everything about one report that a reader with its sight may need, fetched once: what the desk's page opens."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from arcadumas.base import tallies
from arcadumas.base.compiled import Slot, Sql, prepared
from arcadumas.core.handling import answers, shown, workflow
from arcadumas.core.handling.disclose import note_reading
from arcadumas.core.handling.extend import is_extendable, wishes
from arcadumas.core.handling.models import Disposition, Instruction, Invitation, Merging, Response, Task
from arcadumas.core.handling.visible import AGENCY, OVERSEERS, Sight, ground, ground_from, sight
from arcadumas.core.organisation.actors import Actor
from arcadumas.core.organisation.models import Role
from arcadumas.core.organisation.powers import Ground
from arcadumas.core.reports import identity
from arcadumas.core.reports.models import About, Attachment, Event, Follower, Promise, Rating, Report, Sp4n
from arcadumas.core.reports.team_facts import ExtensionAsked

UNSENT = (Response.State.DRAFTED, Response.State.APPROVED, Response.State.REJECTED)
HOLDERS = (*AGENCY, *OVERSEERS)


MOST = 10_000  # counting stops here
COUNTED: dict[str, tuple[QuerySet[Any], str]] = {
    "sp4n": (Sp4n.objects.all(), "report"),
    "instructions": (Instruction.objects.all(), "reports"),
    "tasks": (Task.objects.all(), "report"),
    "invitations": (Invitation.objects.all(), "report"),
    "followers": (Follower.objects.all(), "report"),
    "about": (About.objects.all(), "report"),
    "ratings": (Rating.objects.all(), "report"),
    "follow_ups": (Report.objects.all(), "previous"),
    "joined": (Merging.objects.filter(ended_at=None), "into"),
    "wishes": (Event.objects.filter(kind=ExtensionAsked.kind), "report"),
}


@dataclass(frozen=True, kw_only=True)
class Folder:
    """`draft` is the answer in the making by the unit in charge, the newest that was not sent, `rejected` the version before it that was sent back; `sp4n` what SP4N says, when it is linked;
    `is_above` whether units stand below the reader's own, where that was asked for a whole list; `promises` all its clocks,
    the first to fall due first, `inner` the units' own that run, and `wishes` the requests for more time and what was refused; `there` how many there are of what few reports have;
    `is_rated` and `is_followed`: what the reporter has done already; `is_main`: others are joined to it."""

    report: Report
    here: Ground
    sight: Sight
    dispositions: Sequence[Disposition] = ()
    draft: Response | None = None
    rejected: Response | None = None
    answers: int = 0
    sp4n: Sp4n | None = None
    instructions: Sequence[Instruction] = ()
    reporter: dict[str, bool] = field(default_factory=dict)
    is_above: bool | None = None
    promises: Sequence[Promise] = ()
    inner: Sequence[Promise] = ()
    wishes: Sequence[Event] = ()
    there: Mapping[str, int] = field(default_factory=dict)
    is_rated: bool = False
    is_followed: bool = False
    is_main: bool = False

    @property
    def is_read(self) -> bool:
        return self.sight == Sight.READ

    @property
    def lead(self) -> Disposition | None:
        """The newest lead disposition, live or not."""
        return next((one for one in reversed(self.dispositions) if one.role == Disposition.Role.LEAD), None)

    @property
    def was_returned(self) -> bool:
        return self.lead is not None and self.lead.state == Disposition.State.RETURNED

    @property
    def returned(self) -> list[Disposition]:
        """The newest return of each unit that gave it back, the last first: those to whom a ruling may give it again."""
        newest_first = (one for one in reversed(self.dispositions) if one.state == Disposition.State.RETURNED)
        found: dict[int, Disposition] = {}
        for one in newest_first:
            found.setdefault(one.unit_id, one)
        return list(found.values())

    @property
    def helping(self) -> list[Disposition]:
        """Units that help now."""
        is_support = (one for one in self.dispositions if one.role == Disposition.Role.SUPPORT)
        return [one for one in is_support if one.state in Disposition.ACTIVE]

    @property
    def is_answered(self) -> bool:
        return self.answers > 0

    def instructions_to(self, actor: Actor) -> list[Instruction]:
        """Those given to a unit in which this actor holds a post that may carry them out."""
        units = {seat.unit_id for seat in actor.seats if seat.role in (*AGENCY, Role.INSPECTORATE)}
        return [one for one in self.instructions if one.unit_id in units]

    def unopened_by(self, actor: Actor) -> Disposition | None:
        """The live disposition that no post of its unit has opened, when this actor holds such a post."""
        units = {seat.unit_id for seat in actor.seats if seat.role in HOLDERS}
        fresh = (one for one in self.dispositions if one.seen_at is None and one.state in Disposition.LIVE)
        return next((one for one in fresh if one.unit_id in units), None)


def open_folder(code: str, *, by: Actor) -> Folder:
    """Raises Unseen (404)."""
    report = workflow.find(code, by=by)
    dispositions, responses, there = _dispositions(report.pk), _responses(report.pk), _counted(report)
    instructions = _instructions(report.pk) if there["instructions"] else []
    here = ground_from(report, by, dispositions=dispositions, responses=responses, instructions=instructions)
    how_much = sight(report, by, here)
    if how_much in (Sight.NOTHING, Sight.RETURNED):
        return Folder(report=report, here=here, sight=how_much)
    promises = _promises(report.pk)
    answers.open_all(responses, report=report)
    unsent = [one for one in responses if one.state in UNSENT and one.unit_id == report.unit_id]
    sent = [one for one in responses if one.state == Response.State.SENT]
    draft = unsent[-1] if unsent and not (sent and sent[-1].pk > unsent[-1].pk) else None
    return Folder(
        report=report,
        here=here,
        sight=how_much,
        there=there,
        dispositions=dispositions,
        draft=draft,
        rejected=_rejected(responses, draft),
        answers=sum(bool(one.is_final) for one in sent),
        sp4n=_sp4n.first(report.pk) if there["sp4n"] else None,
        instructions=instructions,
        reporter=identity.has(report),
        promises=promises,
        inner=[one for one in promises if is_extendable(one)],
        wishes=list(wishes([report.pk])) if there["wishes"] else [],
        is_rated=there["ratings"] > 0,
        is_followed=there["follow_ups"] > 0,
        is_main=there["joined"] > 0,
    )


def _counted(report: Report) -> dict[str, int]:
    return dict(zip(COUNTED, _numbers(report.pk)[0], strict=True))


@prepared
def _numbers(report: Slot) -> Sql:
    """What few reports have is asked for at once: most of it need not be fetched then."""
    return tallies.statement(MOST, *(rows.filter(**{of: report}) for rows, of in COUNTED.values()))


@prepared
def _dispositions(report: Slot) -> QuerySet[Disposition]:
    return Disposition.objects.filter(report=report).select_related("unit").order_by("id")


@prepared
def _responses(report: Slot) -> QuerySet[Response]:
    return Response.objects.filter(report=report).select_related("unit", "by").order_by("id")


@prepared
def _sp4n(report: Slot) -> QuerySet[Sp4n]:
    return Sp4n.objects.filter(report=report)


@prepared
def _instructions(report: Slot) -> QuerySet[Instruction]:
    return Instruction.objects.filter(reports=report).select_related("unit", "post").order_by("id")


@prepared
def _promises(report: Slot) -> QuerySet[Promise]:
    return Promise.objects.filter(report=report).select_related("unit").order_by("due_at", "id")


def _rejected(responses: Sequence[Response], draft: Response | None) -> Response | None:
    """The newest version of the same unit that was sent back before this draft, since the last answer went out."""
    if draft is None:
        return None
    sent = max((one.pk for one in responses if one.state == Response.State.SENT), default=0)
    rejected = [one for one in responses if one.state == Response.State.REJECTED and one.unit_id == draft.unit_id]
    back = [one for one in rejected if sent < one.pk < draft.pk]
    return back[-1] if back else None


def attachment(code: str, key: UUID, *, by: Actor) -> Attachment:
    """One file of a report whose words this actor reads; in the audit trail where that is. Raises Unseen (404)."""
    report = workflow.find(code, by=by)
    files = shown.to_reporter(report) if by.kind == "reporter" else Attachment.objects.filter(report=report)
    found = files.filter(pk=key).first()
    here = ground(report, by)
    how_much = sight(report, by, here)
    if found is None or how_much != Sight.READ:
        raise workflow.unseen()
    note_reading(report, by=by, here=here, sight=how_much, is_anew=False)
    return found
