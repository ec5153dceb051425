"""What waits for each officer this morning: the list behind "Waiting for you" on the desk, for those on duty."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Exists, Min, OuterRef, Q

from arcadumas.base import moments
from arcadumas.core.handling import visible
from arcadumas.core.handling.waiting import ordered, tasks, waiting
from arcadumas.core.handling.workflow import OPEN
from arcadumas.core.organisation.actors import Actor, Seat, Via
from arcadumas.core.organisation.models import Role
from arcadumas.core.reports.models import About, Promise, Report, State
from arcadumas.duties.notifications.labels import label
from arcadumas.duties.notifications.roster import Holder, Roster, present

# What is to be done by the state a report is in: the clocks that may stand behind it.
STEPS: Mapping[str, tuple[str, ...]] = {
    State.RECEIVED: ("verify",),
    State.VERIFIED: ("dispose",),
    State.DISPOSED: ("accept",),
    State.IN_WORK: ("approve", "respond", "settle"),
}
ORDER = "instruction"  # in whatever state its report is
MOST = 60  # lines of a table
UNKEPT = (Promise.State.RUNNING, Promise.State.BROKEN)


@dataclass(frozen=True, kw_only=True)
class Errand:
    """One report that waits. `step` is "" where no clock runs, `task` where the day of a task comes before every clock. Of a
    special report the code is not to be said."""

    report_id: int
    code: str
    step: str
    due_at: datetime | None
    is_special: bool


def of_everybody(roster: Roster) -> Iterator[tuple[Holder, list[Errand]]]:
    """Each person on duty with what waits for them, the most pressing first; nobody twice. Four statements a person."""
    on_duty = _on_duty(roster)
    seats: dict[int, list[Holder]] = defaultdict(list)
    for holder in roster.holders:
        seats[holder.person_id].append(holder)
    for held in seats.values():
        working = [holder for holder in held if holder.post_id in on_duty["team"]]
        deciding = [holder for holder in held if holder.post_id in on_duty["approver"]]
        heading = [holder for holder in held if holder.post_id in on_duty["head"]]
        if first := next(iter([*working, *deciding, *heading]), None):
            yield first, _waiting(held, working, deciding, heading, roster)


def _on_duty(roster: Roster) -> dict[str, set[int]]:
    """Posts whose turn it is: a unit's team (a substitute only for an absent admin), members for their tasks, the head where
    answers need approval, and every head for an order that is to be ended. Whoever is away has no turn."""
    team = {holder.post_id for unit_id in roster.offices for holder in present(roster.team(unit_id))}
    team |= {holder.post_id for holder in present(roster.everywhere(Role.MEMBER))}
    asked = [office.id for office in roster.offices.values() if office.answer_needs_approval]
    approver = {holder.post_id for unit_id in asked for holder in present(roster.approvers(unit_id))}
    head = {holder.post_id for unit_id in roster.offices for holder in present(roster.head(unit_id))}
    return {"team": team, "approver": approver, "head": head}


def _waiting(
    held: Sequence[Holder], working: Sequence[Holder], deciding: Sequence[Holder], heading: Sequence[Holder], roster: Roster
) -> list[Errand]:  # fmt: skip
    """Sight is that of all their posts, so that nobody hears of what is about them; the turn is that of posts on duty. An
    order waits also when its report is over."""
    at_work = actor_of(working, roster)
    mine = waiting(at_work) | Q(state=State.IN_WORK) & waiting(actor_of(deciding, roster))
    orders = ordered(actor_of([*working, *heading], roster))
    rows = visible.to(actor_of(held, roster)).filter(mine & Q(state__in=sorted(OPEN)) | orders)
    about = About.objects.filter(report=OuterRef("pk"))
    reports = list(
        rows.annotate(has_about=Exists(about)).only(
            "pk", "code", "state", "is_whistleblowing", "about_officials", "received_at"
        )
    )
    clocks = _clocks(reports, {holder.unit_id for holder in held})
    days = (
        dict(tasks(at_work).filter(report__in=reports).values_list("report").annotate(Min("due_on"))) if reports else {}
    )
    errands = [_errand(report, clocks.get(report.pk), days.get(report.pk)) for report in reports]
    return sorted(errands, key=lambda each: (each.due_at is None, each.due_at, each.report_id))


def _clocks(reports: Sequence[Report], units: set[int]) -> dict[int, Promise]:
    """By report: the nearest unkept promise of the step that its state asks for, of these units or of no unit."""
    found = Promise.objects.filter(report__in=[report.pk for report in reports], state__in=UNKEPT, met_at=None)
    states = {report.pk: report.state for report in reports}
    nearest: dict[int, Promise] = {}
    for promise in found.filter(Q(unit=None) | Q(unit__in=units) | Q(step="dispose")).order_by("due_at", "id"):
        if promise.step in (*STEPS.get(states[promise.report_id], ()), ORDER):
            nearest.setdefault(promise.report_id, promise)
    return nearest


def is_special(report: Report, *, has_about: bool) -> bool:
    """Of which nothing is said but that there is one."""
    return report.is_whistleblowing or report.about_officials or has_about


def _errand(report: Report, clock: Promise | None, day: date | None) -> Errand:
    """`day`: of the first of their tasks on it that has one."""
    step, due_at = (clock.step, clock.due_at) if clock else ("", None)
    if day and (due_at is None or moments.end_of_day(day) < due_at):
        step, due_at = "task", moments.end_of_day(day)
    return Errand(
        report_id=report.pk, code=report.code, step=step, due_at=due_at,
        is_special=is_special(report, has_about=getattr(report, "has_about", False)),
    )  # fmt: skip


def actor_of(holders: Sequence[Holder], roster: Roster) -> Actor:
    """One person with all these posts, as sight asks for them."""
    seats = tuple(
        Seat(
            id=each.post_id, role=each.role, unit_id=each.unit_id, unit_code=roster.offices[each.unit_id].code,
            unit_name=each.unit_name, title=each.title, is_substitute=each.is_substitute, may_approve=each.may_approve,
        )
        for each in holders
    )  # fmt: skip
    first = holders[0] if holders else None
    return Actor(
        kind="person", via=Via.HOUSE, person_id=first.person_id if first else None, login=first.login if first else "",
        seats=seats,
    )  # fmt: skip


# -- In a mail ---------------------------------------------------------------------------------------------------------
def table(waiting: Sequence[Errand], language: str, at: datetime) -> Iterator[str]:
    """By what is to be done, the most pressing first; the errands come in the order of their due moments."""
    groups: dict[str, list[Errand]] = defaultdict(list)
    for errand in waiting:
        groups[errand.step].append(errand)
    for step, group in groups.items():
        name = label("step", step, language) if step else label("digest", "undated", language)
        yield f"{name} ({len(group)})"
        yield from (f"- {_line(errand, language, at)}" for errand in group)


def _line(errand: Errand, language: str, at: datetime) -> str:
    name = label("special", "title", language) if errand.is_special else errand.code
    if errand.due_at is None:
        return name
    key = "late" if errand.due_at <= at else "due"
    return f"{name} · {label('digest', key, language)} {moments.short(errand.due_at, language)}"


def cut(lines: Sequence[str], language: str) -> str:
    """No longer than a mail should be."""
    more = len(lines) - MOST
    shown = [*lines[:MOST], label("digest", "more", language).format(n=more)] if more > 0 else lines
    return "\n".join(shown)
