"""MOVES: the path of a report, one table (process.md: States and acts). `move` is the only writer of Report.state.

Every verb goes: take (lock, sight: 404) -> powers.require (403) -> check (state: 409, then version: 412) -> change ->
move (journal line, due moment, state), in that order, in one transaction.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from arcadumas.base import codes
from arcadumas.base.compiled import Slot, prepared
from arcadumas.base.refusals import OutOfTurn, Stale, Unseen
from arcadumas.core.handling import visible
from arcadumas.core.handling.models import Disposition, Response
from arcadumas.core.handling.names import NAMES
from arcadumas.core.organisation.actors import Actor, Seat
from arcadumas.core.organisation.readers import Reader, prepared_for_readers
from arcadumas.core.reports import journal, promises
from arcadumas.core.reports.facts import Facts
from arcadumas.core.reports.models import Event, Report, State

RECEIVED, VERIFIED, DISPOSED, IN_WORK = State.RECEIVED, State.VERIFIED, State.DISPOSED, State.IN_WORK
AWAITING, ANSWERED, CLOSED, ARCHIVED = State.AWAITING_REPORTER, State.ANSWERED, State.CLOSED, State.ARCHIVED
REFERRED, MERGED = State.REFERRED, State.MERGED
OPEN = frozenset({RECEIVED, VERIFIED, DISPOSED, IN_WORK, AWAITING, ANSWERED})
OVER = frozenset({CLOSED, ARCHIVED, REFERRED, MERGED})
ANY = OPEN | OVER


@dataclass(frozen=True, kw_only=True)
class Move:
    """`noun` is the act's name in the API; `to` is empty where the state stays or goes back to an earlier one."""

    noun: str
    frm: frozenset[State]
    to: State | None = None


def _m(noun: str, *frm: State, to: State | None = None) -> Move:
    return Move(noun=noun, frm=frozenset(frm), to=to)


MOVES: dict[str, Move] = {
    "verify": _m("verification", RECEIVED, to=VERIFIED),
    "classify": _m("classification", *OPEN),
    "archive": _m("archiving", RECEIVED, VERIFIED, AWAITING, to=ARCHIVED),
    "withdraw": _m("withdrawal", RECEIVED, VERIFIED, DISPOSED, IN_WORK, AWAITING, to=ARCHIVED),
    "refer": _m("referral", RECEIVED, VERIFIED, to=REFERRED),
    "restore": _m("restoration", ARCHIVED, REFERRED, to=VERIFIED),
    "dispose": _m("disposition", VERIFIED, DISPOSED, to=DISPOSED),
    "support": _m("disposition", DISPOSED, IN_WORK),
    "end_support": _m("support-ending", VERIFIED, DISPOSED, IN_WORK, AWAITING),
    "accept": _m("acceptance", DISPOSED, to=IN_WORK),
    "take_over": _m("takeover", DISPOSED, IN_WORK, AWAITING),
    "hand_over": _m("handover", DISPOSED, IN_WORK, AWAITING),
    "return": _m("return", DISPOSED, IN_WORK, to=VERIFIED),
    "question": _m("question", RECEIVED, VERIFIED, IN_WORK, to=AWAITING),
    "reply": _m("messages", AWAITING),
    "add_nothing": _m("nothing-more", AWAITING),
    "resume": _m("resumption", AWAITING),
    "draft": _m("draft", IN_WORK),
    "accept_part": _m("part-acceptance", DISPOSED, IN_WORK, AWAITING),
    "part": _m("answer-part", DISPOSED, IN_WORK, AWAITING),
    "invite": _m("invitation", DISPOSED, IN_WORK, AWAITING),
    "end_invitation": _m("invitation", *OPEN),
    "invited_reply": _m("", *OPEN),
    "approve": _m("approval", IN_WORK),
    "reject": _m("draft-rejection", IN_WORK),
    "respond_first": _m("response", IN_WORK),
    "respond": _m("response", IN_WORK, to=ANSWERED),
    "confirm": _m("confirmation", ANSWERED, to=CLOSED),
    "object": _m("reopening", ANSWERED, to=DISPOSED),
    "object_late": _m("reopening", CLOSED),
    "close": _m("closing", ANSWERED, to=CLOSED),
    "run_out": _m("", ANSWERED, to=CLOSED),
    "mark_urgent": _m("urgency", *OPEN),
    "extend": _m("extension", *OPEN),
    "ask_extension": _m("extension-request", *OPEN),
    "refuse_extension": _m("extension-refusal", *OPEN),
    "merge": _m("merging", RECEIVED, VERIFIED, DISPOSED, IN_WORK, to=MERGED),
    "unmerge": _m("unmerging", MERGED),
    "split": _m("split", VERIFIED, DISPOSED, IN_WORK),
    "relate": _m("linking", *ANY),
    "sp4n_link": _m("sp4n-link", *ANY),
    "sp4n_answer": _m("sp4n-answer", *ANY),
    "sp4n_settle": _m("sp4n-settlement", *ANY),
    "instruct": _m("instruction", *OPEN),
    "accept_instruction": _m("instruction-acceptance", *ANY),
    "finish_instruction": _m("instruction-completion", *ANY),
    "message": _m("messages", *ANY),
    "attach": _m("attachments", *OPEN, MERGED),
    "rate": _m("rating", ANSWERED, CLOSED),
    "note": _m("notes", *ANY),
    "task": _m("tasks", *OPEN),
    "complete_task": _m("tasks", *OPEN),
    "cancel_task": _m("tasks", *OPEN),
    "reassign_task": _m("tasks", *OPEN),
    "evidence": _m("evidence", *OPEN),
    "inspect": _m("inspection", *OPEN),
    "disclose": _m("disclosure", *ANY),
    "dispute": _m("", *ANY),
    "open": _m("opening", *ANY),
}
RETURN = MOVES["return"].noun
PARTICULAR = tuple(move for move in MOVES.values() if move.frm != ANY)  # what depends on the state


def take(code: str, *, by: Actor) -> Report:
    """The report, locked, if this actor may see it. Raises Unseen (404)."""
    normal = codes.read_code(code) or ""
    version = _seen(normal, by)
    report = Report.objects.select_for_update(of=("self",), no_key=True).filter(code=normal).first()
    if report is None or not _is_still_seen(report, by, version):
        raise unseen()
    return report


def find(code: str, *, by: Actor) -> Report:
    """The same without the lock, for reading."""
    normal = codes.read_code(code) or ""
    version = _seen(normal, by)
    report = _by_code.first(normal)
    if report is None or not _is_still_seen(report, by, version):
        raise unseen()
    return report


@prepared
def _by_code(code: Slot) -> QuerySet[Report]:
    return Report.objects.select_related("category__parent", "unit", "area__parent", "named_unit").filter(code=code)


def unseen() -> Unseen:
    return Unseen("act.not_seen", _("There is no such report, or it is not for your post. Check the code."))


def _seen(code: str, by: Actor) -> int | None:
    """The version in which an officer sees the report of this code. Raises Unseen before anything of it is read: what there is
    not and what they may not see take the same statement and the same time."""
    if by.kind != "person":
        return None
    version = next(iter(_in_sight(by, code)), None)
    if version is None:
        raise unseen()
    return version


@prepared_for_readers
def _in_sight(reader: Reader, code: Slot) -> QuerySet[Report, int]:
    return visible.to(reader).filter(code=code).values_list("version", flat=True)


def _is_still_seen(report: Report, by: Actor, version: int | None) -> bool:
    """What changed meanwhile is looked at once more, for whoever waited for the lock."""
    if by.kind == "person":
        return report.version == version or visible.sees(by, report.pk)
    return by.kind == "house" or by.report_id == report.pk


def check(report: Report, act: str, *, version: int | None = None) -> None:
    """Its turn (409), then fresh (412). Where more belongs to its turn than the state, `require_fresh` comes after that."""
    if report.state not in MOVES[act].frm:
        raise out_of_turn(report)
    require_fresh(report, version)


def require_fresh(report: Report, version: int | None) -> None:
    """Raises Stale (412)."""
    if version is not None and version != report.version:
        later = Event.objects.filter(report=report, seq__gt=version).order_by("seq")
        raise Stale(
            "act.stale",
            _("Somebody changed this report meanwhile. The changes are marked below and your text is still here. Check, then save again."),
            version=report.version,
            changes=tuple(later),
        )  # fmt: skip


def out_of_turn(report: Report, *, needs: str = "") -> OutOfTurn:
    may = nouns(report)
    return OutOfTurn(
        "act.wrong_turn",
        _("This report is {label}, so that cannot be done yet. What can be done now: {acts}."),
        state=report.state,
        may=may,
        needs=needs,
        label=State(report.state).label,
        acts=", ".join(str(NAMES[noun]) for noun in nouns(report, among=PARTICULAR)) or "–",
    )


def nouns(report: Report, *, among: Collection[Move] = tuple(MOVES.values())) -> tuple[str, ...]:
    """The acts that the state allows to somebody, by their API names; giving back only while it may still be given back."""
    found = dict.fromkeys(move.noun for move in among if report.state in move.frm and move.noun)
    if RETURN in found and stays(report):
        del found[RETURN]
    return tuple(found)


def stays(report: Report) -> bool:
    """Whether its unit may not give it back any more: after a ruling, or once a final answer was sent (process.md)."""
    live = (Disposition.State.OFFERED, Disposition.State.ACCEPTED)
    is_ruled = Disposition.objects.filter(report=report, role="lead", state__in=live, is_ruling=True).exists()
    return is_ruled or Response.objects.filter(report=report, is_final=True, state=Response.State.SENT).exists()


def move(report: Report, act: str, *, by: Actor, seat: Seat | None = None, at: datetime, facts: Facts, to: State | None = None) -> Event:  # fmt: skip
    """Write the line and carry the state on. `to` only where MOVES leaves it open (a pause that ends).

    Everything the verb changed on the report is saved here, in one UPDATE."""
    state = to or MOVES[act].to
    event = journal.write(report, facts, by=by, seat=seat, at=at)
    if state is not None:
        report.state = state
    report.due_at = None if report.state in OVER else promises.earliest(report)
    report.save()
    return event


def place(report: Report, state: State) -> None:
    """The first state of an imported row, before it is saved (process.md, note 1)."""
    report.state = state


def note_line(report: Report, *, by: Actor, seat: Seat | None = None, at: datetime, facts: Facts) -> Event:
    """A second line of the same act (confirmed, then closed): no move, saved by the `move` that follows."""
    return journal.write(report, facts, by=by, seat=seat, at=at)


def line(report: Report, *, by: Actor, seat: Seat | None = None, at: datetime, facts: Facts) -> Event:
    """A line that moves nothing and changes no due moment (a broken promise, a change in SP4N): written and saved."""
    event = journal.write(report, facts, by=by, seat=seat, at=at)
    report.save(update_fields=["version", "head"])
    return event
