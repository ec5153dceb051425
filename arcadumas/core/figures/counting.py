"""Figures of a period for one reader: how many, in which state, closed by whom, how fast.

Who may not see a report is not told of it by a number either: a unit counts its own, whistleblowing is counted for those
who watch over it, and whoever a report complains of does not find it in a total.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Aggregate, Count, F, FloatField, Min, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from arcadumas.base.refusals import Powerless
from arcadumas.core.deadlines.models import ReportClass
from arcadumas.core.figures.models import Measure
from arcadumas.core.handling import offices
from arcadumas.core.organisation import powers
from arcadumas.core.organisation.actors import Actor
from arcadumas.core.organisation.models import Role, Unit
from arcadumas.core.organisation.powers import Ground
from arcadumas.core.reports.models import OPEN, About, ClosedBy, State

TIMES = ("first_read", "accept", "first_answer", "settle")
FOLLOWED = (State.IN_WORK, State.ANSWERED, State.CLOSED)
COUNTED = (Role.REGIONAL_HEAD, Role.INSPECTORATE)  # of whistleblowing


class Median(Aggregate):
    function = "PERCENTILE_CONT"
    template = "%(function)s(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = FloatField()


@dataclass(frozen=True, kw_only=True)
class Period:
    """Local days of receipt, both included."""

    from_: date
    to: date


@dataclass(frozen=True, kw_only=True)
class Figures:
    """Shares are 0 to 1 and None of nothing; `medians` in hours, `n_with_times` how many reports have each."""

    received: int
    by_state: dict[str, int]
    by_class: dict[str, int]
    closed_by: dict[str, int]
    overdue_now: int
    reopened: int
    returned: int
    medians: dict[str, float | None]
    n_with_times: dict[str, int]

    @property
    def follow_up_rate(self) -> float | None:
        return _share(sum(self.by_state[state] for state in FOLLOWED), self.received)

    @property
    def confirmed_share(self) -> float | None:
        return _share(self.closed_by["reporter"], sum(self.closed_by.values()))


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None


def measures(reader: Actor, *, unit: Unit | None = None) -> QuerySet[Measure]:
    """The rows that this reader's figures are made of. Raises Powerless (403)."""
    _require(reader, unit)
    rows = Measure.objects.all()
    if unit is not None:
        rows = rows.filter(unit=unit)
    elif not powers.may(reader, "figures"):
        rows = rows.filter(unit__in=_own(reader))
    if not reader.has(*COUNTED):
        rows = rows.filter(is_whistleblowing=False)
    elif not reader.has(Role.REGIONAL_HEAD):
        rows = rows.exclude(is_whistleblowing=True, report__in=offices.about_inspectorate())
    of_reader = Q(unit__in=reader.unit_ids) | Q(person=reader.person_id) | Q(post__in=reader.post_ids)
    named = list(About.objects.filter(of_reader).values_list("report", flat=True).distinct())
    return rows.exclude(report__among=named) if named else rows


def _require(reader: Actor, unit: Unit | None) -> None:
    at = Ground(target_id=unit.pk) if unit else powers.NOWHERE
    if not powers.may(reader, "figures", at=at) and (unit is not None or not _own(reader)):
        raise Powerless("figures.not_yours", _("Your post sees the figures of its own unit only."))


def _own(reader: Actor) -> set[int]:
    return {seat.unit_id for seat in reader.seats if powers.may(reader, "figures", at=Ground(target_id=seat.unit_id))}


def of_period(rows: QuerySet[Measure], period: Period, *, now: datetime | None = None) -> Figures:
    """Two statements: what is counted by groups, and the medians."""
    inside = rows.filter(received_on__gte=period.from_, received_on__lte=period.to)
    late = Q(due_at__lt=now or timezone.now(), state__in=OPEN)
    groups = list(
        inside.order_by().values("state", "report_class", "closed_by").annotate(
            n=Count("pk"),
            late=Count("pk", filter=late),
            reopened=Count("pk", filter=Q(objections__gt=0)),
            returned=Count("pk", filter=Q(returns__gt=0)),
        )
    )  # fmt: skip
    named = {f"m_{name}": Median(F(name)) for name in TIMES} | {f"n_{name}": Count(name) for name in TIMES}
    times = inside.aggregate(**named)
    return Figures(
        received=_sum(groups, "n"),
        by_state={state: _sum(groups, "n", state=state) for state in State.values},
        by_class={each: _sum(groups, "n", report_class=each) for each in ReportClass.values},
        closed_by={each: _sum(groups, "n", state=State.CLOSED, closed_by=each) for each in ClosedBy.values},
        overdue_now=_sum(groups, "late"),
        reopened=_sum(groups, "reopened"),
        returned=_sum(groups, "returned"),
        medians={name: times[f"m_{name}"] for name in TIMES},
        n_with_times={name: times[f"n_{name}"] for name in TIMES},
    )


def _sum(groups: Iterable[Mapping[str, Any]], what: str, **only: str) -> int:
    return sum(group[what] for group in groups if all(group[name] == value for name, value in only.items()))


@dataclass(frozen=True, kw_only=True)
class Standing:
    """One unit in a period, in SP4N's measures and ours."""

    unit_id: int
    unit_name: str
    total: int
    waiting: int
    running: int
    done: int
    late: int
    reopened: int
    closed: int
    closed_by_reporter: int
    closed_by_system: int
    medians: dict[str, float | None]

    @property
    def rate(self) -> float | None:
        return _share(self.running + self.done, self.total)


def standings(rows: QuerySet[Measure], period: Period, *, now: datetime) -> list[Standing]:
    """Units with the most reports first. One statement."""
    inside = rows.filter(received_on__gte=period.from_, received_on__lte=period.to, unit__isnull=False)
    done, running = [State.ANSWERED, State.CLOSED], [State.IN_WORK, State.AWAITING_REPORTER]
    found = inside.order_by().values("unit_id", "unit__name").annotate(
        total=Count("pk"),
        running=Count("pk", filter=Q(state__in=running)),
        done=Count("pk", filter=Q(state__in=done)),
        late=Count("pk", filter=Q(due_at__lt=now, state__in=OPEN)),
        reopened=Count("pk", filter=Q(objections__gt=0)),
        closed=Count("pk", filter=Q(state=State.CLOSED)),
        by_reporter=Count("pk", filter=Q(state=State.CLOSED, closed_by=ClosedBy.REPORTER)),
        by_system=Count("pk", filter=Q(state=State.CLOSED, closed_by=ClosedBy.SYSTEM)),
        **{f"m_{name}": Median(F(name)) for name in TIMES},
    )  # fmt: skip
    return [_standing(row) for row in found.order_by("-total", "unit__name")]


def _standing(row: Mapping[str, Any]) -> Standing:
    return Standing(
        unit_id=row["unit_id"], unit_name=row["unit__name"], total=row["total"], running=row["running"], done=row["done"],
        waiting=row["total"] - row["running"] - row["done"], late=row["late"], reopened=row["reopened"],
        closed=row["closed"], closed_by_reporter=row["by_reporter"], closed_by_system=row["by_system"],
        medians={name: row[f"m_{name}"] for name in TIMES},
    )  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Month:
    first: date
    received: int
    finished: int


def months(rows: QuerySet[Measure], since: date, until: date) -> Sequence[Month]:
    """Received and finished by month, from the month of `since`, oldest first. Two statements."""
    came, went = _by_month(rows, "received_on", since, until), _by_month(rows, "finished_on", since, until)
    first, found = since.replace(day=1), []
    while first <= until:
        found.append(Month(first=first, received=came[first], finished=went[first]))
        first = (first.replace(day=28) + timedelta(days=5)).replace(day=1)
    return found


def _by_month(rows: QuerySet[Measure], day: str, since: date, until: date) -> Counter[date]:
    """Counted by day, which costs the database less than to find the month of each row."""
    inside = rows.filter(**{f"{day}__gte": since.replace(day=1), f"{day}__lte": until})
    found = Counter[date]()
    for at, n in inside.order_by().values_list(day).annotate(n=Count("pk")):
        found[at.replace(day=1)] += n
    return found


@dataclass(frozen=True, kw_only=True)
class Late:
    """With whom the late reports lie: a unit, or the front desk where the code is empty."""

    unit_code: str
    unit_name: str
    n: int
    since: datetime


def late(rows: QuerySet[Measure], *, now: datetime) -> list[Late]:
    """Open reports with something overdue, by who holds them, the most first. One statement."""
    found = rows.filter(due_at__lt=now, state__in=OPEN).order_by().values("unit__code", "unit__name")
    counted = found.annotate(n=Count("pk"), since=Min("due_at")).order_by("-n", "since")
    return [Late(unit_code=row["unit__code"] or "", unit_name=row["unit__name"] or "", n=row["n"], since=row["since"]) for row in counted]  # fmt: skip


def by_area(rows: QuerySet[Measure], period: Period) -> dict[str, int]:
    """Reports by the code of the kecamatan. One statement."""
    inside = rows.filter(received_on__gte=period.from_, received_on__lte=period.to).exclude(area="")
    return dict(inside.order_by().values_list("area").annotate(n=Count("pk")))
