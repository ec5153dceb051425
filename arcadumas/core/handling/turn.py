"""Whose turn it is, and what they are to do: the sentence that every page of a report opens with."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import get_language, gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from arcadumas.base import moments
from arcadumas.core.handling import story
from arcadumas.core.handling.folder import Folder
from arcadumas.core.handling.models import Response
from arcadumas.core.handling.workflow import OVER
from arcadumas.core.reports.models import State

WHAT = {
    "verify": _("check whether this report is clear, complete and ours"),
    "dispose": _("pass this report to the unit in charge"),
    "rule": _("decide on the return by {unit}"),
    "accept": _("accept this report"),
    "draft": _("handle it and answer the reporter"),
    "redraft": _("mend the draft answer that was sent back"),
    "approve": pgettext_lazy("turn", "approve the draft answer"),
    "send": _("send the answer that is drafted"),
    "respond": _("send the approved answer"),
}


@dataclass(frozen=True, kw_only=True)
class Turn:
    """`holder` is desk, desk_head, front_head, inspectorate, secretary, regional_head, unit, head, reporter or nobody; `act` one of WHAT, or ""."""

    holder: str
    act: str = ""
    unit_name: str = ""


def whose(folder: Folder) -> Turn:
    state = State(folder.report.state)
    unit = folder.lead.unit.name if folder.lead else ""
    if state in OVER:
        return Turn(holder="nobody")
    if state in (State.AWAITING_REPORTER, State.ANSWERED):
        return Turn(holder="reporter")
    if state in (State.RECEIVED, State.VERIFIED):
        return _at_the_desk(folder, state, unit)
    if folder.here.is_about_lead:
        return Turn(holder=_overseer(folder) or "desk", act="dispose")
    if state == State.DISPOSED:
        return Turn(holder="unit", act="accept", unit_name=unit)
    return _in_work(folder, unit)


def _at_the_desk(folder: Folder, state: State, unit: str) -> Turn:
    overseer = _overseer(folder)
    if state == State.VERIFIED and folder.was_returned:
        return Turn(holder=overseer or "desk_head", act="rule", unit_name=unit)
    act = "verify" if state == State.RECEIVED else "dispose"
    return Turn(holder=overseer or "desk", act=act)


def _overseer(folder: Folder) -> str:
    """Who stands in the place of the front desk, or ""."""
    if folder.here.desk_falls_to:
        return str(folder.here.desk_falls_to)
    if folder.here.is_about_inspectorate:
        return str(folder.here.overseer)
    return "inspectorate" if folder.report.is_whistleblowing or folder.here.is_about_front_desk else ""


def _in_work(folder: Folder, unit: str) -> Turn:
    draft = folder.draft
    if draft is None:
        return Turn(holder="unit", act="draft", unit_name=unit)
    if draft.state == Response.State.DRAFTED and folder.lead and not folder.lead.unit.answer_needs_approval:
        return Turn(holder="unit", act="send", unit_name=unit)
    if draft.state == Response.State.DRAFTED:
        return Turn(holder="head", act="approve", unit_name=unit)
    act = "respond" if draft.state == Response.State.APPROVED else "redraft"
    return Turn(holder="unit", act=act, unit_name=unit)


def sentence(turn: Turn, folder: Folder, *, is_mine: bool, until: datetime | None) -> str:
    """«Giliran Anda: …», «Giliran Dinas PUPR: …», or what the reporter may still do. `until`: the next due moment."""
    if turn.holder == "nobody":
        return _overs(folder)
    if turn.holder == "reporter":
        return _reporters(folder, until)
    what = str(WHAT[turn.act]).format(unit=turn.unit_name)
    if is_mine:
        return gettext("Your turn: {what}").format(what=what)
    return gettext("{who} is next: {what}").format(who=_holder(turn), what=what)


def _overs(folder: Folder) -> str:
    is_instructed = any(one.done_at is None for one in folder.instructions)
    said = gettext("{state}. An instruction about it is still open.") if is_instructed else gettext("{state}. Nothing is left to do.")  # fmt: skip
    return said.format(state=story.label(folder.report))


def _holder(turn: Turn) -> str:
    named = {
        "desk": gettext("The front desk"),
        "desk_head": gettext("The front desk"),
        "inspectorate": gettext("The Inspectorate"),
        "secretary": gettext("The Regional Secretary"),
        "regional_head": gettext("The regional head"),
        "front_head": gettext("The head of the front desk"),
        "head": gettext("The head of {unit}").format(unit=turn.unit_name),
    }
    return named.get(turn.holder, turn.unit_name)


def _reporters(folder: Folder, until: datetime | None) -> str:
    is_asked = folder.report.state == State.AWAITING_REPORTER
    if until is None:
        return gettext("Waiting for the reporter's particulars.") if is_asked else gettext("Answered. The reporter may say whether it is settled.")  # fmt: skip
    day = moments.day(until, get_language())
    if is_asked:
        return gettext("Waiting for the reporter's particulars until {day}. The clocks stand still; then the report goes on.").format(day=day)  # fmt: skip
    return gettext("Answered. The reporter may say until {day} whether it is settled.").format(day=day)
