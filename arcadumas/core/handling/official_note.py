"""Nota dinas: the official note for a disposition or a return, always in Indonesian and never with the reporter's identity.

Form: Permendagri 1/2023 and Peraturan ANRI 5/2021 (tata naskah dinas), not yet checked by Bagian Organisasi.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext, pgettext

from arcadumas.base import moments
from arcadumas.base.papers.parts import Facts, Heading, Paper, Part, Prose, Quote, Signature
from arcadumas.core.audit import trail
from arcadumas.core.deadlines.models import ReportClass
from arcadumas.core.handling import addressed, paperwork, reasons, workflow
from arcadumas.core.handling.disclose import note_reading
from arcadumas.core.handling.giveback import CAUSES
from arcadumas.core.handling.models import Disposition, Reason
from arcadumas.core.handling.visible import Sight, ground, sight
from arcadumas.core.organisation import powers
from arcadumas.core.organisation.actors import Actor
from arcadumas.core.organisation.models import Post, Role, Unit
from arcadumas.core.organisation.powers import Ground
from arcadumas.core.organisation.units import front_desk
from arcadumas.core.reports import words
from arcadumas.core.reports.categories import label as category_label
from arcadumas.core.reports.models import About, Event, Promise, Report

NOTED = ("disposed", "returned")
LANGUAGE = "id"
NONE, DOTS = "–", "." * 36


@dataclass(frozen=True, kw_only=True)
class Occasion:
    """The journal line a note is written of. `unit` is the one that was given the report, or that gave it back."""

    report: Report
    event: Event
    unit: Unit
    here: Ground
    sight: Sight
    may_export: bool

    @property
    def has_words(self) -> bool:
        return self.sight == Sight.READ

    @property
    def is_return(self) -> bool:
        return self.event.kind == "returned"

    @property
    def is_ruling(self) -> bool:
        """The head of the front desk decided on a return: the unit stays in charge, and that binds."""
        return bool(self.event.facts.get("is_ruling"))

    @property
    def writer(self) -> Unit:
        return Unit.objects.filter(code=self.event.unit_code).first() or (self.unit if self.is_return else self._desk)

    @property
    def reader(self) -> Unit:
        return self.addressee.unit if self.addressee else self._desk if self.is_return else self.unit

    @cached_property
    def addressee(self) -> Post | None:
        """None where nobody of the unit holds a post."""
        day = moments.local_date(self.event.at)
        return addressed.decides(self.report, on=day) if self.is_return else addressed.receives(self.report, self.unit, on=day)  # fmt: skip

    def copied(self) -> Iterator[Post]:
        """Each once, and not whom it is for."""
        known = [self.addressee]
        is_whole = self.sight != Sight.RETURNED
        for post in addressed.copied(self.report, self.event, on=moments.local_date(self.event.at), is_whole=is_whole):
            if post not in known:
                known.append(post)
                yield post

    @property
    def _desk(self) -> Unit:
        return front_desk() or self.unit

    @property
    def number(self) -> str:
        """Ours, not the agenda's: code and journal line, so that the note is found again."""
        return f"{self.report.code}/{self.event.seq}/{moments.local(self.event.at).year}"


def occasion(code: str, seq: int, *, by: Actor) -> Occasion:
    """Raises Unseen (404): also for a line that no note is written of, and for what this reader's units did not do."""
    report = workflow.find(code, by=by)
    here = ground(report, by)
    how_much = sight(report, by, here)
    event = Event.objects.select_related("by", "post").filter(report=report, seq=seq, kind__in=NOTED).first()
    unit = Unit.objects.filter(code=event.facts["unit"]).first() if event else None
    if event is None or unit is None or how_much == Sight.NOTHING:
        raise workflow.unseen()
    if how_much == Sight.RETURNED and not (event.kind == "returned" and unit.pk in by.unit_ids):
        raise workflow.unseen()
    may_export = how_much == Sight.READ and powers.may(by, "export", at=here)
    return Occasion(report=report, event=event, unit=unit, here=here, sight=how_much, may_export=may_export)


@transaction.atomic
def write(code: str, seq: int, *, by: Actor, with_text: bool = False) -> Paper:
    """With the report's own words only for those who may export them, and then audited; else as what is read beside the
    report."""
    what = occasion(code, seq, by=by)
    if not with_text:
        note_reading(what.report, by=by, here=what.here, sight=what.sight, is_anew=False)
    else:
        seat = powers.require(by, "export", at=what.here)
        if not what.has_words:
            raise workflow.unseen()
        trail.record(
            "exported", by=by.login, post=seat.title, via=by.via, subject=what.report.code, what="official_note", seq=seq
        )  # fmt: skip
    with translation.override(LANGUAGE):
        return _paper(what, with_text=with_text)


def _paper(what: Occasion, *, with_text: bool) -> Paper:
    report, event = what.report, what.event
    told = _return(what) if what.is_return else _ruling(what) if what.is_ruling else _disposition(what)
    parts: list[Part] = [*told]
    if what.sight != Sight.RETURNED and (promises := _promises(what)):
        parts += [Heading(gettext("Deadlines")), paperwork.clocks(promises)]
    if with_text:
        parts += [Heading(gettext("What was reported")), Prose(words.title(report)), Quote(words.body(report))]
    parts.append(Prose(gettext("The reporter's identity stands nowhere in this note and may not be searched for.")))
    thanks = gettext("Thank you for your attention.")
    under = gettext("Rank {dots}\nStaff number {dots}").format(dots=DOTS)
    parts.append(Signature(_post(what), event.by.name if event.by else "", thanks, under))
    return Paper(
        title=gettext("OFFICIAL NOTE"),
        made_at=event.at,
        letterhead=paperwork.letterhead(what.writer),
        meta=[
            (gettext("To"), gettext("The honourable {post}").format(post=_reader(what))),
            (gettext("From"), _post(what)),
            (gettext("Copy to"), _copies(what)),
            (gettext("Date"), paperwork.on(event.at)),
            (gettext("Number"), what.number),
            (gettext("Nature"), _nature(report)),
            (gettext("Enclosed"), NONE),
            (pgettext("of a letter", "Subject"), _subject(what).format(code=report.code)),
        ],
        parts=parts,
        foot=paperwork.mark(report, seq=event.seq, hash_=bytes(event.hash)),
        page_words=gettext("Page {page} of {pages}"),
        language=LANGUAGE,
    )


def _post(what: Occasion) -> str:
    event = what.event
    if event.post:
        return paperwork.titled(event.post)
    return event.post_title or event.unit_name or what.writer.name


def _reader(what: Occasion) -> str:
    return paperwork.titled(what.addressee) if what.addressee else paperwork.head_of(what.reader)


def _copies(what: Occasion) -> str:
    titles = [paperwork.titled(post) for post in what.copied()]
    if len(titles) < 2:
        return "".join(titles) or NONE
    return "\n".join(f"{number}. {title}" for number, title in enumerate(titles, start=1))


def _subject(what: Occasion) -> str:
    if what.is_return:
        return gettext("Return of report {code}")
    return gettext("Decision on the return of report {code}") if what.is_ruling else gettext("Disposition of report {code}")  # fmt: skip


def _nature(report: Report) -> str:
    """Confidential too where an officer is complained of, whoever said so: the reporter, or an officer later."""
    is_special = report.is_whistleblowing or report.about_officials or About.objects.filter(report=report).exists()
    if report.is_confidential or is_special:
        return pgettext("of a letter", "Confidential")
    return pgettext("of a letter", "Very urgent") if report.is_urgent else pgettext("of a letter", "Ordinary")


def _disposition(what: Occasion) -> list[Part]:
    row = Disposition.objects.filter(pk=what.event.facts["disposition"]).first()
    is_help = what.event.facts.get("role") == Disposition.Role.SUPPORT
    sentence = (
        gettext("You are herewith asked to help the unit in charge with the following report of a citizen.")
        if is_help
        else gettext("We herewith pass to you the following report of a citizen, to be followed up within your task.")
    )
    parts: list[Part] = [Prose(sentence), _about(what)]
    if row and row.instruction and what.has_words:
        parts += [Heading(gettext("Direction")), Quote(row.instruction)]
    return parts


def _ruling(what: Occasion) -> list[Part]:
    """The unit's next return is refused (process.md: rule on a return)."""
    row = Disposition.objects.filter(pk=what.event.facts["disposition"]).first()
    returned = Event.objects.filter(
        report=what.report, seq__lt=what.event.seq, kind="returned", facts__unit=what.unit.code
    ).latest("seq")
    sentence = gettext("The return of the following report of a citizen by {unit} on {day} is herewith not granted.")
    parts: list[Part] = [Prose(sentence.format(unit=what.unit.name, day=paperwork.on(returned.at))), _about(what)]
    bound = gettext("So decided by {post}. {unit} stays in charge of the report and follows it up within its task. The decision binds: the report cannot be returned again.")  # fmt: skip
    parts.append(Prose(bound.format(post=_post(what), unit=what.unit.name)))
    if row and row.instruction and what.has_words:
        parts += [Heading(gettext("Reason")), Quote(row.instruction)]
    return parts


def _return(what: Occasion) -> list[Part]:
    cause = str(CAUSES.get(what.event.facts.get("cause", ""), ""))
    sentence = gettext("We herewith return the following report of a citizen, because it is not within our task.")
    parts: list[Part] = [Prose(sentence), _about(what, cause=cause)]
    reason = Reason.objects.filter(event=what.event).first()
    if reason and what.sight != Sight.LISTED:
        read = reasons.read(reason, report=what.report, seq=what.event.seq)
        parts += [Heading(gettext("Reason")), Quote(read)]
    run_on = gettext("The reporter's dates run on; {who} decides who is in charge.")
    parts.append(Prose(run_on.format(who=_decider(what))))
    return parts


def _decider(what: Occasion) -> str:
    """The front desk, unless the report complains of it."""
    is_desks = what.addressee is None or what.addressee.role == Role.FRONT_HEAD
    return gettext("the front desk") if is_desks else _reader(what)


def _about(what: Occasion, *, cause: str = "") -> Facts:
    report = what.report
    if what.sight == Sight.RETURNED:
        rows = [(gettext("Code of the report"), report.code), (gettext("Cause"), cause)]
        return Facts([(label, value) for label, value in rows if value])
    is_named = what.has_words and not report.is_whistleblowing
    rows = [
        (gettext("Code of the report"), report.code),
        (gettext("Received"), moments.moment(report.received_at, LANGUAGE)),
        (gettext("Came in by"), str(report.get_source_display())),
        (gettext("Class"), str(ReportClass(report.report_class).label)),
        (gettext("Category"), category_label(report.category) if is_named else ""),
        (gettext("District"), report.area.name if report.area and is_named else ""),
        (gettext("Cause"), cause),
    ]
    return Facts([(label, value) for label, value in rows if value])


def _promises(what: Occasion) -> list[Promise]:
    """What this act started, then the citizen's own that still run or were kept late."""
    found = Promise.objects.filter(report=what.report).order_by("due_at", "id")
    own = found.filter(starts_at=what.event.at)
    citizens = found.filter(unit=None, step__in=["respond", "settle"])
    return list(dict.fromkeys([*own, *citizens]))
