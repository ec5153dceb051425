"""A link of a message that was opened and confirmed: the token says what for and for whom, the core's verb decides.

Opening only looks. Acts that ask for more than a tap (approving, sending back) want a proof as well: proving.py.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from arcadumas.base import moments
from arcadumas.base.refusals import Unfit
from arcadumas.core.handling import folder as folders
from arcadumas.core.handling import story
from arcadumas.core.handling.accept import accept
from arcadumas.core.handling.ask import add_nothing, send
from arcadumas.core.handling.close import confirm
from arcadumas.core.handling.contributions import accept_part
from arcadumas.core.handling.dispute import dispute
from arcadumas.core.handling.extend import ask_extension, extend, refuse_extension, theirs, wish
from arcadumas.core.handling.giveback import give_back
from arcadumas.core.handling.instruct import accept_instruction, instruct
from arcadumas.core.handling.models import Response
from arcadumas.core.handling.takeover import take_over
from arcadumas.core.handling.visible import Sight, ground
from arcadumas.core.handling.work import approve, reject
from arcadumas.core.handling.workflow import MOVES
from arcadumas.core.organisation import powers
from arcadumas.core.organisation.actors import Actor, Via, person_actor, reporter_actor, seats_of_post
from arcadumas.core.reports.models import Event, Report
from arcadumas.duties.notifications import helping, links, objecting, ordering, proving, seeing, stopping
from arcadumas.duties.notifications.links import Bearer, Dead
from arcadumas.duties.notifications.proving import NONE, Proof

ASKED = {
    "acceptance": _("accept the report"),
    "return": _("return the report"),
    "takeover": _("take the report over"),
    "part-acceptance": _("say that your unit helps"),
    "confirmation": _("say that it is settled"),
    "reopening": _("say that it is not settled"),
    "messages": _("write to us"),
    "nothing-more": _("say that there is nothing to add"),
    "stop": _("stop the updates"),
    "receipt": _("answer the drill"),
    "approval": _("approve the draft answer"),
    "draft-rejection": _("send the draft back"),
    "instruction": _("give the instruction"),
    "instruction-acceptance": _("take the instruction on"),
    "extension": _("give more time"),
    "extension-request": _("ask for more time"),
    "link-dispute": _("say that it was not you"),
    "account-lock": _("lock the account"),
    "extension-refusal": _("refuse more time"),
    "key": _("open the report"),
}
# The acts that a tap may do, and the move that must be open for it.
MOVE = {
    "acceptance": "accept",
    "return": "return",
    "takeover": "take_over",
    "part-acceptance": "accept_part",
    "confirmation": "confirm",
    "messages": "message",
    "nothing-more": "add_nothing",
    "approval": "approve",
    "draft-rejection": "reject",
    "instruction": "instruct",
    "instruction-acceptance": "accept_instruction",
    "extension": "extend",
    "extension-request": "ask_extension",
    "extension-refusal": "refuse_extension",
}
MORE_TIME = ("extension", "extension-request")
DECISIONS = {"answer_approved": _("approved"), "answer_rejected": _("sent back for changes")}


@dataclass(frozen=True, kw_only=True)
class Given:
    """What was filled in on the page of a link. `version`: the number of journal lines that was looked at; `line`: the one
    that the message told of (its id)."""

    text: str = ""
    cause: str = ""
    unit: str = ""
    due_on: date | None = None
    due_at: datetime | None = None
    step: str = ""
    indicator: str = ""
    is_final: bool | None = None
    version: int | None = None
    line: int | None = None


NOTHING = Given()


def look(token: str) -> Bearer:
    """What the link stands for, if its act can still be done. Raises Dead with a sentence that says how things stand."""
    return possible(links.read(token))


def possible(bearer: Bearer) -> Bearer:
    """The same of a link that was read. Raises Dead, and where the report is not theirs to see says no more than that."""
    seeing.require(bearer, actor_of(bearer))
    bearer = helping.meant(_as_head(bearer))
    if bearer.act == "part-return":
        raise helping.stays(bearer)
    try:
        links.require_unused(bearer)
    except Dead as dead:
        raise _named(dead, bearer) from dead
    if bearer.act in MOVE and bearer.report.state not in MOVES[MOVE[bearer.act]].frm:
        raise _passed(bearer)
    if bearer.act == "reopening" and not objecting.may(bearer.report):
        raise _passed(bearer)
    if bearer.act in ("approval", "draft-rejection") and not _drafts(bearer.report).exists():
        raise _decided(bearer)
    if bearer.act in MORE_TIME and not theirs(bearer.report, MOVE[bearer.act], by=actor_of(bearer)):
        raise Dead("link.passed", _("No inner deadline here can be moved by your post any more. The reporter's date stands."))  # fmt: skip
    if bearer.act == "extension-refusal" and wish(bearer.report, by=actor_of(bearer)) is None:
        raise Dead("link.passed", _("No request for more time waits for your word any more. Sign in to see how things stand."))  # fmt: skip
    return bearer


def _named(dead: Dead, bearer: Bearer) -> Dead:
    """The act in words."""
    return Dead(dead.code, dead.text, **{**dead.values, "act": ASKED.get(str(dead.values["act"]), bearer.act)})


def prove(token: str, *, pin: str) -> str:
    """The voucher for a right PIN (proving.py). Raises Dead, Unfit or TooOften."""
    return proving.prove(look(token), pin)


@transaction.atomic
def tap(token: str, *, given: Given = NOTHING, proof: Proof = NONE) -> Bearer:
    """Do what the link was made for; it is dead from then on. Raises Dead, or what the verb refuses."""
    bearer = look(token)
    perform = ACTS.get(bearer.act)
    if perform is None:
        raise links.broken()
    proving.require(bearer, proof)
    perform(bearer.report.code, actor_of(bearer), replace(given, line=bearer.notice.event_id))
    links.mark_used(bearer, at=timezone.now())
    return bearer


def open_once(bearer: Bearer) -> None:
    """The link stands for a lost key; it is dead from then on. Raises Dead when somebody was first."""
    try:
        links.use_once(bearer, at=timezone.now())
    except Dead as dead:
        raise _named(dead, bearer) from dead


def draft(bearer: Bearer, proof: Proof) -> Response | None:
    """The draft that waits for this bearer's word, once it is proven who asks. None where they may not read it."""
    if bearer.act not in ("approval", "draft-rejection") or not proving.is_given(bearer, proof):
        return None
    found = folders.open_folder(bearer.report.code, by=actor_of(bearer))
    return found.draft if found.is_read and found.draft and found.draft.state == Response.State.DRAFTED else None


def actor_of(bearer: Bearer) -> Actor:
    """The holder of the post that was told, in that post alone and for whom it stands in; or the reporter."""
    message = str(bearer.message.pk)
    if bearer.post is None:
        return reporter_actor(bearer.report.pk, via=Via.LINK, message=message)
    return person_actor(bearer.post.person, via=Via.LINK, seats=seats_of_post(bearer.post), message=message)


def sight(bearer: Bearer) -> Sight:
    """How much of the report the page of the link may show now."""
    return seeing.sight(bearer, actor_of(bearer))


def is_special(bearer: Bearer) -> bool:
    return seeing.is_special(bearer)


def _as_head(bearer: Bearer) -> Bearer:
    """Who may give more time themselves is not asked to ask for it."""
    if bearer.act != "extension-request" or bearer.notice.report is None:
        return bearer
    actor = actor_of(bearer)
    may = powers.may(actor, "extend", at=ground(bearer.notice.report, actor))
    return replace(bearer, act="extension") if may else bearer


def _passed(bearer: Bearer) -> Dead:
    """Somebody was first: say who took it and when; else how the report stands."""
    taken = Event.objects.filter(report=bearer.report, kind="accepted").order_by("-seq").first()
    if seeing.is_special(bearer):
        return Dead("link.passed", _("This link no longer applies. Sign in to see how things stand."))
    if bearer.act in ("acceptance", "return") and taken and bearer.post and taken.unit_code == bearer.post.unit.code:
        at = moments.moment(taken.at, get_language())
        sentence = _("Report {code} was taken by {by} on {at}. Nothing is needed from you.")
        return Dead("link.taken", sentence, code=bearer.report.code, by=taken.post_title, at=at)
    sentence = _("This link no longer applies; status now: {standing}.")
    return Dead("link.passed", sentence, standing=story.label(bearer.report, for_staff=bearer.post is not None))


def _drafts(report: Report) -> QuerySet[Response]:
    return Response.objects.filter(report=report, state=Response.State.DRAFTED)


def _decided(bearer: Bearer) -> Dead:
    """Somebody has decided on the draft already, or it was taken back."""
    done = Event.objects.filter(report=bearer.report, kind__in=DECISIONS).order_by("-seq").first()
    if seeing.is_special(bearer) or done is None:
        return Dead("link.passed", _("No draft waits for your word any more. Sign in to see how things stand."))
    at = moments.moment(done.at, get_language())
    sentence = _("The draft answer of report {code} was {decision} by {by} on {at}. Nothing is needed from you.")
    decision = DECISIONS[done.kind]
    return Dead("link.decided", sentence, code=bearer.report.code, decision=decision, by=done.post_title, at=at)


def _accept(code: str, by: Actor, given: Given) -> None:
    accept(code, by=by)


def _accept_part(code: str, by: Actor, given: Given) -> None:
    accept_part(code, by=by)


def _take_over(code: str, by: Actor, given: Given) -> None:
    take_over(code, by=by)


def _return(code: str, by: Actor, given: Given) -> None:
    give_back(code, by=by, reason=given.text, cause=given.cause)


def _approve(code: str, by: Actor, given: Given) -> None:
    approve(code, by=by, is_final=given.is_final, version=given.version)


def _reject(code: str, by: Actor, given: Given) -> None:
    reject(code, by=by, reason=given.text, version=given.version)


def _instruct(code: str, by: Actor, given: Given) -> None:
    if given.due_on is None:
        raise Unfit("instruction.day_missing", _("Say by which day it is to be carried out."), field="due_on")
    instruct(
        code,
        by=by,
        text=given.text,
        unit=given.unit,
        due_on=given.due_on,
        indicator=given.indicator,
        version=given.version,
    )


def _accept_instruction(code: str, by: Actor, given: Given) -> None:
    accept_instruction(code, by=by, number=ordering.number(given.line))


def _extend(code: str, by: Actor, given: Given) -> None:
    extend(code, by=by, reason=given.text, due_at=_moment(given), step=given.step, version=given.version)


def _ask_extension(code: str, by: Actor, given: Given) -> None:
    ask_extension(code, by=by, reason=given.text, due_at=_moment(given), step=given.step, version=given.version)


def _refuse_extension(code: str, by: Actor, given: Given) -> None:
    refuse_extension(code, by=by, reason=given.text, step=given.step, version=given.version)


def _moment(given: Given) -> datetime:
    if given.due_at is None:
        raise Unfit("extension.not_later", _("Choose a moment after the present deadline."), field="due_at")
    return given.due_at


def _confirm(code: str, by: Actor, given: Given) -> None:
    confirm(code, by=by)


def _object(code: str, by: Actor, given: Given) -> None:
    objecting.take(Report.objects.get(code=code), by=by, reason=given.text)


def _send(code: str, by: Actor, given: Given) -> None:
    send(code, by=by, text=given.text)


def _add_nothing(code: str, by: Actor, given: Given) -> None:
    add_nothing(code, by=by)


def _dispute(code: str, by: Actor, given: Given) -> None:
    """Whoever has the link that was used can do nothing more by its message."""
    line = Event.objects.get(pk=given.line or 0)
    dispute(code, by=by, seq=line.seq)
    if line.message:
        links.void(line.message, because="link-dispute", at=timezone.now())


def _stop(code: str, by: Actor, given: Given) -> None:
    stopping.by_holder(Report.objects.get(code=code), is_told=False, by=by)


ACTS: dict[str, Callable[[str, Actor, Given], None]] = {
    "acceptance": _accept, "takeover": _take_over, "part-acceptance": _accept_part, "return": _return, "confirmation": _confirm, "reopening": _object, "messages": _send,
    "nothing-more": _add_nothing, "stop": _stop, "approval": _approve, "draft-rejection": _reject, "instruction": _instruct,
    "instruction-acceptance": _accept_instruction, "extension": _extend, "extension-request": _ask_extension,
    "link-dispute": _dispute,
    "extension-refusal": _refuse_extension,
}  # fmt: skip
