"""What each journal line says: one frozen dataclass a (kind, version).

Facts hold ids, codes and the names of units and posts; never a citizen's name, address, number or words.
Writing validates by construction; reading upcasts an older version to the newest.
"""

from collections.abc import Callable
from dataclasses import asdict, dataclass, fields
from typing import Any, ClassVar, TypeVar

_KNOWN: dict[tuple[str, int], "type[Facts]"] = {}
_UPCASTS: dict[tuple[str, int], Callable[[dict[str, Any]], dict[str, Any]]] = {}


@dataclass(frozen=True, kw_only=True)
class Facts:
    kind: ClassVar[str]
    v: ClassVar[int] = 1

    def as_json(self) -> dict[str, Any]:
        return {name: value for name, value in asdict(self).items() if value not in (None, "", (), [])}


Line = TypeVar("Line", bound=Facts)


def _line(kind: str, v: int = 1) -> Callable[[type[Line]], type[Line]]:
    def name_it(cls: type[Line]) -> type[Line]:
        cls.kind, cls.v = kind, v
        _KNOWN[kind, v] = cls
        return cls

    return name_it


def known() -> list[tuple[str, int]]:
    """Every kind and version that stands in a journal or may."""
    return sorted({*_KNOWN, *_UPCASTS})


def of(kind: str, v: int) -> "type[Facts]":
    return _KNOWN[kind, v]


def kinds() -> list[str]:
    return sorted({kind for kind, _v in _KNOWN})


def read(kind: str, v: int, values: dict[str, Any]) -> Facts:
    """The newest dataclass of this kind. Raises KeyError for a line nobody has described."""
    while (kind, v) in _UPCASTS:
        values, v = _UPCASTS[kind, v](values), v + 1
    known = {field.name for field in fields(_KNOWN[kind, v])}
    return _KNOWN[kind, v](**{name: value for name, value in values.items() if name in known})


@_line("received")
@dataclass(frozen=True, kw_only=True)
class Received(Facts):
    source: str
    named_unit: str = ""


@_line("imported")
@dataclass(frozen=True, kw_only=True)
class Imported(Facts):
    tracking_id: str
    sp4n_status: str
    is_history: bool
    notify: bool = False


@_line("verified")
@dataclass(frozen=True, kw_only=True)
class Verified(Facts):
    report_class: str
    is_urgent: bool = False


@_line("classified")
@dataclass(frozen=True, kw_only=True)
class Classified(Facts):
    report_class: str
    settle_due_before: str = ""
    settle_due: str = ""


@_line("archived")
@dataclass(frozen=True, kw_only=True)
class Archived(Facts):
    reason: str


@_line("withdrawn")
@dataclass(frozen=True, kw_only=True)
class Withdrawn(Facts):
    pass


@_line("referred")
@dataclass(frozen=True, kw_only=True)
class Referred(Facts):
    to: str


@_line("restored")
@dataclass(frozen=True, kw_only=True)
class Restored(Facts):
    pass


@_line("disposed")
@dataclass(frozen=True, kw_only=True)
class Disposed(Facts):
    disposition: int
    unit: str
    role: str = "lead"
    is_ruling: bool = False
    replaces: str = ""


@_line("accepted")
@dataclass(frozen=True, kw_only=True)
class Accepted(Facts):
    unit: str


@_line("returned")
@dataclass(frozen=True, kw_only=True)
class Returned(Facts):
    unit: str
    hops: int
    cause: str = ""


@_line("return_refused")
@dataclass(frozen=True, kw_only=True)
class ReturnRefused(Facts):
    unit: str


@_line("question_asked")
@dataclass(frozen=True, kw_only=True)
class QuestionAsked(Facts):
    letter: str
    due_at: str = ""


@_line("reporter_replied")
@dataclass(frozen=True, kw_only=True)
class ReporterReplied(Facts):
    letter: str


@_line("resumed")
@dataclass(frozen=True, kw_only=True)
class Resumed(Facts):
    cause: str = "officer"


@_line("answer_drafted")
@dataclass(frozen=True, kw_only=True)
class AnswerDrafted(Facts):
    response: int
    unit: str


@_line("answer_approved")
@dataclass(frozen=True, kw_only=True)
class AnswerApproved(Facts):
    response: int
    unit: str


@_line("answer_rejected")
@dataclass(frozen=True, kw_only=True)
class AnswerRejected(Facts):
    response: int
    unit: str


@_line("responded")
@dataclass(frozen=True, kw_only=True)
class Responded(Facts):
    response: int
    unit: str
    is_final: bool


@_line("confirmed")
@dataclass(frozen=True, kw_only=True)
class Confirmed(Facts):
    pass


@_line("objected")
@dataclass(frozen=True, kw_only=True)
class Objected(Facts):
    unit: str


@_line("closed")
@dataclass(frozen=True, kw_only=True)
class Closed(Facts):
    by: str
    cause: str = ""


@_line("linked")
@dataclass(frozen=True, kw_only=True)
class Linked(Facts):
    code: str
    is_newer: bool


@_line("merged")
@dataclass(frozen=True, kw_only=True)
class Merged(Facts):
    """On both reports; `code` is the other one. `count`: how many stand in the group beside this one; `due_at`: by when all
    are answered."""

    code: str
    is_main: bool = False
    count: int = 0
    due_at: str = ""


@_line("unmerged")
@dataclass(frozen=True, kw_only=True)
class Unmerged(Facts):
    code: str
    is_main: bool = False


@_line("related")
@dataclass(frozen=True, kw_only=True)
class Related(Facts):
    """On both reports: the other one is about the same matter, and each goes its own way."""

    code: str


@_line("split")
@dataclass(frozen=True, kw_only=True)
class Split(Facts):
    """On the report and on its part; `code` is the other one, `unit` who gets the part."""

    code: str
    unit: str
    is_part: bool = False


@_line("sp4n_linked")
@dataclass(frozen=True, kw_only=True)
class Sp4nLinked(Facts):
    tracking_id: str
    entered_at: str


@_line("sp4n_answered")
@dataclass(frozen=True, kw_only=True)
class Sp4nAnswered(Facts):
    entered_at: str


@_line("sp4n_changed")
@dataclass(frozen=True, kw_only=True)
class Sp4nChanged(Facts):
    before: str
    after: str


@_line("promise_warned")
@dataclass(frozen=True, kw_only=True)
class PromiseWarned(Facts):
    promise: int
    step: str
    unit: str = ""


@_line("promise_broken")
@dataclass(frozen=True, kw_only=True)
class PromiseBroken(Facts):
    promise: int
    step: str
    unit: str = ""


@_line("rung_climbed")
@dataclass(frozen=True, kw_only=True)
class RungClimbed(Facts):
    """`audience` as in the ladder; `next_at` when the next rung follows if nobody acts, "" when none does."""

    promise: int
    step: str
    audience: str
    number: int
    unit: str = ""
    next_at: str = ""
    is_repeat: bool = False


@_line("instructed")
@dataclass(frozen=True, kw_only=True)
class Instructed(Facts):
    """One line on each of its reports; `is_main` on the first, where its clock runs and of which notices speak."""

    instruction: int
    unit: str
    promise: int
    due_on: str
    is_main: bool


@_line("instruction_accepted")
@dataclass(frozen=True, kw_only=True)
class InstructionAccepted(Facts):
    instruction: int
    unit: str
    is_main: bool


@_line("instruction_done")
@dataclass(frozen=True, kw_only=True)
class InstructionDone(Facts):
    instruction: int
    unit: str
    is_main: bool


@_line("taken_over")
@dataclass(frozen=True, kw_only=True)
class TakenOver(Facts):
    unit: str
    from_post: int = 0


@_line("marked_urgent")
@dataclass(frozen=True, kw_only=True)
class MarkedUrgent(Facts):
    pass


@_line("extended")
@dataclass(frozen=True, kw_only=True)
class Extended(Facts):
    """`due_before` and `due_at` are moments of an inner promise."""

    promise: int
    step: str
    unit: str
    due_before: str
    due_at: str


@_line("attachment_added")
@dataclass(frozen=True, kw_only=True)
class AttachmentAdded(Facts):
    attachment: str
    content_type: str


@_line("message_sent")
@dataclass(frozen=True, kw_only=True)
class MessageSent(Facts):
    letter: str


@_line("note_added")
@dataclass(frozen=True, kw_only=True)
class NoteAdded(Facts):
    pass


@_line("task_added")
@dataclass(frozen=True, kw_only=True)
class TaskAdded(Facts):
    task: int


@_line("rated")
@dataclass(frozen=True, kw_only=True)
class Rated(Facts):
    stars: int


@_line("identity_disclosed")
@dataclass(frozen=True, kw_only=True)
class IdentityDisclosed(Facts):
    pass


@_line("unreachable")
@dataclass(frozen=True, kw_only=True)
class Unreachable(Facts):
    post: int
