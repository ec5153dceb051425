"""Words typed to us from a telephone: the number says who, the message answered or a code says which case; the core's verb
decides.

An officer's words become a note of the case and photos its evidence; a reporter's are talking.py's. Where the case is not
plain it is offered: one to be confirmed, several to choose from.
"""

from collections.abc import Callable, Sequence

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from arcadumas.base.codes import read_code
from arcadumas.base.refusals import Refusal, Unseen
from arcadumas.core.handling.visible import grounds, to
from arcadumas.core.handling.workflow import OPEN
from arcadumas.core.organisation import people, powers
from arcadumas.core.organisation.actors import Actor, Via, person_actor
from arcadumas.core.organisation.models import Person
from arcadumas.core.reports import identity
from arcadumas.core.reports.models import Report
from arcadumas.duties.notifications import answering, talking
from arcadumas.duties.notifications.answering import WRITTEN_CODE
from arcadumas.duties.notifications.models import Message, Notice
from arcadumas.duties.notifications.spoken import MOST, Heard, Typed


def hear(typed: Typed, *, via: Via) -> Heard:
    """`unknown`: the number of neither an officer nor a reporter. Who answers a reporter's message speaks as a reporter."""
    person = people.with_phone(typed.number) if typed.number else None
    if person is None or talking.answered(typed):
        return talking.hear(typed, via=via)
    message = Message.objects.filter(provider_id=typed.answers).first() if typed.answers else None
    with translation.override(person.language):
        actor = person_actor(person, via=via, message=str(message.pk) if message else "")
        told = _told(message, person)
        named = [code for code in map(read_code, WRITTEN_CODE.findall(typed.text)) if code]
        if meant := _meant(told, named, actor):
            return _file(typed, meant, actor, person)
        return _which(person, actor, told)


def file(typed: Typed, code: str, *, via: Via) -> Heard:
    """At the case that was chosen."""
    person = people.with_phone(typed.number)
    if person is None:
        return talking.file(typed, code, via=via)
    message = Message.objects.filter(provider_id=typed.answers).first() if typed.answers else None
    with translation.override(person.language):
        actor = person_actor(person, via=via, message=str(message.pk) if message else "")
        return _file(typed, code, actor, person)


def nothing(number: str, said: Callable[[str], str]) -> Heard:
    """To whoever sent a file alone that did not come to us: `said` in their language. `unknown` for a stranger."""
    who = (people.with_phone(number) if number else None) or identity.reports_of(number).first()
    if who is None:
        return Heard(outcome="unknown")
    return Heard(outcome="refused", language=who.language, sentence=said(who.language))


def unclear(language: str) -> str:
    """That a photo did not arrive."""
    with translation.override(language):
        return _("The photo could not be fetched. Please send it once more, or add it on the report's page.")


# -- Officers ----------------------------------------------------------------------------------------------------------
def _told(message: Message | None, person: Person) -> list[str]:
    """Codes of the reports that the message told this very person of."""
    if message is None:
        return []
    notices = Notice.objects.filter(messages=message, person=person, report__isnull=False).order_by("id")
    return list(dict.fromkeys(notices.values_list("report__code", flat=True)))


def _meant(told: Sequence[str], named: Sequence[str], actor: Actor) -> str:
    """The one case that the message was about, or that the words name and this officer may see."""
    if len(told) == 1:
        return told[0]
    seen = to(actor).filter(code__in=named).values_list("code", flat=True) if named else []
    known = [code for code in seen if not told or code in told]
    return known[0] if len(known) == 1 else ""


def _which(person: Person, actor: Actor, told: Sequence[str]) -> Heard:
    cases = _cases(person, actor, told)
    language, codes = person.language, [case.code for case in cases]
    if not cases:
        sentence = _(
            "What you wrote was not kept: no open report of yours was found that it could belong to. Open your desk: {desk} "
            "To report something yourself, please use the form: {form}"
        ).format(desk=f"{settings.BASE_URL}/meja/", form=f"{settings.BASE_URL}/lapor/")
        return Heard(outcome="refused", language=language, sentence=sentence)
    if len(cases) == 1:
        sentence = _("Is this about report {code}? Then it is recorded there as your note or evidence.").format(code=codes[0])  # fmt: skip
    else:
        sentence = _("Which report is this about? Choose it, or reply with its number. It is recorded there as your note or evidence.")  # fmt: skip
    standings = [str(case.get_state_display()) for case in cases]
    return Heard(outcome="which", language=language, sentence=sentence, codes=codes, standings=standings)


def _cases(person: Person, actor: Actor, told: Sequence[str]) -> list[Report]:
    """Open reports this person was told of and may write at, the newest told first. Special ones are never listed."""
    mine = Notice.objects.filter(person=person, report__state__in=OPEN)
    if told:
        mine = mine.filter(report__code__in=told)
    ids = list(dict.fromkeys(mine.order_by("-created_at", "-id").values_list("report", flat=True)[:200]))
    seen = to(actor).filter(pk__in=ids, is_whistleblowing=False, about_officials=False, about=None).in_bulk()
    grounded = grounds(list(seen.values()), actor)
    may = [seen[number] for number in ids if number in seen and powers.may(actor, "note", at=grounded[number])]
    return may[:MOST]


def _file(typed: Typed, code: str, actor: Actor, person: Person) -> Heard:
    shown = "" if answering.is_special(code) else code
    try:
        left_out = answering.file_at(code, typed.text, typed.files, by=actor)
    except Unseen:
        return Heard(outcome="refused", language=person.language, sentence=_not_theirs())
    except Refusal as refusal:
        return Heard(outcome="refused", language=person.language, sentence=answering.unused(refusal, shown))
    said = "\n".join(dict.fromkeys([*_recorded(typed, shown, photos=len(typed.files) - len(left_out)), *left_out]))
    return Heard(outcome="taken", language=person.language, sentence=said)


def _not_theirs() -> str:
    return _("There is no such report, or it is not for your post. Check the code.")


def _recorded(typed: Typed, code: str, *, photos: int) -> list[str]:
    """`code` "": of what may not be named."""
    note = _("Recorded at report {code} as your note.") if code else _("Recorded as your note.")
    evidence = _("Recorded at report {code} as evidence: {count}.") if code else _("Recorded as evidence: {count}.")
    said = [note.format(code=code)] if typed.text.strip() else []
    if photos:
        count = ngettext("{n} photo", "{n} photos", photos).format(n=photos)
        said.append(evidence.format(code=code, count=count))
    return said
