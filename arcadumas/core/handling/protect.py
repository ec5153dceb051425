"""What protects a report protects all that was split from it and what it was split from: each bears the same words.

The flag of a whistleblower, secrecy, and whom it complains of; the class stays each one's own (decision 0027).
"""

from collections.abc import Collection, Iterable
from datetime import datetime

from django.db import connection
from django.db.models import Q
from django.utils import timezone

from arcadumas.base import codes
from arcadumas.core.handling import answers, complain, contributions, group, sp4n, tasks
from arcadumas.core.handling.complain import Whom
from arcadumas.core.handling.models import Opening
from arcadumas.core.handling.workflow import move
from arcadumas.core.organisation.actors import Actor, Seat
from arcadumas.core.reports import journal, promises, sought, words
from arcadumas.core.reports.facts import Classified
from arcadumas.core.reports.models import Report

SPREAD = ("is_anonymous", "is_confidential", "is_whistleblowing")
FAMILY = """
WITH RECURSIVE above AS (
    SELECT id, part_of_id FROM reports_report WHERE code = %s
    UNION ALL SELECT report.id, report.part_of_id FROM reports_report report JOIN above ON report.id = above.part_of_id
), family AS (
    SELECT id FROM above WHERE part_of_id IS NULL
    UNION ALL SELECT report.id FROM reports_report report JOIN family ON report.part_of_id = family.id
)
SELECT id FROM family
"""


def hold(code: str) -> list[int]:
    """Keys of all that was split from one report, this one too, locked in one order with what they are joined to: so two
    officers at two parts wait for each other. Two statements, also where there is no such report."""
    with connection.cursor() as cursor:
        cursor.execute(FAMILY, [codes.read_code(code)])
        keys = [key for (key,) in cursor.fetchall()]
    mains = Report.objects.filter(pk__in=[*keys, 0]).exclude(merged_into=None).values("merged_into")
    held = Report.objects.filter(Q(pk__in=[*keys, 0]) | Q(pk__in=mains))
    list(held.select_for_update(no_key=True, of=("self",)).order_by("id").only("pk"))
    return keys


def as_whistleblowing(report: Report) -> None:
    """Its words go under seal and out of the index; nobody waits for it in SP4N-LAPOR! any more, nor for the help of a unit or
    for what one was instructed about it, which see it no more. The caller saves."""
    report.is_whistleblowing = True
    words.hide(report)
    answers.hide(report)
    sp4n.forgo(report)
    promises.cancel(report, "instruction", is_all=True)
    at = journal.now()
    for unit in contributions.withdraw_all(report, at=at):
        tasks.end_with(report, unit, at=at)


def as_confidential(report: Report) -> None:
    """Who reads it still finds it by its words; those of others are held against none of it. No leader reads on by an opening
    from when it was open. The caller saves."""
    report.is_confidential = True
    now = timezone.now()
    Opening.objects.filter(report=report, until__gt=now).update(until=now)
    sought.unlearn(report)


def spread(
    report: Report, *, to: Collection[int], cleared: Whom, reason: str, by: Actor, seat: Seat | None, at: datetime
) -> None:
    """Bring those that `hold` locked to what this one is now; each gets its line. The caller saves this one."""
    others = list(Report.objects.filter(pk__in=to).exclude(pk=report.pk).select_related("part_of").order_by("id"))
    changed = [other for other in others if _bring(other, report, cleared=cleared, reason=reason, by=by, seat=seat)]
    for other in changed:
        group.leave_if_unlike(other, among=[report, *others], at=at)
        _tell(other, by=by, seat=seat, at=at)


def _bring(other: Report, report: Report, *, cleared: Whom, reason: str, by: Actor, seat: Seat | None) -> bool:
    """Whether it changed. Saved already: what is joined to one another is read anew."""
    before, named = _flags(other), complain.whom(complain.named(other))
    if report.is_whistleblowing and not other.is_whistleblowing:
        as_whistleblowing(other)
    other.is_anonymous |= report.is_anonymous
    if report.is_confidential and not other.is_confidential:
        as_confidential(other)
    complain.take_out(other, named & cleared, reason=reason, by=by, seat=seat)
    complain.name(other, complain.whom(complain.named(report)) - named, by=by, seat=seat)
    other.save(update_fields=[*SPREAD, "title", "body"])
    return (before, named) != (_flags(other), complain.whom(complain.named(other)))


def _flags(report: Report) -> Iterable[bool]:
    return tuple(getattr(report, name) for name in SPREAD)


def _tell(other: Report, *, by: Actor, seat: Seat | None, at: datetime) -> None:
    before, after = promises.recount(other, "settle", at=at)
    group.keep_one_protection(other)
    group.keep_earliest(other, at=at)
    due_before, due = (moment.isoformat() if moment else "" for moment in (before, after))
    facts = Classified(report_class=other.report_class, settle_due_before=due_before, settle_due=due)
    move(other, "classify", by=by, seat=seat, at=at, facts=facts)
