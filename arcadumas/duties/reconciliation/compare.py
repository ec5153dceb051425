"""Looks at every linked report for what SP4N says and what is so here. Neither state ever follows the other by itself.

Rules: what is over there and not here was closed over the heads of those who work; the reverse was never entered there; a
reporter who has replied there is waited for in vain here, until a pause or the time to reply runs out;
two running states more than a stage apart have drifted; what the newest export no longer holds is missing from it.
A report that is joined to another stands as the main one does: the matter is worked on there, and answered for both.
What was over when it was brought in is looked at only where it runs again, there or here.
"""

import logging
from collections.abc import Iterator
from datetime import datetime

from django.db.models import Case, Count, F, Max, Min, Q, QuerySet, When

from arcadumas.core.handling.bring_in import STATUSES, state_of
from arcadumas.core.handling.sp4n import agree, differ
from arcadumas.core.handling.workflow import OVER
from arcadumas.core.reports.models import Sp4n, State

log = logging.getLogger(__name__)
MOST = 500  # a round; the next one goes on
STAGES = {
    State.RECEIVED: 0, State.VERIFIED: 1, State.DISPOSED: 2, State.IN_WORK: 3, State.AWAITING_REPORTER: 3, State.ANSWERED: 3,
}  # fmt: skip
WAITED_FOR, REPLIED = (State.AWAITING_REPORTER, State.ANSWERED), "ditanggapi oleh pelapor"
OVER_THERE = [name for name, (state, _detail) in STATUSES.items() if state in OVER]
OURS = Case(When(report__state=State.MERGED, then=F("report__merged_into__state")), default=F("report__state"))


def kind_of(ours: str, theirs: str) -> str:
    """How a state here and a status there differ; "" where they go together, or where the status is not known to us."""
    known = state_of(theirs)
    if known is None:
        return ""
    there, here = known[0], State(ours)
    if there in OVER:
        return "" if here in OVER or here == State.ANSWERED else Sp4n.Difference.CLOSED_THERE
    if here in OVER:
        return Sp4n.Difference.CLOSED_HERE
    if here in WAITED_FOR and theirs.strip().lower().startswith(REPLIED):
        return Sp4n.Difference.REPLIED_THERE
    return Sp4n.Difference.DRIFT if abs(STAGES[there] - STAGES[here]) > 1 else ""


def once() -> int:
    """One round; how many lines it wrote. Twice at once changes nothing twice: each verb looks again under its lock."""
    done = 0
    for code, kind, status in list(_changed()):
        done += differ(code, kind=kind, status=status) if kind else agree(code)
    if done:
        log.info("%s reports differ from SP4N, or no longer do", done)
    return done


def _changed() -> Iterator[tuple[str, str, str]]:
    """Code, kind and status of what is not flagged as it should be."""
    rows = Sp4n.objects.exclude(status="").filter(Q(report__is_history=False) | _runs_again()).annotate(ours=OURS)
    missing = _missing(rows)
    pairs = rows.order_by().values_list("ours", "status").distinct()
    for ours, theirs in pairs:
        same = rows.filter(ours=ours, status=theirs)
        kind = kind_of(ours, theirs)
        gone = same.filter(missing) if missing is not None else same.none()
        here = same.exclude(missing) if missing is not None else same
        yield from _unlike(here, kind, theirs)
        yield from _unlike(gone, kind or Sp4n.Difference.MISSING, theirs)


def _runs_again() -> Q:
    """Of the past: what is no longer over on both sides, or is still flagged."""
    is_over_there = Q(pk__in=[])
    for name in OVER_THERE:
        is_over_there |= Q(status__istartswith=name)
    return ~is_over_there | ~Q(report__state__in=OVER) | Q(difference__gt="")


def _unlike(rows: QuerySet[Sp4n], kind: str, status: str) -> Iterator[tuple[str, str, str]]:
    unlike = Q(difference__gt="") if not kind else ~Q(difference=kind, difference_status=status)
    for code in rows.filter(unlike).order_by("pk").values_list("report__code", flat=True)[:MOST]:
        yield code, kind, status


def _missing(rows: QuerySet[Sp4n]) -> Q | None:
    """Not in the newest export though it lies within its span of dates. None while there was no export. One that holds less
    than half of what is known of its span was made of a part (one agency, one status): what it lacks says nothing, and what
    was missing before still is."""
    newest: datetime | None = rows.aggregate(at=Max("seen_at"))["at"]
    if newest is None:
        return None
    span = rows.filter(seen_at=newest).aggregate(first=Min("entered_at"), last=Max("entered_at"))
    inside = Q(entered_at__gte=span["first"], entered_at__lte=span["last"])
    known = rows.filter(inside, seen_at__isnull=False).aggregate(all=Count("pk"), held=Count("pk", filter=Q(seen_at=newest)))  # fmt: skip
    if known["held"] * 2 < known["all"]:
        return Q(difference=Sp4n.Difference.MISSING)
    return Q(report__is_history=False) & inside & Q(seen_at__lt=F("seen_at") if span["first"] is None else newest)
