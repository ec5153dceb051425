"""Evidence: photos of before and after, brought by the agency. Physical work is not answered for good without one of after."""

from collections.abc import Sequence

from django.db import transaction
from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from arcadumas.base.files import Clean
from arcadumas.base.refusals import OutOfTurn, Unfit
from arcadumas.core.handling import contributions
from arcadumas.core.handling.models import Disposition
from arcadumas.core.handling.visible import ground
from arcadumas.core.handling.workflow import check, move, note_line, nouns, take
from arcadumas.core.organisation import powers
from arcadumas.core.organisation.actors import Actor
from arcadumas.core.reports import attachments, journal
from arcadumas.core.reports.facts import Objected
from arcadumas.core.reports.models import Attachment, Event, Report
from arcadumas.core.reports.team_facts import EvidenceAdded

KINDS = (Attachment.Kind.BEFORE, Attachment.Kind.AFTER, Attachment.Kind.OTHER)


@transaction.atomic
def add_evidence(
    code: str, *, by: Actor, files: Sequence[tuple[str, Clean]], kind: str, version: int | None = None
) -> list[Attachment]:
    """One line a photo. `files`: (name as sent, cleaned file). Acknowledged only when they are on disk."""
    report = take(code, by=by)
    seat = powers.require(by, "evidence", at=ground(report, by))
    check(report, "evidence", version=version)
    if kind not in KINDS:
        raise Unfit("evidence.kind", _("Say what it shows: before, after, or other."), field="kind")
    if not files:
        raise Unfit("evidence.none", _("Choose at least one photo."), field="file")
    at = journal.now()
    contributions.take_up(report, seat, at=at)
    kept = [attachments.keep(report, file, name=name, kind=kind, at=at) for name, file in files]
    lines = [EvidenceAdded(attachment=str(one.pk), shows=kind, content_type=one.content_type) for one in kept]
    for facts in lines[:-1]:
        note_line(report, by=by, seat=seat, at=at, facts=facts)
    move(report, "evidence", by=by, seat=seat, at=at, facts=lines[-1])
    return kept


def is_asked(report: Report) -> bool:
    """Whether the topic asks for a photo of afterwards: work that can be seen."""
    topic = report.category
    return topic is not None and (topic.needs_evidence or (topic.parent is not None and topic.parent.needs_evidence))


def is_missing(report: Report) -> bool:
    """Whether a photo of afterwards is asked for, and there is none that shows what the answer speaks of."""
    return is_asked(report) and not _of_this_work(_after(report), report).exists()


def is_outdated(report: Report) -> bool:
    """Whether photos of afterwards are there, though none that counts."""
    return _after(report).exists()


def _after(report: Report) -> QuerySet[Event]:
    return Event.objects.filter(report=report, kind=EvidenceAdded.kind, facts__shows=Attachment.Kind.AFTER)


def _of_this_work(photos: QuerySet[Event], report: Report) -> QuerySet[Event]:
    """Those brought since the reporter last objected, by anybody but a unit that had the report and has it no more."""
    objections = Event.objects.filter(report=OuterRef("report"), kind=Objected.kind).order_by("-seq")
    since = Coalesce(Subquery(objections.values("seq")[:1]), 0)
    working = (Disposition.State.OFFERED, Disposition.State.ACCEPTED)
    here = Disposition.objects.filter(report=report, state__in=working).values("unit")
    gone = Disposition.objects.filter(~Q(unit__in=here), report=report).values("unit__code")
    return photos.filter(~Q(unit_code__in=gone), seq__gt=since)


def require(report: Report, *, without: str) -> None:
    """`without`: why there is none, in the officer's words. Raises OutOfTurn (409, needs evidence)."""
    if not without and is_missing(report):
        raise OutOfTurn(
            "close.no_evidence",
            _("The photos of afterwards are older than what the reporter objects to, or of a unit that has the report no more. Add a new one as evidence, or say why there is none.")
            if is_outdated(report)
            else _("This topic needs a photo of afterwards. Add it as evidence, or say why there is none."),
            state=report.state, may=nouns(report), needs="evidence",
        )  # fmt: skip
