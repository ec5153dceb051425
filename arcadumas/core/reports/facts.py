"""What each journal line says: one frozen dataclass a (kind, version).

Facts hold ids, codes and the names of units and posts; never a citizen's name, address, number or words.
Writing validates by construction; reading upcasts an older version to the newest.
"""

from dataclasses import dataclass

from arcadumas.core.reports import team_facts
from arcadumas.core.reports.described import Facts, kinds, known, line, of, read

__all__ = ["Facts", "kinds", "known", "of", "read", "team_facts"]


@line("received")
@dataclass(frozen=True, kw_only=True)
class Received(Facts):
    source: str
    named_unit: str = ""


@line("imported")
@dataclass(frozen=True, kw_only=True)
class Imported(Facts):
    tracking_id: str
    sp4n_status: str
    is_history: bool
    notify: bool = False


@line("verified")
@dataclass(frozen=True, kw_only=True)
class Verified(Facts):
    report_class: str
    is_urgent: bool = False


@line("classified")
@dataclass(frozen=True, kw_only=True)
class Classified(Facts):
    """`urgency`: marked or lifted by it; lifted for the reason beside the line."""

    report_class: str
    settle_due_before: str = ""
    settle_due: str = ""
    urgency: str = ""


@line("archived")
@dataclass(frozen=True, kw_only=True)
class Archived(Facts):
    reason: str


@line("withdrawn")
@dataclass(frozen=True, kw_only=True)
class Withdrawn(Facts):
    pass


@line("referred")
@dataclass(frozen=True, kw_only=True)
class Referred(Facts):
    """`reference`: the number that the body gave it; `contact`: how to follow it there. Of the body, never of a person."""

    to: str
    reference: str = ""
    contact: str = ""


@line("restored")
@dataclass(frozen=True, kw_only=True)
class Restored(Facts):
    pass


@line("disposed")
@dataclass(frozen=True, kw_only=True)
class Disposed(Facts):
    """`is_of_split`: a part goes to its first unit, as its split says already. `has_supported`: the unit helped until now; its
    support ends by this."""

    disposition: int
    unit: str
    role: str = "lead"
    is_ruling: bool = False
    replaces: str = ""
    is_of_split: bool = False
    has_supported: bool = False


@line("accepted")
@dataclass(frozen=True, kw_only=True)
class Accepted(Facts):
    unit: str


@line("returned")
@dataclass(frozen=True, kw_only=True)
class Returned(Facts):
    """`visibility`: how protected the report was then, by which its unit goes on to know it; "open" where it was not."""

    unit: str
    hops: int
    cause: str = ""
    visibility: str = ""


@line("return_refused")
@dataclass(frozen=True, kw_only=True)
class ReturnRefused(Facts):
    unit: str


@line("question_asked")
@dataclass(frozen=True, kw_only=True)
class QuestionAsked(Facts):
    letter: str
    due_at: str = ""


@line("reporter_replied")
@dataclass(frozen=True, kw_only=True)
class ReporterReplied(Facts):
    letter: str


@line("resumed")
@dataclass(frozen=True, kw_only=True)
class Resumed(Facts):
    cause: str = "officer"  # or "reporter", "limit"


@line("answer_drafted")
@dataclass(frozen=True, kw_only=True)
class AnswerDrafted(Facts):
    """`is_final`: None where the draft does not say which answer it is."""

    response: int
    unit: str
    is_final: bool | None = None


@line("answer_approved")
@dataclass(frozen=True, kw_only=True)
class AnswerApproved(Facts):
    """`is_final`: as what it may be sent; None leaves it to whoever sends it."""

    response: int
    unit: str
    is_final: bool | None = None


@line("answer_rejected")
@dataclass(frozen=True, kw_only=True)
class AnswerRejected(Facts):
    response: int
    unit: str


@line("responded")
@dataclass(frozen=True, kw_only=True)
class Responded(Facts):
    response: int
    unit: str
    is_final: bool


@line("confirmed")
@dataclass(frozen=True, kw_only=True)
class Confirmed(Facts):
    pass


@line("objected")
@dataclass(frozen=True, kw_only=True)
class Objected(Facts):
    unit: str


@line("closed")
@dataclass(frozen=True, kw_only=True)
class Closed(Facts):
    by: str
    cause: str = ""


@line("linked")
@dataclass(frozen=True, kw_only=True)
class Linked(Facts):
    code: str
    is_newer: bool


@line("merged")
@dataclass(frozen=True, kw_only=True)
class Merged(Facts):
    """On both reports; `code` is the other one. `count`: how many stand in the group beside this one; `due_at`: by when all
    are answered."""

    code: str
    is_main: bool = False
    count: int = 0
    due_at: str = ""


@line("unmerged")
@dataclass(frozen=True, kw_only=True)
class Unmerged(Facts):
    code: str
    is_main: bool = False


@line("related")
@dataclass(frozen=True, kw_only=True)
class Related(Facts):
    """On both reports: the other one is about the same matter, and each goes its own way."""

    code: str


@line("split")
@dataclass(frozen=True, kw_only=True)
class Split(Facts):
    """On the report and on its part; `code` is the other one, `unit` who gets the part."""

    code: str
    unit: str
    is_part: bool = False


@line("sp4n_linked")
@dataclass(frozen=True, kw_only=True)
class Sp4nLinked(Facts):
    tracking_id: str
    entered_at: str


@line("sp4n_answered")
@dataclass(frozen=True, kw_only=True)
class Sp4nAnswered(Facts):
    entered_at: str


@line("sp4n_changed")
@dataclass(frozen=True, kw_only=True)
class Sp4nChanged(Facts):
    """`before` is empty where an officer had entered the tracking ID and SP4N tells its status for the first time."""

    before: str = ""
    after: str


@line("sp4n_differs")
@dataclass(frozen=True, kw_only=True)
class Sp4nDiffers(Facts):
    """`difference` as in Sp4n.Difference; `status` is theirs."""

    difference: str
    status: str


@line("sp4n_settled")
@dataclass(frozen=True, kw_only=True)
class Sp4nSettled(Facts):
    """`cause`: officer, with a reason beside the line, or agrees."""

    difference: str
    cause: str


@line("promise_warned")
@dataclass(frozen=True, kw_only=True)
class PromiseWarned(Facts):
    promise: int
    step: str
    unit: str = ""


@line("promise_broken")
@dataclass(frozen=True, kw_only=True)
class PromiseBroken(Facts):
    promise: int
    step: str
    unit: str = ""


@line("rung_climbed")
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


@line("instructed")
@dataclass(frozen=True, kw_only=True)
class Instructed(Facts):
    """One line on each of its reports; `is_main` on the first, where its clock runs and of which notices speak."""

    instruction: int
    unit: str
    promise: int
    due_on: str
    is_main: bool


@line("instruction_accepted")
@dataclass(frozen=True, kw_only=True)
class InstructionAccepted(Facts):
    instruction: int
    unit: str
    is_main: bool


@line("instruction_done")
@dataclass(frozen=True, kw_only=True)
class InstructionDone(Facts):
    instruction: int
    unit: str
    is_main: bool


@line("taken_over")
@dataclass(frozen=True, kw_only=True)
class TakenOver(Facts):
    unit: str
    from_post: int = 0


@line("attachment_added")
@dataclass(frozen=True, kw_only=True)
class AttachmentAdded(Facts):
    """`is_more`: it came together with the line before."""

    attachment: str
    content_type: str
    is_more: bool = False


@line("message_sent")
@dataclass(frozen=True, kw_only=True)
class MessageSent(Facts):
    """`is_automatic`: the reporter's telephone said it by itself."""

    letter: str
    is_automatic: bool = False


@line("note_added")
@dataclass(frozen=True, kw_only=True)
class NoteAdded(Facts):
    """`mentioned`: ids of officers who are named in it."""

    mentioned: tuple[int, ...] = ()


@line("rated")
@dataclass(frozen=True, kw_only=True)
class Rated(Facts):
    stars: int


@line("identity_disclosed")
@dataclass(frozen=True, kw_only=True)
class IdentityDisclosed(Facts):
    pass


@line("unreachable")
@dataclass(frozen=True, kw_only=True)
class Unreachable(Facts):
    post: int
