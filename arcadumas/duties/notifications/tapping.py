"""A link of a message that was opened and confirmed: the token says what for and for whom, the core's verb decides.

Opening only looks. Acts that ask for more than a tap (approving, instructing) are done on the report's page, signed in.
"""

from collections.abc import Callable

from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from arcadumas.base import moments
from arcadumas.core.handling.accept import accept
from arcadumas.core.handling.ask import send
from arcadumas.core.handling.close import confirm, object_
from arcadumas.core.handling.giveback import give_back
from arcadumas.core.handling.takeover import take_over
from arcadumas.core.handling.workflow import MOVES
from arcadumas.core.organisation.actors import Actor, Via, person_actor, reporter_actor, seat
from arcadumas.core.reports import identity
from arcadumas.core.reports.models import Event, Report
from arcadumas.duties.notifications import links
from arcadumas.duties.notifications.links import Bearer, Dead

ASKED = {
    "acceptance": _("accept the report"),
    "return": _("return the report"),
    "takeover": _("take the report over"),
    "confirmation": _("say that it is settled"),
    "reopening": _("say that it is not settled"),
    "messages": _("write to us"),
    "stop": _("stop the updates"),
    "receipt": _("answer the drill"),
}
# The acts that a tap may do, and the move that must be open for it.
MOVE = {
    "acceptance": "accept",
    "return": "return",
    "takeover": "take_over",
    "confirmation": "confirm",
    "reopening": "object",
    "messages": "message",
}


def look(token: str) -> Bearer:
    """What the link stands for, if its act can still be done. Raises Dead with a sentence that says how things stand."""
    bearer = links.read(token)
    try:
        links.require_unused(bearer)
    except Dead as dead:
        raise Dead(dead.code, dead.text, **{**dead.values, "act": ASKED.get(bearer.act, bearer.act)}) from dead
    if bearer.act in MOVE and bearer.report.state not in MOVES[MOVE[bearer.act]].frm:
        raise _passed(bearer)
    return bearer


@transaction.atomic
def tap(token: str, *, text: str = "") -> Bearer:
    """Do what the link was made for; it is dead from then on. Raises Dead, or what the verb refuses."""
    bearer = look(token)
    perform = ACTS.get(bearer.act)
    if perform is None:
        raise links.broken()
    perform(bearer.report.code, actor_of(bearer), text)
    links.mark_used(bearer, at=timezone.now())
    return bearer


def actor_of(bearer: Bearer) -> Actor:
    """The holder of the post that was told, in that post alone; or the reporter."""
    message = str(bearer.message.pk)
    if bearer.post is None:
        return reporter_actor(bearer.report.pk, via=Via.LINK, message=message)
    return person_actor(bearer.post.person, via=Via.LINK, seats=[seat(bearer.post)], message=message)


def _passed(bearer: Bearer) -> Dead:
    """Somebody was first: say who took it and when; else how the report stands."""
    taken = Event.objects.filter(report=bearer.report, kind="accepted").order_by("-seq").first()
    if bearer.act in ("acceptance", "return") and taken and bearer.post and taken.unit_code == bearer.post.unit.code:
        at = moments.moment(taken.at, get_language())
        sentence = _("Report {code} was taken by {by} on {at}. Nothing is needed from you.")
        return Dead("link.taken", sentence, code=bearer.report.code, by=taken.post_title, at=at)
    sentence = _("This link no longer applies; status now: {standing}.")
    return Dead("link.passed", sentence, standing=bearer.report.get_state_display())


def _accept(code: str, by: Actor, text: str) -> None:
    accept(code, by=by)


def _take_over(code: str, by: Actor, text: str) -> None:
    take_over(code, by=by)


def _return(code: str, by: Actor, text: str) -> None:
    give_back(code, by=by, reason=text)


def _confirm(code: str, by: Actor, text: str) -> None:
    confirm(code, by=by)


def _object(code: str, by: Actor, text: str) -> None:
    object_(code, by=by, reason=text)


def _send(code: str, by: Actor, text: str) -> None:
    send(code, by=by, text=text)


def _stop(code: str, by: Actor, text: str) -> None:
    identity.stop_telling(Report.objects.get(code=code), by=by)


ACTS: dict[str, Callable[[str, Actor, str], None]] = {
    "acceptance": _accept, "takeover": _take_over, "return": _return, "confirmation": _confirm, "reopening": _object, "messages": _send,
    "stop": _stop,
}  # fmt: skip
