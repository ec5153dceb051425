"""What is not yet keyed into SP4N-LAPOR!: told to the front desk each working morning on which there is something."""

from collections.abc import Iterator
from datetime import date, datetime

from django.db.models import Exists, OuterRef, QuerySet

from arcadumas.base import moments
from arcadumas.core.handling import visible
from arcadumas.core.reports.models import About, Promise
from arcadumas.duties.notifications import errands, occasions, work_values
from arcadumas.duties.notifications.errands import UNKEPT, Errand
from arcadumas.duties.notifications.models import Notice, Urgency
from arcadumas.duties.notifications.occasions import Told
from arcadumas.duties.notifications.roster import Holder, Roster

STEM, PURPOSE = "aduan_belum_sp4n", "sp4n_queue"
REPORTS, ANSWERS = "sp4n_link", "sp4n_answer"


def tell(roster: Roster, day: date, at: datetime) -> list[Notice]:
    """In the caller's transaction, once a day."""
    told = list(_told(roster, at))
    return occasions.tell(f"sp4n:{day}", purpose=PURPOSE, stem=STEM, told=told, urgency=Urgency.DIGEST, at=at)


def _told(roster: Roster, at: datetime) -> Iterator[Told]:
    """Each person of the front desk once, of what they may see. One statement a person."""
    desk = {holder.person_id: holder for holder in reversed(roster.front_desk())}
    for person_id, holder in desk.items():
        held = [each for each in roster.holders if each.person_id == person_id]
        clocks = list(_clocks(held, roster))
        if clocks:
            yield Told(holder=holder, values=_values(clocks, holder.language, at))


def _clocks(held: list[Holder], roster: Roster) -> QuerySet[Promise]:
    """Unkept ones, the oldest first."""
    seen = visible.to(errands.actor_of(held, roster)).values("pk")
    found = Promise.objects.filter(step__in=(REPORTS, ANSWERS), state__in=UNKEPT, met_at=None, report__in=seen)
    about = Exists(About.objects.filter(report=OuterRef("report")))
    return found.annotate(has_about=about).select_related("report").order_by("starts_at", "id")


def _values(clocks: list[Promise], language: str, at: datetime) -> dict[str, str]:
    waiting = [
        Errand(
            report_id=clock.report_id, code=clock.report.code, step=clock.step, due_at=clock.due_at,
            is_special=errands.is_special(clock.report, has_about=getattr(clock, "has_about", False)),
        )
        for clock in clocks
    ]  # fmt: skip
    steps = [clock.step for clock in clocks]
    return {
        "at": moments.moment(at, language),
        "report_count": str(steps.count(REPORTS)),
        "answer_count": str(steps.count(ANSWERS)),
        "wait": work_values.span(clocks[0].starts_at, at, language),
        "table_of_codes": errands.cut(list(errands.table(waiting, language, at)), language),
    }
