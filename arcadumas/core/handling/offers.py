"""Which acts this officer can do now: powers on one ground, the moves of the state, and what must be there first.

`possible` is exactly what the verbs would take, as the API says it in `may`; of that a page `offers` what is of use to somebody.
Each verb asks again for itself. Who sees the line alone may act as the verbs let them, without
reading a word of it: a form fills in nothing that its officer does not read.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from arcadumas.base.compiled import Slot, prepared
from arcadumas.core.handling.extend import is_theirs, unasked, wished_of
from arcadumas.core.handling.folder import Folder
from arcadumas.core.handling.models import Disposition, Response
from arcadumas.core.handling.visible import Sight
from arcadumas.core.handling.workflow import MOVES, check
from arcadumas.core.organisation import powers, teams
from arcadumas.core.organisation.actors import Actor
from arcadumas.core.organisation.models import Unit
from arcadumas.core.reports.models import Promise, State

LIVE = Disposition.LIVE
SEEN = (Sight.READ, Sight.LISTED)
# The act's power, where it has another name, and its move, where that has.
POWER = {
    "support": "dispose", "oversight": "mark_oversight",
    **dict.fromkeys(("attach", "message", "confirm", "object", "object_late", "rate", "withdraw", "add_nothing"), "speak"),
}  # fmt: skip
MOVE = {"rule": "dispose", "oversight": "classify"}
ORDER = (
    "verify", "rule", "dispose", "accept", "approve", "reject", "respond", "draft", "accept_part", "part", "take_over", "return",
    "question", "hand_over", "resume", "sp4n_link", "sp4n_answer", "sp4n_settle", "close", "support", "end_support", "task", "evidence", "inspect", "invite", "extend",
    "ask_extension", "refuse_extension", "mark_urgent", "classify", "oversight", "merge", "unmerge", "split", "relate", "archive", "refer", "restore", "accept_instruction",
    "finish_instruction", "instruct", "message", "add_nothing", "attach", "confirm", "object", "object_late", "rate", "withdraw", "note",
    "disclose", "open",
)  # fmt: skip


def possible(folder: Folder, actor: Actor) -> tuple[str, ...]:
    """Acts in the order in which a page shows them."""
    return tuple(act for act in ORDER if _is_possible(act, folder, actor))


def offers(folder: Folder, actor: Actor) -> tuple[str, ...]:
    """Without those that would change nothing, or that another act stands for."""
    return tuple(act for act in possible(folder, actor) if act not in USEFUL or USEFUL[act](folder))


def _is_possible(act: str, folder: Folder, actor: Actor) -> bool:
    if folder.sight not in SEEN or folder.report.state not in MOVES[_move(act, folder)].frm:
        return False
    if act in PRESENT and not PRESENT[act](folder, actor):
        return False
    if act in ("dispose", "support"):
        return _may_dispose(folder, actor)
    return powers.may(actor, POWER.get(act, act), at=folder.here)


def _move(act: str, folder: Folder) -> str:
    """By which its turn is judged: from whom it complains of, it is passed on though it is in hand (dispose)."""
    return "support" if act == "dispose" and folder.here.is_about_lead else MOVE.get(act, act)


def _may_dispose(folder: Folder, actor: Actor) -> bool:
    if powers.may(actor, "dispose", at=folder.here):
        return True
    here = replace(folder.here, target_path=frozenset(actor.unit_ids))
    if not powers.may(actor, "dispose", at=here):
        return False
    return is_above(actor) if folder.is_above is None else folder.is_above


def is_above(actor: Actor) -> bool:
    """Whether a unit stands below their own that has somebody to be told."""
    return bool(_below(list(actor.unit_ids), timezone.localdate()))


@prepared
def _below(units: Slot, day: Slot) -> QuerySet[Unit, int]:
    seats = teams.in_force(day).filter(role__in=teams.TEAM, unit=OuterRef("pk"))
    below = Q(parent__among=units) | Q(parent__parent__among=units) | Q(parent__parent__parent__among=units)
    return Unit.objects.filter(below, Exists(seats), valid_to=None).values_list("pk", flat=True)[:1]


def _is_drafted(folder: Folder, actor: Actor) -> bool:
    return folder.draft is not None and folder.draft.state == Response.State.DRAFTED


def _may_respond(folder: Folder, actor: Actor) -> bool:
    """Where the unit needs approval: the approved draft, or the words of somebody who may approve."""
    unit = folder.lead.unit if folder.lead else None
    if unit is None or not unit.answer_needs_approval:
        return True
    is_approved = folder.draft is not None and folder.draft.state == Response.State.APPROVED
    return is_approved or powers.may(actor, "approve", at=folder.here)


def _may_take_over(folder: Folder, actor: Actor) -> bool:
    """What is held is one's own already, or a colleague's."""
    holder = folder.lead.accepted_by_id if folder.lead else None
    return not _is_held(folder) or holder not in {seat.id for seat in actor.seats}


def _is_held(folder: Folder) -> bool:
    return folder.report.state in (State.IN_WORK, State.AWAITING_REPORTER)


def _may_return(folder: Folder, actor: Actor) -> bool:
    lead = folder.lead
    return lead is not None and not lead.is_ruling and not folder.is_answered


def _is_closed(folder: Folder) -> bool:
    return folder.sight == Sight.LISTED and folder.report.is_confidential


def _may_extend(folder: Folder, actor: Actor) -> bool:
    """Whether an inner promise runs that is theirs to move."""
    return _has_one("extend", folder.inner, folder, actor)


def _may_ask_for_time(folder: Folder, actor: Actor) -> bool:
    """The same of one for which nobody has asked yet."""
    return _has_one("ask_extension", unasked(folder.wishes, folder.inner), folder, actor)


def _has_one(act: str, inner: Sequence[Promise], folder: Folder, actor: Actor) -> bool:
    seat = powers.seat_for(actor, act, at=folder.here)
    return seat is not None and any(is_theirs(one, seat) for one in inner)


def _is_asked_for_time(folder: Folder, actor: Actor) -> bool:
    seat = powers.seat_for(actor, "refuse_extension", at=folder.here) if folder.wishes else None
    return seat is not None and bool(wished_of(seat, folder.wishes, folder.inner))


def _is_asked_to_help(folder: Folder, actor: Actor) -> bool:
    offered = {one.unit_id for one in folder.dispositions if one.role == "support" and one.state == "offered"}
    return bool(offered & actor.unit_ids)


PRESENT: dict[str, Callable[[Folder, Actor], bool]] = {
    "take_over": _may_take_over,
    "accept_part": _is_asked_to_help,
    "approve": _is_drafted,
    "reject": _is_drafted,
    "respond": _may_respond,
    "return": _may_return,
    "rule": lambda folder, actor: folder.report.state == State.VERIFIED and bool(folder.returned),
    "support": lambda folder, actor: any(one.state in LIVE for one in folder.dispositions),
    "end_support": lambda folder, actor: bool(folder.helping),
    "sp4n_link": lambda folder, actor: folder.sp4n is None,
    "sp4n_answer": lambda folder, actor: folder.sp4n is not None and folder.sp4n.answered_at is None,
    "merge": lambda folder, actor: not folder.is_main,
    "oversight": lambda folder, actor: not powers.may(actor, "classify", at=folder.here),
    "extend": _may_extend,
    "ask_extension": _may_ask_for_time,
    "refuse_extension": _is_asked_for_time,
    "mark_urgent": lambda folder, actor: not folder.report.is_urgent,
    "object_late": lambda folder, actor: not folder.is_followed,
    "rate": lambda folder, actor: not folder.is_rated,
    "sp4n_settle": lambda folder, actor: folder.sp4n is not None and folder.sp4n.is_unsettled,
    "accept_instruction": lambda folder, actor: any(one.accepted_at is None for one in folder.instructions_to(actor)),
    "finish_instruction": lambda folder, actor: any(one.is_under_way for one in folder.instructions_to(actor)),
}
# What is not yet taken by anybody is accepted.
USEFUL: dict[str, Callable[[Folder], bool]] = {
    "take_over": _is_held,
    "sp4n_answer": lambda folder: folder.is_answered,  # may be noted of a first answer too
    "disclose": lambda folder: any(folder.reporter.values()),
    "open": _is_closed,
}


def require_turn(act: str, folder: Folder, actor: Actor, *, version: int | None) -> None:
    """Power, state and version without the act itself: for input that cannot be read, so that refusals keep their order."""
    if act not in ("dispose", "support") or not _may_dispose(folder, actor):
        powers.require(actor, POWER.get(act, act), at=folder.here)
    check(folder.report, _move(act, folder), version=version)
