"""Going to the Ombudsman (UU 37/2008 Pasal 23-24): whether the conditions are met, and the file to take there.

Pasal 24: the reporter first told the agency or its superior, was not settled as ought to be, and the event is not older
than two years. Free of charge (Pasal 23). The articles were read in excerpts and are not yet checked by an official.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import translation
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from arcadumas.base import moments, points
from arcadumas.base.papers.parts import Facts, Heading, Paper, Part, Prose, Quote, Table
from arcadumas.base.refusals import OutOfTurn
from arcadumas.core.audit import trail
from arcadumas.core.audit.models import Seal
from arcadumas.core.deadlines.models import Step
from arcadumas.core.handling import offices, paperwork, shown, story, workflow
from arcadumas.core.handling.kin import clocked
from arcadumas.core.organisation import powers
from arcadumas.core.organisation.actors import Actor
from arcadumas.core.organisation.powers import NOWHERE
from arcadumas.core.organisation.units import front_desk
from arcadumas.core.reports import journal, words
from arcadumas.core.reports.categories import label as category_label
from arcadumas.core.reports.models import ArchiveReason, ClosedBy, Event, Promise, Report, State

YEARS = 2
STEPS = [str(step) for step in Step]
REPORTERS = (Step.COMPLETE_INFO, Step.REPORTER_REPLY)  # their own turn, which an officer may end too
LANGUAGE = "id"
DOTS = "." * 70
BROUGHT_BY_YOU = (
    _("Full name"),
    _("Place and date of birth"),
    _("Marital status"),
    _("Occupation"),
    _("Full address"),
)


@dataclass(frozen=True, kw_only=True)
class Standing:
    """`why` is the sentence to the reporter; `last_on` the last day on which the event is younger than two years."""

    is_possible: bool
    why: str
    last_on: date


def standing(report: Report, promises: Sequence[Promise], *, now: datetime) -> Standing:
    """`promises`: the citizen's own, the main report's while it is joined to one. In the active language."""
    first = report
    while (before := _carried_on_by(first)) is not None:
        first = before
    last_on = _years_later(report.occurred_on or moments.local_date(first.received_at))
    is_possible, why = _judge(report, promises, last_on=last_on, now=now)
    return Standing(is_possible=is_possible, why=why, last_on=last_on)


def _judge(report: Report, promises: Sequence[Promise], *, last_on: date, now: datetime) -> tuple[bool, str]:
    if moments.local_date(now) > last_on:
        return False, gettext("The event is more than two years ago, and the Ombudsman takes none that are older.")
    if over := _over(report):
        return over
    about = offices.about_offices([report]) if report.is_whistleblowing else offices.AboutOffices()
    if about.regional_head:
        return True, gettext("Your report is about the Inspectorate, the Regional Secretary and the regional head, who otherwise examine such reports. The head of the front desk alone reads it. You may go to the Ombudsman at any time.")  # fmt: skip
    if about.secretary:
        return True, gettext("Your report is about the Inspectorate and the Regional Secretary, who otherwise examine such reports. The regional head alone reads it. You may go to the Ombudsman at any time.")  # fmt: skip
    late = [one for one in promises if one.step in ("respond", "settle") and one.met_at is None and one.due_at < now and one.state in ("running", "broken")]  # fmt: skip
    if late:
        day = moments.day(min(one.due_at for one in late), get_language())
        return True, gettext("It was to be done by {day} and is not yet settled.").format(day=day)
    if report.state == State.ANSWERED:
        return True, gettext("You were answered and have not said that it is settled.")
    settle = next((one for one in promises if one.step == "settle" and one.met_at is None), None)
    if settle is None or settle.state == Promise.State.PAUSED:
        return False, gettext("This report is not yet overdue. You may still ask the Ombudsman first.")
    due = moments.day(settle.due_at, get_language())
    return False, gettext("This report is not yet overdue; it is due {due}. You may still ask the Ombudsman first.").format(due=due)  # fmt: skip


def _over(report: Report) -> tuple[bool, str] | None:
    """A report that has ended: possible, unless the reporter ended it."""
    if report.state == State.CLOSED:
        if report.closed_by == ClosedBy.REPORTER:
            return False, _settled(report)
        return True, gettext("It was closed without your word.")
    if report.state == State.ARCHIVED:
        if report.archive_reason == ArchiveReason.WITHDRAWN:
            return False, gettext("You withdrew the report. Ask the front desk to take it up again first.")
        return True, gettext("It was closed without being handled.")
    if report.state == State.REFERRED:
        return False, gettext(
            "It is a matter for another body. Tell that body first; the Ombudsman asks for proof of it."
        )
    return None


def _settled(report: Report) -> str:
    newer = Report.objects.filter(previous=report).first()
    if newer is None:
        return gettext("You said that it is settled. If it is not after all, make a follow-up report first.")
    return gettext("You said that it is settled, and carried it on as report {code}: look there.").format(code=newer.code)  # fmt: skip


def _years_later(day: date) -> date:
    try:
        return day.replace(year=day.year + YEARS)
    except ValueError:  # 29 February
        return day.replace(year=day.year + YEARS, day=28)


@transaction.atomic
def file(code: str, *, by: Actor) -> Paper:
    """The Berkas Ombudsman, in Indonesian, for the reporter with the key alone. Audited. Raises OutOfTurn (409)."""
    report = workflow.find(code, by=by)
    powers.require_reporter(by, at=NOWHERE)
    promises = _promises(report)
    found = standing(report, promises, now=journal.now())
    if not found.is_possible:
        raise OutOfTurn("ombudsman.not_yet", found.why, state=report.state)
    trail.record("ombudsman_file", by="", via=by.via, subject=report.code)
    with translation.override(LANGUAGE):
        return _paper(report, promises, standing(report, promises, now=journal.now()))


def _promises(report: Report) -> list[Promise]:
    return list(Promise.objects.filter(report=clocked(report), unit=None).order_by("id"))


def _paper(report: Report, promises: list[Promise], found: Standing) -> Paper:
    newest = Event.objects.filter(report=report).latest("seq")
    desk = front_desk()
    return Paper(
        title=gettext("OMBUDSMAN FILE"),
        made_at=newest.at,
        letterhead=paperwork.letterhead(desk) if desk else None,
        meta=[
            (gettext("Code of the report"), report.code),
            (gettext("Received"), moments.moment(report.received_at, LANGUAGE)),
            (gettext("As of"), moments.moment(newest.at, LANGUAGE)),
            (gettext("State"), story.label(report, for_staff=False)),
            (gettext("Why it is brought"), found.why),
            (gettext("Times are in"), moments.zone_name(moments.local(newest.at))),
        ],
        parts=[
            Heading(gettext("What you add yourself")),
            Prose(gettext("The Ombudsman asks for it (Pasal 24). Write it in by hand: this file does not hold it.")),
            Facts([(str(label), DOTS) for label in BROUGHT_BY_YOU]),
            *_report(report),
            *_clocks(promises),
            *_happened(report),
            *_before(report),
            *_proof(report),
        ],
        foot=paperwork.mark(report, seq=newest.seq, hash_=bytes(newest.hash)),
        page_words=gettext("Page {page} of {pages}"),
        language=LANGUAGE,
    )


def _report(report: Report) -> list[Part]:
    point = (
        "" if report.latitude is None or report.longitude is None else points.written(report.latitude, report.longitude)
    )
    place = ", ".join(part for part in (report.area.name if report.area else "", report.place_text, point) if part)
    sp4n = getattr(report, "sp4n", None)
    rows = [
        (gettext("Kind"), str(report.get_kind_display()).capitalize()),
        (gettext("Category"), category_label(report.category)),
        (gettext("Happened on"), moments.day(report.occurred_on, LANGUAGE) if report.occurred_on else ""),
        (gettext("Place"), place),
        (gettext("Unit in charge"), report.unit.name if report.unit else ""),
        ("SP4N-LAPOR!", sp4n.tracking_id if sp4n else gettext("not yet entered")),
        (gettext("Follow-up of"), report.previous.code if report.previous else ""),
    ]
    title, body = words.originals(report)
    facts = Facts([(label, value) for label, value in rows if value])
    return [Heading(gettext("The report, as given")), facts, Prose(title), Quote(body)]


def _clocks(promises: list[Promise]) -> list[Part]:
    """Every promise made to the reporter: when it fell due, whether it was kept, by which rule."""
    head = (gettext("Step"), gettext("At the latest"), gettext("Kept"), gettext("Counted by"))
    rows = [
        (one.step_label, moments.short(one.due_at, LANGUAGE), _kept(one), paperwork.counted(one))
        for one in sorted(promises, key=lambda one: (STEPS.index(one.step), one.round))
        if one.state != Promise.State.CANCELLED
    ]
    return [Heading(gettext("What was promised")), Table(head, rows, (0.2, 0.22, 0.26, 0.32))]


def _kept(one: Promise) -> str:
    if one.step in REPORTERS:
        return _awaited(one)
    if one.met_at is None:
        return gettext("no, overdue") if one.state == Promise.State.BROKEN else gettext("still open")
    day = moments.short(one.met_at, LANGUAGE)
    sentence = gettext("late, on {day}") if one.met_at > one.due_at else gettext("yes, on {day}")
    return sentence.format(day=day)


def _awaited(one: Promise) -> str:
    """Not whether the reporter spoke, which the story says, but until when that was waited for."""
    if one.met_at is None:
        return gettext("nothing came until then") if one.state == Promise.State.BROKEN else gettext("still open")
    return gettext("awaited until {day}").format(day=moments.short(one.met_at, LANGUAGE))


def _story(report: Report) -> list[Part]:
    parts: list[Part] = [Heading(gettext("The story"))]
    for line in story.lines(report, for_staff=False):
        parts.append(Facts([(moments.short(line.at, LANGUAGE), line.text)]))
        parts += [Quote(said) for said in (line.words, line.reason) if said]
    return parts


def _happened(report: Report) -> list[Part]:
    return [*_story(report), *_of_group(report), *_attachments(report)]


def _of_group(report: Report) -> list[Part]:
    """What happened to the main report, while it was joined to one: nothing of any other reporter."""
    lines = story.shared(report)
    if not lines:
        return []
    told = gettext(
        "Several people reported the same thing, and one case answers all of them. This is what happened to it."
    )
    facts = [Facts([(moments.short(line.at, LANGUAGE), line.text)]) for line in lines]
    return [Heading(gettext("The joined reports")), Prose(told), *facts]


def _before(report: Report) -> list[Part]:
    """The reports that this one carries on, or was split from, the newest first: the same reporter's, each with its story and
    answers."""
    parts: list[Part] = []
    before = _carried_on_by(report)
    while before is not None:
        heading = gettext("The report before it: {code}").format(code=before.code)
        stood = [(gettext("Received"), moments.moment(before.received_at, LANGUAGE)), (gettext("State"), story.label(before, for_staff=False))]  # fmt: skip
        parts += [Heading(heading), Facts(stood), *_report(before), *_clocks(_promises(before)), *_happened(before)]
        before = _carried_on_by(before)
    return parts


def _carried_on_by(report: Report) -> Report | None:
    """What came before it, of the same event."""
    return report.previous or report.part_of


def _attachments(report: Report) -> list[Part]:
    found = list(shown.to_reporter(report))
    if not found:
        return []
    head = (gettext("No."), gettext("File"), gettext("Added"), "SHA-256")
    rows = [
        (str(number), f"{one.get_kind_display()}, {one.content_type}, {_size(one.size)}", moments.short(one.added_at, LANGUAGE), one.sha256)
        for number, one in enumerate(found, start=1)
    ]  # fmt: skip
    return [Heading(gettext("Attachments")), Table(head, rows, (0.07, 0.31, 0.2, 0.42))]


def _size(octets: int) -> str:
    return f"{moments.number(octets / 1024, LANGUAGE)} KB"


def _proof(report: Report) -> list[Part]:
    seal = Seal.objects.filter(stream=report.code).order_by("-seq").first()
    rows = [
        (gettext("Lines in the journal"), str(report.version)),
        (gettext("Hash of the newest"), bytes(report.head).hex()),
    ]
    if seal:
        rows.append((gettext("Sealed"), gettext("No. {number}, line {seq}").format(number=seal.number, seq=seal.seq)))
    proof = gettext("Each line carries the hash of the one before it, so that the agency cannot change the story afterwards without that being seen.")  # fmt: skip
    return [Heading(gettext("Proof")), Prose(proof), Facts(rows)]
