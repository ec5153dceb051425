"""The words that journal lines point at: letters, answers, directions, tasks, visits, orders. Which line shows them to whom is
`story`'s to say."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from django.db.models import QuerySet

from arcadumas.base.compiled import Slot, prepared
from arcadumas.core.handling import answers
from arcadumas.core.handling.models import (
    Contribution,
    Disposition,
    Inspection,
    Instruction,
    InvitationReply,
    Response,
    Task,
)
from arcadumas.core.reports import words
from arcadumas.core.reports.models import Event, Letter, Rating, Report


def words_of(report: Report, events: list[Event], *, for_staff: bool) -> Iterator[tuple[int, str]]:
    """Sequence number and words: letters, answers and the comment of a rating for everyone; drafts, directions, notes, tasks for staff. Asked for is
    only what a line points at."""
    named = {name for event in events for name in event.facts}
    kinds = (*POINTED, *POINTED_BY_STAFF) if for_staff else POINTED
    shelf = {name: POINTED_AT[name](report) for name in kinds if name in named}
    instructions = (
        {one.pk: one for one in Instruction.objects.filter(reports=report)}
        if for_staff and "instruction" in named
        else {}
    )
    for event in events:
        facts = event.facts
        pointed = (shelf[name].get(facts[name], "") for name in shelf if name in facts)
        if not for_staff and "response" in facts and event.kind != "responded":
            continue
        if text := next(filter(None, pointed), ""):
            yield event.seq, text
        elif for_staff and "instruction" in facts:
            yield event.seq, of_instruction(event.kind, instructions[facts["instruction"]])
        elif for_staff and (note := getattr(event, "note", None)):
            yield event.seq, note.text


Words = dict[Any, str]


def _letters(report: Report) -> Words:
    return {str(letter.pk): words.letter_text(letter) for letter in Letter.objects.filter(report=report)}


def _answers(report: Report) -> Words:
    return {each.pk: answers.read(each, report=report) for each in Response.objects.filter(report=report)}


def _directions(report: Report) -> Words:
    return dict(_instructions(report.pk))


@prepared
def _instructions(report: Slot) -> QuerySet[Disposition, tuple[int, str]]:
    return Disposition.objects.filter(report=report).values_list("pk", "instruction")


def _tasks(report: Report) -> Words:
    return dict(Task.objects.filter(report=report).values_list("pk", "title"))


def _replies(report: Report) -> Words:
    return dict(InvitationReply.objects.filter(invitation__report=report).values_list("pk", "text"))


def _contributions(report: Report) -> Words:
    return dict(Contribution.objects.filter(report=report).values_list("pk", "text"))


def _visits(report: Report) -> Words:
    """Where each goes that does not go to the report's own place."""
    rows = Inspection.objects.filter(report=report).select_related("area")
    return {one.pk: "; ".join(filter(None, _place_of(one))) for one in rows}


def _place_of(visit: Inspection) -> tuple[str, ...]:
    point = "" if visit.latitude is None else f"{visit.latitude:.5f}, {visit.longitude:.5f}"
    return (visit.area.name if visit.area else "", visit.place_text, point)


def _comments(report: Report) -> Words:
    """What the reporter wrote beside the stars."""
    return {one.stars: words.comment(one, report) for one in Rating.objects.filter(report=report)}


# The fact of a line that points at words, in the order in which the first one holds.
POINTED = ("letter", "response", "stars")
POINTED_BY_STAFF = ("disposition", "task", "reply", "contribution", "inspection")
POINTED_AT: Mapping[str, Callable[[Report], Words]] = {
    "letter": _letters, "response": _answers, "disposition": _directions, "task": _tasks, "reply": _replies,
    "contribution": _contributions, "inspection": _visits, "stars": _comments,
}  # fmt: skip


def of_instruction(kind: str, given: Instruction) -> str:
    return {"instructed": given.text, "instruction_done": given.done_note}.get(kind, "")
