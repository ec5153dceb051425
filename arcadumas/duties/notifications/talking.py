"""A reporter's words on WhatsApp: the answer to what they were asked, the reason of an objection, or a message on a report.

The number is the proof and names the reports. Which of them: the message that is answered, a code in the words, the button
pressed before, the one report that waits for a word of theirs. Else the system asks. It never becomes a new report.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from arcadumas.base import moments
from arcadumas.base.codes import read_code
from arcadumas.base.refusals import Refusal
from arcadumas.core.handling.workflow import OPEN
from arcadumas.core.organisation.actors import Actor, Via, reporter_actor
from arcadumas.core.reports import emergency, identity
from arcadumas.core.reports.models import Report, State
from arcadumas.duties.notifications import answering, machines, objecting, talks
from arcadumas.duties.notifications.answering import WRITTEN_CODE
from arcadumas.duties.notifications.models import Message, Notice, RecipientKind
from arcadumas.duties.notifications.spoken import MOST, Heard, Typed
from arcadumas.duties.notifications.talks import Talk
from arcadumas.duties.notifications.values import answer_due

ASKED = (State.AWAITING_REPORTER, State.ANSWERED)  # a word of theirs is waited for
GOING_ON = OPEN | {State.MERGED}  # a joined one goes on with its main report
PLACE = re.compile(r"-?\d{1,2}\.\d+, -?\d{1,3}\.\d+$")  # how a location ends: it is no reason
LOOKED_AT = 100  # of their reports, the newest
LONGEST = 1_000  # characters of a reason


def hear(typed: Typed, *, via: Via) -> Heard:
    """`unknown`: a number that reported nothing."""
    mine = list(identity.reports_of(typed.number)[:LOOKED_AT])
    if not mine:
        return Heard(outcome="unknown")
    if by_machine := machines.take(typed, mine, via=via):
        return by_machine
    talk = talks.now(typed.number)
    report = _meant(typed, mine, talk)
    heard = _take(report, typed, talk, via) if report else _which(typed, mine, talk)
    return _measured(_with_numbers(heard, typed), typed.number)


def file(typed: Typed, code: str, *, via: Via) -> Heard:
    """At the report that was chosen."""
    report = identity.reports_of(typed.number).filter(code=code).first()
    if report is None:
        return Heard(outcome="unknown")
    return _measured(_take(report, typed, talks.now(typed.number), via), typed.number)


def answered(typed: Typed) -> Report | None:
    """The report of theirs that the answered message was about."""
    if not typed.answers:
        return None
    notices = Notice.objects.filter(messages__provider_id=typed.answers, recipient=RecipientKind.REPORTER)
    found = Report.objects.filter(notices__in=notices).order_by("notices__id").first()
    return found if found and identity.is_number(found, typed.number) else None


def _with_numbers(heard: Heard, typed: Typed) -> Heard:
    """Whoever writes of danger is told first whom to call."""
    with translation.override(heard.language):
        said = (emergency.advice(typed.text), heard.sentence)
    return replace(heard, sentence="\n\n".join(filter(None, said)))


def _measured(heard: Heard, number: str) -> Heard:
    """What was heard stays so; what is said back ends when it becomes too much: a machine may be talking."""
    if not heard.sentence or talks.may_answer(number):
        return heard
    return replace(heard, outcome="refused" if heard.outcome == "which" else heard.outcome, sentence="")


def way(*, language: str) -> str:
    """Where to follow a report and where to make one."""
    with translation.override(language):
        return _(
            "Thank you for writing. No report from this number waits for a word of yours, so this message was not kept. "
            "To follow a report: {track} To make a report: {form} In an emergency call {number}."
        ).format(
            number=emergency.current()[0].number,
            track=f"{settings.BASE_URL}/lacak/",
            form=f"{settings.BASE_URL}/lapor/",
        )


# -- Which report ------------------------------------------------------------------------------------------------------
def _meant(typed: Typed, mine: Sequence[Report], talk: Talk | None) -> Report | None:
    if report := answered(typed):
        return report
    named = {read_code(found) for found in WRITTEN_CODE.findall(typed.text)}
    if len(told := [report for report in mine if report.code in named]) == 1:
        return told[0]
    if talk and _is_objecting(talk):
        return talk.report
    waiting = _waiting(mine, talk)
    if talk and (typed.files or not waiting):
        return talk.report
    return waiting[0] if len(waiting) == 1 and not talk else None


def _is_objecting(talk: Talk) -> bool:
    return talk.is_objecting and objecting.may(talk.report)


def _waiting(mine: Sequence[Report], talk: Talk | None) -> list[Report]:
    """Where a word of theirs is waited for, besides what they are talking about already."""
    return [each for each in mine if each.state in ASKED and not (talk and each.pk == talk.report_id)]


def _which(typed: Typed, mine: Sequence[Report], talk: Talk | None) -> Heard:
    begun = [talk.report] if talk else []
    found = ([*begun, *_waiting(mine, talk)] or [each for each in mine if each.state in GOING_ON])[:MOST]
    language = mine[0].language
    if not found:
        return Heard(outcome="refused", language=language, sentence=_guide(typed.number, language))
    codes = [each.code for each in found]
    with translation.override(language):
        standings = [str(each.get_state_display()) for each in found]
        if len(found) == 1:
            sentence = _("Is this about your report {code}? Then it is added there.").format(code=codes[0])
        else:
            sentence = _("Which of your reports is this about? Choose it, or reply with its number.")
    return Heard(outcome="which", language=language, sentence=sentence, codes=codes, standings=standings)


def _guide(number: str, language: str) -> str:
    """Once a day for each number."""
    return way(language=language) if talks.may_guide(number) else ""


def unfit(language: str) -> str:
    """Of a voice note, a video or a contact."""
    with translation.override(language):
        return _("We cannot take this kind of item. Send text, photos or a location.")


# -- Taking it ---------------------------------------------------------------------------------------------------------
def _take(report: Report, typed: Typed, talk: Talk | None, via: Via) -> Heard:
    message = Message.objects.filter(provider_id=typed.answers).first() if typed.answers else None
    actor = reporter_actor(report.pk, via=via, message=str(message.pk) if message else "")
    is_objection = talk is not None and talk.report_id == report.pk and _is_objecting(talk)
    with translation.override(report.language):
        try:
            said = _object(report, typed, actor) if is_objection else _add(report, typed, actor, talk)
        except Refusal as refusal:
            said = _("Your reply about report {code} could not be used: {why}").format(code=report.code, why=refusal.sentence)  # fmt: skip
            return Heard(outcome="refused", language=report.language, sentence=said)
    return Heard(outcome="taken", language=report.language, sentence=said)


def _add(report: Report, typed: Typed, actor: Actor, talk: Talk | None) -> str:
    left_out = answering.say(report, typed.text, typed.files, by=actor)
    if talk is None or not _is_objecting(talk):  # a reason that is waited for is still waited for
        talks.begin(typed.number, report)
    said = _("Your words have been added to report {code}, and the officers are told.").format(code=report.code)
    return "\n".join(filter(None, [said, *left_out, objecting.advice(report)]))


def _object(report: Report, typed: Typed, actor: Actor) -> str:
    """Photos stand at the report at once; it is opened again when the reason is written."""
    if objecting.is_late(report):
        return _object_late(report, typed, actor)
    left_out = answering.attach_all(report.code, typed.files, by=actor)
    if not typed.text.strip() and typed.files:
        talks.begin(typed.number, report, is_objecting=True)
        return "\n".join([_("The photos are kept. Please also write briefly what is not settled."), *left_out])
    if PLACE.search(typed.text):
        answering.say(report, typed.text, (), by=actor)
        talks.begin(typed.number, report, is_objecting=True)
        return _("The place is kept. Please also write briefly what is not settled.")
    objecting.take(report, by=actor, reason=typed.text.strip()[:LONGEST])
    talks.begin(typed.number, report)
    due = answer_due(report)
    said = _(
        "Report {code} is open again. Your reason goes to the agency and the level above. Next answer by {due}."
    ).format(  # fmt: skip
        code=report.code, due=moments.moment(due, report.language) if due else "–"
    )
    return "\n".join([said, *left_out])


def _object_late(report: Report, typed: Typed, actor: Actor) -> str:
    """Photos belong to the report that carries it on, which there is once the reason is written."""
    if PLACE.search(typed.text) or (not typed.text.strip() and typed.files):
        talks.begin(typed.number, report, is_objecting=True)
        return _("Please write first what is not settled; photos can follow after that.")
    new = objecting.take(report, by=actor, reason=typed.text.strip()[:LONGEST])
    left_out = answering.attach_all(new.code, typed.files, by=reporter_actor(new.pk, via=actor.via))
    talks.begin(typed.number, new)
    said = _("Report {code} stays closed, so a follow-up report is open for you: {new}. The old story is linked, and the key that you have opens it too.")  # fmt: skip
    return "\n".join([said.format(code=report.code, new=new.code), *left_out])
