"""A reply button that was pressed: the token says what for, the number says who, the core's verb decides."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, TypeVar

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from arcadumas.base import moments
from arcadumas.base.refusals import Refusal
from arcadumas.core.handling import story
from arcadumas.core.handling.accept import accept
from arcadumas.core.handling.ask import add_nothing
from arcadumas.core.handling.close import confirm
from arcadumas.core.handling.contributions import accept_part
from arcadumas.core.handling.instruct import accept_instruction
from arcadumas.core.handling.models import Disposition
from arcadumas.core.handling.takeover import take_over
from arcadumas.core.organisation import people
from arcadumas.core.organisation.actors import Actor, Via, person_actor, reporter_actor
from arcadumas.core.organisation.models import Person
from arcadumas.core.reports import identity
from arcadumas.core.reports.models import Event, Report
from arcadumas.duties.notifications import drilling, helping, links, objecting, ordering, seeing, talks
from arcadumas.duties.notifications.links import Bearer, Dead
from arcadumas.duties.notifications.values import answer_due

Done = TypeVar("Done")
Outcome = Literal["accepted", "confirmed", "too_late", "old", "reason_needed", "unknown", "noted", "resumed"]


@dataclass(frozen=True, kw_only=True)
class Pressed:
    """`sentence` answers in the language of whoever pressed; "" when nothing is to be said (`unknown`)."""

    outcome: Outcome
    sentence: str = ""
    code: str = ""


def press(payload: str, *, from_number: str, via: Via) -> Pressed:
    """Do what the button says, with the same powers as on the page.

    `from_number` is proof of who pressed. A token that is torn, or pressed from another number, gets no answer but that
    the button is of no use (`unknown`)."""
    person = people.with_phone(from_number)
    with translation.override(person.language if person else "id"):
        act, _colon, token = payload.partition(":")
        try:
            bearer = links.read(token)
        except Dead as dead:
            return _dead(dead, token)
        if act != bearer.act:
            return Pressed(outcome="unknown", sentence=links.broken().sentence)
        return _by_reporter(bearer, from_number, via) if bearer.post is None else _by_officer(bearer, person, via)


def _dead(dead: Dead, token: str) -> Pressed:
    """A button that has run out says where a new one is asked for."""
    if dead.code == "link.expired":
        said = _("That button has run out. Ask for a new message here: {link}").format(link=links.address(token))
        return Pressed(outcome="old", sentence=said)
    return Pressed(outcome="unknown" if dead.code == "link.broken" else "old", sentence=dead.sentence)


def _by_officer(bearer: Bearer, person: Person | None, via: Via) -> Pressed:
    if person is None or person.pk != bearer.notice.person_id:
        return Pressed(outcome="unknown", sentence=links.broken().sentence)
    actor = person_actor(person, via=via, message=str(bearer.message.pk))
    try:
        seeing.require(bearer, actor)
    except Dead as dead:
        return Pressed(outcome="old", sentence=dead.sentence)
    bearer = helping.meant(bearer)
    return ACTS.get(bearer.act, _only_page)(bearer, actor)


def _by_reporter(bearer: Bearer, number: str, via: Via) -> Pressed:
    with translation.override(bearer.report.language):
        if not number or not identity.is_number(bearer.report, number):
            return Pressed(outcome="unknown", sentence=links.broken().sentence)
        actor = reporter_actor(bearer.report.pk, via=via, message=str(bearer.message.pk))
        pressed = ACTS.get(bearer.act, _only_page)(bearer, actor)
        if bearer.act == "reopening" and pressed.outcome == "reason_needed":
            talks.begin(number, bearer.report, is_objecting=True)  # the next words are the reason
        return pressed


def _once(bearer: Bearer, act: Callable[[], Done]) -> Done | None:
    """Do what the button is for; None when it was pressed before, or that cannot be done any more."""
    try:
        links.require_unused(bearer)
        done = act()
    except Refusal:
        return None
    links.mark_used(bearer, at=timezone.now())
    return done


def _accept(bearer: Bearer, actor: Actor) -> Pressed:
    code = bearer.report.code
    if _once(bearer, lambda: accept(code, by=actor)) is None:
        return _late(bearer)
    due = answer_due(Report.objects.get(pk=bearer.report.pk))
    shown = moments.moment(due, translation.get_language()) if due else "–"
    sentence = _("Noted: report {code} is now yours. Answer by {due}.").format(code=code, due=shown)
    return Pressed(outcome="accepted", sentence=sentence, code=code)


def _take_over(bearer: Bearer, actor: Actor) -> Pressed:
    code = bearer.report.code
    if _once(bearer, lambda: take_over(code, by=actor)) is None:
        return _old(bearer)
    due = answer_due(Report.objects.get(pk=bearer.report.pk))
    shown = moments.moment(due, translation.get_language()) if due else "–"
    sentence = _("Noted: report {code} is now yours. Answer by {due}.").format(code=code, due=shown)
    return Pressed(outcome="accepted", sentence=sentence, code=code)


def _accept_part(bearer: Bearer, actor: Actor) -> Pressed:
    code, due = bearer.report.code, helping.part_due(bearer)
    unit = bearer.post.unit.code if bearer.post else ""
    if _once(bearer, lambda: accept_part(code, by=actor, unit=unit)) is None:
        return _old(bearer)
    shown = moments.moment(due, translation.get_language()) if due else "–"
    sentence = _("Noted: your unit helps with report {code}. Its part of the answer is due {due}.").format(code=code, due=shown)  # fmt: skip
    return Pressed(outcome="accepted", sentence=sentence, code=code)


def _stays(bearer: Bearer, actor: Actor) -> Pressed:
    return Pressed(outcome="reason_needed", sentence=helping.stays(bearer).sentence, code=bearer.report.code)


def _accept_instruction(bearer: Bearer, actor: Actor) -> Pressed:
    code = bearer.report.code
    number = ordering.number(bearer.notice.event_id)
    given = _once(bearer, lambda: accept_instruction(code, by=actor, number=number))
    if given is None:
        return _old(bearer)
    due = moments.day(given.due_on, translation.get_language())
    sentence = _("Noted: the instruction about report {code} is with you. Carry it out by {due}.").format(code=code, due=due)  # fmt: skip
    return Pressed(outcome="accepted", sentence=sentence, code=code)


def _confirm(bearer: Bearer, actor: Actor) -> Pressed:
    if _once(bearer, lambda: confirm(bearer.report.code, by=actor)) is None:
        return _old(bearer)
    sentence = _("Thank you. Report {code} is closed as you said. Would you rate it?").format(code=bearer.report.code)
    return Pressed(outcome="confirmed", sentence=sentence, code=bearer.report.code)


def _add_nothing(bearer: Bearer, actor: Actor) -> Pressed:
    code = bearer.report.code
    if _once(bearer, lambda: add_nothing(code, by=actor)) is None:
        return _old(bearer)
    sentence = _("Thank you. Report {code} goes on with what we have.").format(code=code)
    return Pressed(outcome="resumed", sentence=sentence, code=code)


def _return(bearer: Bearer, actor: Actor) -> Pressed:
    """A return wants a reason, which is written on the page."""
    sentence = _("What is the reason? Explain it on the report's page.")
    return Pressed(outcome="reason_needed", sentence=f"{sentence} {_link(bearer, 'return')}", code=bearer.report.code)


def _reopen(bearer: Bearer, actor: Actor) -> Pressed:
    if not objecting.may(bearer.report):
        return _old(bearer)
    sentence = _("All right. What is not settled? Write briefly; photos are welcome.")
    return Pressed(
        outcome="reason_needed", sentence=f"{sentence} {_link(bearer, 'reopening')}", code=bearer.report.code
    )


def _only_page(bearer: Bearer, actor: Actor) -> Pressed:
    """What a tap cannot do is done on the report's page."""
    sentence = _("This is done on the report's page: {link}").format(link=_link(bearer, "report"))
    return Pressed(outcome="reason_needed", sentence=sentence, code=bearer.report.code)


def _on_page(bearer: Bearer, actor: Actor) -> Pressed:
    """What asks for a date and a reason is done on the page of the button's own link."""
    sentence = _("Give the date and the reason here: {link}").format(link=_link(bearer, bearer.act))
    return Pressed(outcome="reason_needed", sentence=sentence, code=bearer.report.code)


def _late(bearer: Bearer) -> Pressed:
    """Somebody was first, perhaps the same person: say who took it and when. Else the button is merely old."""
    taken = Disposition.objects.filter(report=bearer.report, role="lead", state="accepted").order_by("-id").first()
    event = Event.objects.filter(report=bearer.report, kind="accepted").order_by("-seq").first()
    if taken is None or event is None or bearer.post is None or taken.unit_id != bearer.post.unit_id:
        return _old(bearer)
    sentence = _("Report {code} was taken by {by} on {at}. Nothing is needed from you.").format(
        code=bearer.report.code, by=event.post_title, at=moments.moment(event.at, translation.get_language())
    )
    return Pressed(outcome="too_late", sentence=sentence, code=bearer.report.code)


def _old(bearer: Bearer) -> Pressed:
    report = Report.objects.get(pk=bearer.report.pk)
    if seeing.is_special(bearer):
        sentence = _("That button no longer applies. Sign in to see how things stand.")
        return Pressed(outcome="old", sentence=sentence)
    sentence = _("That button no longer applies; status now: {standing}. See the latest: {link}").format(
        standing=story.label(report, for_staff=bearer.post is not None), link=_link(bearer, "report")
    )
    return Pressed(outcome="old", sentence=sentence, code=report.code)


def _link(bearer: Bearer, act: str) -> str:
    return links.address(links.make(bearer.message.pk, act, expires_at=bearer.expires_at))


def _receipt(bearer: Bearer, actor: Actor) -> Pressed:
    try:
        drilling.answered(bearer, by=actor, at=timezone.now())
    except Refusal as refusal:
        return Pressed(outcome="old", sentence=refusal.sentence)
    return Pressed(outcome="noted", sentence=_("Thank you: the drill has reached you. Nothing more is needed."))


ACTS = {
    "receipt": _receipt,
    "acceptance": _accept,
    "takeover": _take_over,
    "part-acceptance": _accept_part,
    "part-return": _stays,
    "instruction-acceptance": _accept_instruction,
    "confirmation": _confirm,
    "nothing-more": _add_nothing,
    "return": _return,
    "reopening": _reopen,
    "extension": _on_page,
    "extension-request": _on_page,
    "extension-refusal": _on_page,
}
