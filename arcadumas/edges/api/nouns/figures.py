"""GET /figures."""

from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from ninja import Query, Router

from arcadumas.base.refusals import Unfit
from arcadumas.core.figures import counting
from arcadumas.core.figures.counting import Figures, Period
from arcadumas.core.organisation import tree
from arcadumas.edges.api.answers import answer, when
from arcadumas.edges.api.callers import caller_of
from arcadumas.edges.api.describing import staff_read
from arcadumas.edges.api.figure_replies import FiguresOut
from arcadumas.edges.api.shapes import FigureFilters

router = Router()
USUAL = timedelta(days=90)


@router.get("/figures", **staff_read(FiguresOut))
def show_figures(request: HttpRequest, filters: Query[FigureFilters]) -> HttpResponse:
    """How many, in which state, closed by whom, how fast; at most a minute old. A unit's posts see their own."""
    reader, now = caller_of(request).actor, timezone.now()
    unit = tree.recorded(filters.unit) if filters.unit else None
    to = filters.to or timezone.localdate()
    period = Period(from_=filters.from_ or to - USUAL, to=to)
    if period.from_ > period.to:
        raise Unfit("figures.period", _("The first day comes after the last. Change one of them."), field="from")
    found = counting.of_period(counting.measures(reader, unit=unit), period, now=now)
    head = {"period": {"from": period.from_.isoformat(), "to": period.to.isoformat()}, "unit": unit.code if unit else None}  # fmt: skip
    return answer(head | _figures(found) | {"as_of": when(now)})


def _figures(found: Figures) -> dict[str, Any]:
    return {
        "received": found.received,
        "by_state": found.by_state,
        "by_class": found.by_class,
        "follow_up_rate": found.follow_up_rate,
        "closed_by": found.closed_by,
        "confirmed_share": found.confirmed_share,
        "overdue_now": found.overdue_now,
        "reopened": found.reopened,
        "returned": found.returned,
        "median_hours": found.medians,
        "n_with_times": found.n_with_times,
    }
