"""The story: the journal as a person reads it, and the words that belong to its lines.

Citizens read units, never an officer's name; staff read posts. Sentences come in the active language.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import get_language, gettext, pgettext

from arcadumas.base import moments
from arcadumas.base.compiled import Slot, prepared
from arcadumas.core.deadlines.models import Step
from arcadumas.core.handling import answers, pointed, reasons, visible
from arcadumas.core.handling.giveback import CAUSES
from arcadumas.core.handling.kin import joining
from arcadumas.core.handling.models import Instruction, Response
from arcadumas.core.handling.sentences import BY_LINK, RUNGS, TO_REPORTER, TO_STAFF, key_of
from arcadumas.core.handling.visible import Sight
from arcadumas.core.organisation.actors import Actor
from arcadumas.core.organisation.models import Post, Unit
from arcadumas.core.reports import words
from arcadumas.core.reports.models import (
    ArchiveReason,
    Attachment,
    ClosedBy,
    Event,
    Letter,
    Report,
    Source,
    Sp4n,
    State,
)

TOLD = ("archived", "referred", "closed", "objected")  # whose reason the reporter reads too
REASONED = (
    "restored",
    "returned",
    "resumed",
    "answer_rejected",
    "identity_disclosed",
    "marked_urgent",
    "classified",
    "extended",
    "extension_asked",
    "extension_refused",
    "sp4n_settled",
)  # for staff alone
NAMING = ("linked", "merged", "unmerged", "split", "related")  # another report, by its code
SHARED = ("verified", "disposed", "accepted", "returned", "return_refused", "promise_broken")  # with those joined to it


@dataclass(frozen=True, kw_only=True)
class Line:
    """One journal line in words. `unit` is a code; `reason` the words behind the act; `words` what was said or sent."""

    seq: int
    at: datetime
    event: str
    text: str
    unit: str = ""
    unit_name: str = ""
    actor: str = ""
    post_title: str = ""
    via: str = ""
    reason: str = ""
    words: str = ""
    facts: dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Message:
    """A letter or a sent answer. `sender` is reporter or officer."""

    at: datetime
    sender: str
    text: str
    unit: str = ""
    unit_name: str = ""


@dataclass(frozen=True, kw_only=True)
class Referral:
    """Which body a report went to, the number it has there and how to follow it: "" where nobody said so."""

    to: str
    reference: str
    contact: str


def referral(report: Report, told: Sequence[Line]) -> Referral | None:
    """Of a report that stands with another body, from its story as it is told."""
    if report.state != State.REFERRED:
        return None
    facts: dict[str, Any] = next((line.facts for line in reversed(told) if line.event == "referred"), {})
    return Referral(to=report.referred_to, reference=facts.get("reference", ""), contact=facts.get("contact", ""))


def label(report: Report, *, for_staff: bool = True) -> str:
    """The state in words; closed with by whom, archived with why. Some states have plainer words for citizens."""
    if not for_staff and report.state == State.DISPOSED:
        return pgettext("to the reporter", "Passed on")
    if report.state == State.CLOSED and report.closed_by:
        return str(ClosedBy(report.closed_by).label)
    if report.state == State.ARCHIVED and report.archive_reason:
        return str(ArchiveReason(report.archive_reason).label)
    return str(State(report.state).label)


def lines(report: Report, *, for_staff: bool, sight: Sight = Sight.READ, reader: Actor | None = None) -> list[Line]:
    """The story, oldest first. `reader`: whose units see after a return that line alone, and to whom the codes of other
    reports are told as far as they see them; without one none is, except to a reporter, who has those of the own reports.

    With less than full sight the sentences stay and every person's words fall away, but those of an instruction to whom it
    was given and of whom it came."""
    if sight == Sight.NOTHING:
        return []
    events = _events(report.pk)
    if sight == Sight.RETURNED:
        units = {seat.unit_code for seat in reader.seats} if reader else set()
        events = [event for event in events if event.kind == "returned" and event.facts.get("unit") in units]
    hidden = _hidden(events, reader) if for_staff else set[str]()
    shelf = _Shelf(report, events, for_staff=for_staff, is_read=sight == Sight.READ, hidden=hidden)
    if for_staff and reader and sight == Sight.LISTED:
        shelf.words = dict(_orders(report, events, reader))
    return [line for event in events if (line := shelf.line(event))]


def _orders(report: Report, events: Iterable[Event], reader: Actor) -> Iterator[tuple[int, str]]:
    """The words of the instructions that this reader gave, or is to carry out. A statement where a line speaks of one."""
    lines = [event for event in events if "instruction" in event.facts]
    found = Instruction.objects.filter(reports=report) if lines else ()
    own = {given.pk: given for given in found if visible.reads_order(given, reader)}
    for event in lines:
        if given := own.get(event.facts["instruction"]):
            yield event.seq, pointed.of_instruction(event.kind, given)


def _hidden(events: Iterable[Event], reader: Actor | None) -> set[str]:
    """Codes that the lines name, of reports out of this reader's sight. A statement where a line names one."""
    named = {event.facts["code"] for event in events if event.kind in NAMING}
    return named - visible.seen_codes(reader, named) if reader else named


@prepared
def _events(report: Slot) -> QuerySet[Event]:
    return Event.objects.filter(report=report).select_related("reason", "note").order_by("seq")


def shared(report: Report) -> list[Line]:
    """What happens to the report that this one is joined to, or happened until both got one answer, as its reporter may know
    it: no code, no words, no question."""
    found = joining(report)
    if found is None:
        return []
    events = Event.objects.filter(report=found.into_id, kind__in=SHARED).order_by("seq")
    if found.ended_at:
        events = events.filter(at__lte=found.ended_at)
    shelf = _Shelf(report, list(events), for_staff=False, is_read=False)
    return [line for event in events if (line := shelf.line(event))]


def correspondence(report: Report) -> list[Message]:
    """Letters both ways and the answers sent, in the order of time."""
    letters = Letter.objects.filter(report=report).select_related("unit")
    sent = Response.objects.filter(report=report, state=Response.State.SENT).select_related("unit")
    said = [_answer(answer, report) for answer in sent]
    return sorted([*map(_letter, letters), *said], key=lambda message: message.at)


def _letter(letter: Letter) -> Message:
    text = words.letter_text(letter)
    if letter.is_from_reporter or letter.unit is None:
        return Message(at=letter.at, sender="reporter" if letter.is_from_reporter else "officer", text=text)
    return Message(at=letter.at, sender="officer", text=text, unit=letter.unit.code, unit_name=letter.unit.name)


def _answer(answer: Response, report: Report) -> Message:
    at = answer.sent_at or answer.at
    return Message(
        at=at,
        sender="officer",
        text=answers.read(answer, report=report),
        unit=answer.unit.code,
        unit_name=answer.unit.name,
    )


class _Shelf:
    """What the lines of one report point at, fetched once: unit names, letters, answers, directions, tasks, posts."""

    def __init__(
        self, report: Report, events: list[Event], *, for_staff: bool, is_read: bool, hidden: Collection[str] = ()
    ) -> None:
        self.report, self.for_staff, self.is_read, self.hidden = report, for_staff, is_read, hidden
        self.sentences = TO_STAFF if for_staff else TO_REPORTER
        self.names = _names(_codes(events))
        self.posts = _posts(events) if for_staff else {}
        self.words = dict(pointed.words_of(report, events, for_staff=for_staff)) if is_read else {}

    def line(self, event: Event) -> Line | None:
        key = key_of(event.kind, event.facts, is_own=event.actor == "reporter")
        sentence = self.sentences.get(key)
        if sentence is None:
            return None
        facts = self._told(event)
        unit = facts.get("unit", "") or event.unit_code
        return Line(
            seq=event.seq,
            at=event.at,
            event=event.kind,
            text=str(sentence).format_map(self._values(event, facts)),
            unit=unit,
            unit_name=self.names.get(unit, event.unit_name if unit == event.unit_code else unit),
            actor=event.actor,
            post_title=event.post_title if self.for_staff else "",
            via=event.via if self.for_staff else "",
            reason=self._reason(event),
            words=self.words.get(event.seq, ""),
            facts=facts,
        )

    def _told(self, event: Event) -> dict[str, Any]:
        facts: dict[str, Any] = event.facts
        if event.kind not in NAMING or facts["code"] not in self.hidden:
            return facts
        return {**facts, "code": pgettext("in place of a report's code", "(not shown to you)")}

    def _values(self, event: Event, facts: dict[str, Any]) -> "_Values":
        unit = facts.get("unit", "")
        return _Values(
            facts,
            who=_who(event),
            unit=self.names.get(unit, unit) or event.unit_name,
            seat_unit=event.unit_name or gettext("The front desk"),
            post_named=self.posts.get(facts.get("post") or facts.get("to_post"), gettext("A post")),
        )

    def _reason(self, event: Event) -> str:
        if not self.is_read or event.kind not in (TOLD + REASONED if self.for_staff else TOLD):
            return ""
        found = getattr(event, "reason", None)
        return reasons.read(found, report=self.report, seq=event.seq) if found else ""


class _Values(dict[str, str]):
    """The fields of a sentence: facts as they are, codes and moments in words."""

    def __init__(self, facts: dict[str, Any], **named: str) -> None:
        super().__init__({name: str(value) for name, value in facts.items()})
        self.update(named)
        language = get_language()
        for name in ("settle_due", "settle_due_before", "due_at", "due_before", "visit_at", "done_at"):
            if facts.get(name):
                self[name] = moments.moment(datetime.fromisoformat(facts[name]), language)
        for name in ("due_on", "until"):
            if facts.get(name):
                self[name] = moments.day(date.fromisoformat(facts[name]), language)

    def __missing__(self, name: str) -> str:
        field, _dot, _label = name.rpartition("_label")
        return str(_LABELS[field](self))


def _closed_label(values: dict[str, str]) -> str:
    return str(ClosedBy(values["by"]).label)


_LABELS: dict[str, Any] = {
    "reason": lambda values: ArchiveReason(values["reason"]).label,
    "cause": lambda values: CAUSES.get(values["cause"], values["cause"]),
    "difference": lambda values: Sp4n.Difference(values["difference"]).label,
    "source": lambda values: Source(values["source"]).label,
    "step": lambda values: Step(values["step"]).label,
    "shows": lambda values: Attachment.Kind(values["shows"]).label,
    "closed": _closed_label,
    "audience": lambda values: RUNGS.get(values["audience"], values["audience"]),
    "act": lambda values: BY_LINK.get(values["act"], values["act"]),
}


def _who(event: Event) -> str:
    """The post and its unit; never a personal name."""
    if event.actor == "reporter":
        return gettext("the reporter")
    if event.actor == "house":
        return gettext("the system")
    parts = (event.post_title or gettext("an officer"), event.unit_name)
    return ", ".join(part for part in parts if part)


def _codes(events: Iterable[Event]) -> set[str]:
    return {event.facts["unit"] for event in events if event.facts.get("unit")}


def _names(codes: set[str]) -> dict[str, str]:
    return dict(_named(list(codes))) if codes else {}


@prepared
def _named(codes: Slot) -> QuerySet[Unit, tuple[str, str]]:
    return Unit.objects.filter(code__among=codes).values_list("code", "name")


def _posts(events: Iterable[Event]) -> dict[Any, str]:
    named = {"unreachable": "post", "handed_over": "to_post"}
    wanted = {event.facts[named[event.kind]] for event in events if event.kind in named}
    return dict(Post.objects.filter(pk__in=wanted).values_list("pk", "title")) if wanted else {}
