"""What the leaders' screen shows, from figures and lists that know what this reader may see. No query of its own."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from arcadumas.base import moments
from arcadumas.core.figures import attention, counting
from arcadumas.core.figures.counting import Figures, Late, Period, Standing
from arcadumas.core.organisation import powers
from arcadumas.core.organisation.actors import Actor
from arcadumas.edges.pages.leaders import charts
from arcadumas.edges.pages.leaders.needs import needs
from arcadumas.edges.pages.leaders.orders import orders

MOST = 6  # rows that wait; the rest is a list
LATE_SHOWN = 8
LEAST = 5  # reports; of fewer no unit is compared
CAUSES: dict[str, str | Promise] = {
    "": gettext_lazy("Brought to the leadership"),
    "late": gettext_lazy("Overdue"),
    "objected": gettext_lazy("Not settled, says the reporter"),
    "third_return": gettext_lazy("Returned three times"),
    "promise_broken": gettext_lazy("Promise broken"),
    "urgent": gettext_lazy("Urgent"),
}
SPEEDS = {
    "first_read": gettext_lazy("Until it is read"),
    "accept": gettext_lazy("Until it is accepted"),
    "first_answer": gettext_lazy("Until the first answer"),
    "settle": gettext_lazy("Until it is settled"),
}
CLOSINGS = (
    ("k1", "reporter", gettext_lazy("Said to be settled by the reporter")),
    ("k3", "system", gettext_lazy("Closed by the system after ten working days without a word from the reporter")),
    ("k2", "officer", gettext_lazy("Closed by an officer, with a reason")),
)


@dataclass(frozen=True, kw_only=True)
class Speed:
    """`change` is better, worse, same, or "" where there is nothing to compare with."""

    name: Any
    now: str
    before: str
    change: str


def frame(who: Actor) -> dict[str, Any]:
    return {"me_post": who.seats[0].title, "may_instruct": powers.may(who, "instruct")}


def causes() -> list[tuple[str, Any]]:
    return list(CAUSES.items())


def board(who: Actor, now: datetime) -> dict[str, Any]:
    today = moments.local_date(now)
    period, before = periods(today)
    rows = counting.measures(who)
    current, earlier = counting.of_period(rows, period, now=now), counting.of_period(rows, before, now=now)
    keys, _more = attention.page(attention.brought(who, now=now), size=MOST + 1)
    waiting = needs(keys, who, now)
    late = counting.late(rows, now=now)
    months = counting.months(rows, today.replace(day=1) - timedelta(days=330), today)
    speeds = [speed(name, current, earlier) for name in SPEEDS]
    return frame(who) | {
        "now": now, "period": period, "before": before, "figures": current, "needs": waiting[:MOST], "more": len(waiting) > MOST,
        "sentences": sentences(len(waiting), late, speeds), "late": late[:LATE_SHOWN], "late_rest": sum(one.n for one in late[LATE_SHOWN:]),
        "late_all": sum(one.n for one in late), "months": [(charts.month_name(one), one) for one in months], "plots": charts.plots(months), "speeds": speeds,
        "closings": closings(current), "closed": sum(current.closed_by.values()), "split": split(current), "orders": orders(who),
        **standing_of(counting.standings(rows, period, now=now)),
    }  # fmt: skip


def periods(today: date) -> tuple[Period, Period]:
    """From the first of the month before last, and the three months before that."""
    first = _months_back(today, 2)
    return Period(from_=first, to=today), Period(from_=_months_back(first, 3), to=first - timedelta(days=1))


def _months_back(day: date, months: int) -> date:
    place = day.year * 12 + day.month - 1 - months
    return date(place // 12, place % 12 + 1, 1)


def sentences(waiting: int, late: Sequence[Late], speeds: Sequence[Speed]) -> list[str]:
    """The page in one breath: what waits, who is late, whether we get faster."""
    said = [_waits(waiting)]
    if n := sum(one.n for one in late):
        at = ngettext("at %(n)s unit", "at %(n)s units", len(late)) % {"n": len(late)}
        said.append(ngettext("%(n)s report is overdue %(at)s.", "%(n)s reports are overdue %(at)s.", n) % {"n": figure(n), "at": at})  # fmt: skip
    else:
        said.append(_("Nothing is overdue."))
    answer = speeds[2]
    if answer.change == "better":
        said.append(_("The first answer comes faster: {now}, before {before}.").format(now=answer.now, before=answer.before))  # fmt: skip
    elif answer.change == "worse":
        said.append(_("The first answer comes later: {now}, before {before}.").format(now=answer.now, before=answer.before))  # fmt: skip
    return said


def _waits(n: int) -> str:
    if n == 0:
        return _("Nothing waits for you.")
    if n > MOST:
        return _("More than {n} reports wait for you.").format(n=MOST)
    return ngettext("%(n)s report waits for you.", "%(n)s reports wait for you.", n) % {"n": n}


def figure(n: float, decimals: int = 0) -> str:
    return moments.number(n, get_language(), decimals)


def speed(name: str, current: Figures, earlier: Figures) -> Speed:
    now, before = current.medians[name], earlier.medians[name]
    change = ""
    if now is not None and before is not None:
        is_same = lasting(now) == lasting(before) or abs(now - before) <= 0.05 * before
        change = "same" if is_same else "better" if now < before else "worse"
    return Speed(name=SPEEDS[name], now=lasting(now), before=lasting(before), change=change)


def lasting(hours: float | None) -> str:
    """«24 menit», «5 jam», «3,4 hari»: of the clock, nights and holidays too."""
    if hours is None:
        return ""
    if hours < 1:
        return moments.lasting(timedelta(hours=hours), get_language())
    if hours < 48:
        return moments.lasting(timedelta(hours=round(hours)), get_language())
    days = hours / 24
    return _("{n} days").format(n=figure(days, 0 if days >= 10 else 1))


def closings(found: Figures) -> list[tuple[str, Any, int, int]]:
    """Look, words, how many, and of a hundred. System closings are called what they are."""
    whole = sum(found.closed_by.values())
    return [(look, words, found.closed_by[key], round(100 * found.closed_by[key] / whole) if whole else 0) for look, key, words in CLOSINGS]  # fmt: skip


def split(found: Figures) -> list[charts.Part]:
    return charts.split([(look, found.closed_by[key]) for look, key, _words in CLOSINGS])


@dataclass(frozen=True, kw_only=True)
class UnitRow:
    standing: Standing
    rate: int | None
    read: str
    accept: str
    answer: str


def standing_of(found: Sequence[Standing]) -> dict[str, Any]:
    """Units with enough reports to be compared, and how many reports the others have together."""
    many = [one for one in found if one.total >= LEAST]
    few = [one for one in found if one.total < LEAST]
    return {
        "units": [_unit_row(one) for one in many], "few_units": len(few), "few_reports": sum(one.total for one in few),
        "least": LEAST,
    }  # fmt: skip


def _unit_row(one: Standing) -> UnitRow:
    return UnitRow(
        standing=one, rate=None if one.rate is None else round(100 * one.rate), read=lasting(one.medians["first_read"]),
        accept=lasting(one.medians["accept"]), answer=lasting(one.medians["first_answer"]),
    )  # fmt: skip
