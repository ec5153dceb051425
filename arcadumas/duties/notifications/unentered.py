"""What is not yet keyed into SP4N-LAPOR!: the front desk hears of it each working morning on which there is something, in the
digest; where nothing else waits for somebody, by a message of its own."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Exists, OuterRef, QuerySet

from arcadumas.base import moments
from arcadumas.core.handling import visible
from arcadumas.core.reports.models import About, Promise
from arcadumas.duties.notifications import errands, occasions, work_values
from arcadumas.duties.notifications.errands import UNKEPT, Errand
from arcadumas.duties.notifications.labels import label
from arcadumas.duties.notifications.models import Notice, Urgency
from arcadumas.duties.notifications.occasions import Told
from arcadumas.duties.notifications.roster import Holder, Roster

STEM, PURPOSE = "aduan_belum_sp4n", "sp4n_queue"
REPORTS, ANSWERS = "sp4n_link", "sp4n_answer"


@dataclass(frozen=True, kw_only=True)
class Queue:
    """What one person of the front desk sees of it: unkept clocks, the oldest first, and never none."""

    holder: Holder
    clocks: Sequence[Promise]

    def count(self, step: str) -> int:
        return sum(clock.step == step for clock in self.clocks)

    def said(self, language: str) -> Iterator[str]:
        """How many of each, of which there are any."""
        for step in (REPORTS, ANSWERS):
            if n := self.count(step):
                yield label("digest", step, language).format(n=n)

    def lines(self, language: str, at: datetime) -> list[str]:
        """The reports by what is to be keyed in."""
        return list(errands.table([_errand(clock) for clock in self.clocks], language, at))


def queues(roster: Roster) -> dict[int, Queue]:
    """By person of the front desk, for whom there is something. One statement a person."""
    desk = {holder.person_id: holder for holder in reversed(roster.front_desk())}
    found = {}
    for person_id, holder in desk.items():
        held = [each for each in roster.holders if each.person_id == person_id]
        if clocks := list(_clocks(held, roster)):
            found[person_id] = Queue(holder=holder, clocks=clocks)
    return found


def tell(of: Iterable[Queue], day: date, at: datetime) -> list[Notice]:
    """By a message of its own. In the caller's transaction, once a day."""
    told = [Told(holder=each.holder, values=_values(each, each.holder.language, at)) for each in of]
    return occasions.tell(f"sp4n:{day}", purpose=PURPOSE, stem=STEM, told=told, urgency=Urgency.DIGEST, at=at)


def _clocks(held: list[Holder], roster: Roster) -> QuerySet[Promise]:
    """Unkept ones, the oldest first."""
    seen = visible.to(errands.actor_of(held, roster)).values("pk")
    found = Promise.objects.filter(step__in=(REPORTS, ANSWERS), state__in=UNKEPT, met_at=None, report__in=seen)
    about = Exists(About.objects.filter(report=OuterRef("report")))
    return found.annotate(has_about=about).select_related("report").order_by("starts_at", "id")


def _errand(clock: Promise) -> Errand:
    is_special = errands.is_special(clock.report, has_about=getattr(clock, "has_about", False))
    return Errand(
        report_id=clock.report_id, code=clock.report.code, step=clock.step, due_at=clock.due_at, is_special=is_special
    )


def _values(queue: Queue, language: str, at: datetime) -> dict[str, str]:
    return {
        "at": moments.moment(at, language),
        "report_count": str(queue.count(REPORTS)),
        "answer_count": str(queue.count(ANSWERS)),
        "wait": work_values.span(queue.clocks[0].starts_at, at, language),
        "table_of_codes": errands.cut(queue.lines(language, at), language),
    }
