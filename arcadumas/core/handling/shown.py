"""The files that a reporter sees: what came with the report, and what officers show of before and after, also at the report
that theirs is joined to. Nothing of any other reporter, nor what else officers keep."""

from django.db.models import Q, QuerySet

from arcadumas.core.handling.kin import joining
from arcadumas.core.reports import attachments
from arcadumas.core.reports.models import Attachment, Report

BY_OFFICERS = (Attachment.Kind.BEFORE, Attachment.Kind.AFTER)
KINDS = (Attachment.Kind.REPORTER, *BY_OFFICERS)
STRICTER = ("is_confidential", "is_oversight", "is_whistleblowing")


def to_reporter(report: Report) -> QuerySet[Attachment]:
    """In the order in which they came. A statement more where the report is joined, or was answered with a group."""
    found = Q(report=report, kind__in=KINDS)
    if (lent := _lent(report)) is not None:
        found |= lent
    return Attachment.objects.filter(found).order_by("added_at", "id")


def _lent(report: Report) -> Q | None:
    """What officers show at the main report; after the common answer, what they had shown until then. Once that report is
    protected as this one is not, nothing of it."""
    found = joining(report)
    if found is None:
        return None
    of_main = Q(report=found.into_id, kind__in=BY_OFFICERS)
    for name in STRICTER:
        if not getattr(report, name):
            of_main &= Q(**{f"report__{name}": False})
    return of_main & Q(added_at__lte=found.ended_at) if found.ended_at else of_main


def name_of(one: Attachment, *, to: Report) -> str:
    """As it was sent; what officers called a file of another report is not for this one's reporter."""
    return attachments.name_of(one) if one.report_id == to.pk else attachments.plain_name(one)
