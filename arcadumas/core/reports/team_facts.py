"""What the lines of the team's own work say, beside facts.py."""

from dataclasses import dataclass

from arcadumas.core.reports.described import Facts, line


@line("marked_urgent")
@dataclass(frozen=True, kw_only=True)
class MarkedUrgent(Facts):
    pass


@line("extended")
@dataclass(frozen=True, kw_only=True)
class Extended(Facts):
    """`due_before` and `due_at` are moments of an inner promise."""

    promise: int
    step: str
    unit: str
    due_before: str
    due_at: str


@line("extension_asked")
@dataclass(frozen=True, kw_only=True)
class ExtensionAsked(Facts):
    """`due_before` is the moment of the inner promise, `due_at` the one that is asked for."""

    step: str
    unit: str
    due_before: str
    due_at: str


@line("extension_refused")
@dataclass(frozen=True, kw_only=True)
class ExtensionRefused(Facts):
    """`due_before` is the moment of the inner promise, which stands; `due_at` the one that was asked for."""

    promise: int
    step: str
    unit: str
    due_before: str
    due_at: str


@line("part_accepted")
@dataclass(frozen=True, kw_only=True)
class PartAccepted(Facts):
    unit: str


@line("part_given")
@dataclass(frozen=True, kw_only=True)
class PartGiven(Facts):
    contribution: int
    unit: str


@line("support_ended")
@dataclass(frozen=True, kw_only=True)
class SupportEnded(Facts):
    """`unit` is not needed any more."""

    unit: str


@line("invited")
@dataclass(frozen=True, kw_only=True)
class Invited(Facts):
    """`to` is the body outside the government that is asked by a link."""

    invitation: int
    to: str


@line("invited_replied")
@dataclass(frozen=True, kw_only=True)
class InvitedReplied(Facts):
    invitation: int
    reply: int
    to: str


@line("invitation_ended")
@dataclass(frozen=True, kw_only=True)
class InvitationEnded(Facts):
    invitation: int


@line("handed_over")
@dataclass(frozen=True, kw_only=True)
class HandedOver(Facts):
    """`until` is the last day, "" for good; `is_back`: it went back after that day."""

    unit: str
    from_post: int
    to_post: int
    until: str = ""
    is_back: bool = False


@line("task_added")
@dataclass(frozen=True, kw_only=True)
class TaskAdded(Facts):
    task: int


@line("task_done")
@dataclass(frozen=True, kw_only=True)
class TaskDone(Facts):
    task: int


@line("task_cancelled")
@dataclass(frozen=True, kw_only=True)
class TaskCancelled(Facts):
    """`from_person` is the officer (id) who had it."""

    task: int
    from_person: int | None = None


@line("task_reassigned")
@dataclass(frozen=True, kw_only=True)
class TaskReassigned(Facts):
    """`from_person` and `to_person` are the officers (ids) who had it and who has it now; none: nobody in particular."""

    task: int
    from_person: int | None = None
    to_person: int | None = None


@line("evidence_added")
@dataclass(frozen=True, kw_only=True)
class EvidenceAdded(Facts):
    """`shows` is before, after or other."""

    attachment: str
    shows: str
    content_type: str


@line("inspected")
@dataclass(frozen=True, kw_only=True)
class Inspected(Facts):
    """`is_planned`: the visit lies ahead of the moment of the line."""

    inspection: int
    visit_at: str
    is_planned: bool = False


@line("inspection_ended")
@dataclass(frozen=True, kw_only=True)
class InspectionEnded(Facts):
    """A planned visit of this unit does not take place. `cause`: moved (another time follows), lost (the unit has the report no
    more) or over (the report is)."""

    inspection: int
    visit_at: str
    unit: str
    cause: str


@line("act_disputed")
@dataclass(frozen=True, kw_only=True)
class ActDisputed(Facts):
    """`line` is the seq of what was done by a link, `act` its kind: whose link it was says that it was not them."""

    line: int
    act: str
    done_at: str
