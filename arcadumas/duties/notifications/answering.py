"""An answer by mail to a mail of ours: the mark it came to says which message, and so for whom; the core's verb decides.

Whoever holds the mail holds the mark, as with its links. The From header proves nothing and is not looked at.
"""

import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from arcadumas.base import files
from arcadumas.base.codes import read_code
from arcadumas.base.files import Clean
from arcadumas.base.refusals import Refusal, Unfit
from arcadumas.core.handling.ask import send
from arcadumas.core.handling.beside import attach, note
from arcadumas.core.handling.evidence import add_evidence
from arcadumas.core.organisation.actors import Actor, Via, person_actor, reporter_actor
from arcadumas.core.organisation.models import Person
from arcadumas.core.reports import emergency
from arcadumas.core.reports.models import About, Report
from arcadumas.duties.notifications import errands, links, objecting, stopping
from arcadumas.duties.notifications.models import Message, Notice, RecipientKind

Outcome = Literal["taken", "refused", "unknown"]
WRITTEN_CODE = re.compile(r"\b[0-9A-Za-z]{4}-[0-9A-Za-z]{4}\b")
LONGEST, LONGEST_NOTE = 10_000, 5_000


@dataclass(frozen=True, kw_only=True)
class Answer:
    """`files`: names and bytes as they came, not yet cleaned."""

    message_id: UUID
    subject: str
    text: str
    files: Sequence[tuple[str, bytes]] = ()


@dataclass(frozen=True, kw_only=True)
class Taken:
    """`sentence`, in `language`, is said back when something is to be said."""

    outcome: Outcome
    language: str = "id"
    sentence: str = ""


def take(answer: Answer, *, via: Via) -> Taken:
    """A reporter's words become a message on the report, an officer's a note. `unknown`: answers nobody we wrote to."""
    message = Message.objects.filter(pk=answer.message_id).first()
    notices = Notice.objects.select_related("report", "person").filter(messages=answer.message_id).order_by("id")
    known = [each for each in notices if each.person or each.recipient == RecipientKind.REPORTER]
    if message is None or not known:
        return Taken(outcome="unknown")
    with translation.override(message.language):
        about = {notice.report.code: (notice.report, notice.person) for notice in reversed(known) if notice.report}
        code = _meant(list(about), answer)
        if code is None:
            return Taken(outcome="refused", language=message.language, sentence=_several() if about else _none())
        report, person = about[code]
        try:
            sentence = _by_officer(report, person, answer, via) if person else _by_reporter(report, answer, via)
        except Refusal as refusal:
            shown = "" if person and is_special(code) else code
            return Taken(outcome="refused", language=message.language, sentence=_refused(refusal, shown, message))
    return Taken(outcome="taken", language=message.language, sentence=sentence)


def _meant(codes: list[str], answer: Answer) -> str | None:
    """The report that the mail was about; of several, the one whose code the answer names."""
    if len(codes) == 1:
        return codes[0]
    named = {read_code(found) for found in WRITTEN_CODE.findall(f"{answer.subject}\n{answer.text}")}
    meant = [code for code in codes if code in named]
    return meant[0] if len(meant) == 1 else None


def _by_reporter(report: Report, answer: Answer, via: Via) -> str:
    """The words and photos; what was left out is said. BERHENTI and MULAI alone are no words."""
    actor = reporter_actor(report.pk, via=via, message=str(answer.message_id))
    is_told = stopping.wish(answer.text.strip().partition("\n")[0])
    if is_told is not None:
        stopping.by_holder(report, is_told=is_told, by=actor)
        return stopping.sentence(is_told=is_told)
    left_out = say(report, answer.text, answer.files, by=actor)
    said = (emergency.advice(answer.text), _without(left_out, report.code), objecting.advice(report))
    return "\n\n".join(filter(None, said))


def say(report: Report, text: str, sent: Sequence[tuple[str, bytes]], *, by: Actor) -> list[str]:
    """A reporter's words, and each photo that can be cleaned; what is to be said of files that were left out. Raises Unfit
    where nothing is left of them."""
    cleaned, left_out = clean(sent)
    _require_any(text, cleaned, left_out)
    if text.strip() or not cleaned:
        send(report.code, by=by, text=text[:LONGEST])
        return left_out + _attached(report.code, cleaned, by)
    refused = _attached(report.code, cleaned, by)
    _require_any("", cleaned[len(refused) :], refused)  # no word says "see the photos" where there is none
    return left_out + refused


def attach_all(code: str, sent: Sequence[tuple[str, bytes]], *, by: Actor) -> list[str]:
    """A reporter's photos alone."""
    cleaned, left_out = clean(sent)
    return left_out + _attached(code, cleaned, by)


def _attached(code: str, cleaned: Sequence[tuple[str, Clean]], by: Actor) -> list[str]:
    left_out = []
    for name, file in cleaned:
        try:
            attach(code, by=by, file=file, name=name)
        except Refusal as refusal:
            left_out.append(refusal.sentence)
    return left_out


def is_special(code: str) -> bool:
    """Whether what is said back to an officer may not name it, as no message to officers does."""
    report = Report.objects.filter(code=code).first()
    return report is not None and errands.is_special(report, has_about=About.objects.filter(report=report).exists())


def _by_officer(report: Report, person: Person, answer: Answer, via: Via) -> str:
    """A note, and the photos as evidence; what was left out is said."""
    actor = person_actor(person, via=via, message=str(answer.message_id))
    left_out = file_at(report.code, answer.text, answer.files, by=actor)
    return _without(left_out, "" if is_special(report.code) else report.code)


def file_at(code: str, text: str, sent: Sequence[tuple[str, bytes]], *, by: Actor) -> list[str]:
    """An officer's words as a note, photos as evidence; what is to be said of files that were left out, a sentence for each.
    Words that were kept stay so where the photos may not be brought. Raises Unfit where nothing is left of them."""
    cleaned, left_out = clean(sent)
    _require_any(text, cleaned, left_out)
    is_noted = bool(text.strip()) or not cleaned
    if is_noted:
        note(code, by=by, text=text[:LONGEST_NOTE])
    try:
        if cleaned:
            add_evidence(code, by=by, files=cleaned, kind="other")
    except Refusal as refusal:
        if not is_noted:
            raise
        left_out += [refusal.sentence] * len(cleaned)
    return left_out


def _require_any(text: str, cleaned: Sequence[object], left_out: Sequence[str]) -> None:
    if left_out and not cleaned and not text.strip():
        raise Unfit("file.none_taken", "{why}", field="file", why="\n".join(left_out))


def clean(sent: Sequence[tuple[str, bytes]]) -> tuple[list[tuple[str, Clean]], list[str]]:
    """The files that can be kept, and what is said of the others."""
    cleaned, left_out = [], []
    for name, data in sent:
        try:
            cleaned.append((name, files.clean(io.BytesIO(data), name=name)))
        except Refusal as refusal:
            left_out.append(refusal.sentence)
    return cleaned, left_out


def _without(left_out: Sequence[str], code: str) -> str:
    """`code` "": of what may not be named."""
    if not left_out:
        return ""
    said = _("Your words have been added to report {code}. Some files could not be taken:").format(code=code)
    said = said if code else _("Your words have been added. Some files could not be taken:")
    return "\n".join(dict.fromkeys([said, *left_out]))


def _refused(refusal: Refusal, code: str, message: Message) -> str:
    link = links.address(links.make(message.pk, "report", expires_at=links.expiry(message.queued_at)))
    return f"{unused(refusal, code)}\n{link}"


def unused(refusal: Refusal, code: str) -> str:
    """`code` "": of what may not be named."""
    if not code:
        return _("Your reply could not be used: {why}").format(why=refusal.sentence)
    return _("Your reply about report {code} could not be used: {why}").format(code=code, why=refusal.sentence)


def _several() -> str:
    return _(
        "The mail you replied to was about several reports, so we do not know which one you mean. "
        "Please reply again with the code of one report in the text."
    )


def _none() -> str:
    return _(
        "The mail you replied to was not about one report, so your reply could not be used. "
        "Please write on the page of the report that you mean: {link}"
    ).format(link=f"{settings.BASE_URL}/meja/")
