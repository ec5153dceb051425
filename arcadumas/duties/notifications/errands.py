"""What waits for each officer this morning: the list behind "Waiting for you" on the desk, for those on duty."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Q

from arcadumas.core.handling import visible
from arcadumas.core.handling.waiting import waiting
from arcadumas.core.handling.workflow import OPEN
from arcadumas.core.organisation.actors import Actor, Seat, Via
from arcadumas.core.organisation.models import Role
from arcadumas.core.reports.models import About, Promise, Report, State
from arcadumas.duties.notifications.roster import Holder, Roster, present

# What is to be done by the state a report is in: the clocks that may stand behind it.
STEPS: Mapping[str, tuple[str, ...]] = {
    State.RECEIVED: ("verify",),
    State.VERIFIED: ("dispose",),
    State.DISPOSED: ("accept",),
    State.IN_WORK: ("approve", "instruction", "respond", "settle"),
}
UNKEPT = (Promise.State.RUNNING, Promise.State.BROKEN)


@dataclass(frozen=True, kw_only=True)
class Errand:
    """One report that waits. `step` is "" where no clock runs. Of a special report the code is not to be said."""

    report_id: int
    code: str
    step: str
    due_at: datetime | None
    is_special: bool


def of_everybody(roster: Roster) -> Iterator[tuple[Holder, list[Errand]]]:
    """Each person on duty with what waits for them, the most pressing first; nobody twice. Three statements a person."""
    on_duty = _on_duty(roster)
    seats: dict[int, list[Holder]] = defaultdict(list)
    for holder in roster.holders:
        seats[holder.person_id].append(holder)
    for held in seats.values():
        working = [holder for holder in held if holder.post_id in on_duty["team"]]
        deciding = [holder for holder in held if holder.post_id in on_duty["approver"]]
        if working or deciding:
            yield (working or deciding)[0], _waiting(held, working, deciding, roster)


def _on_duty(roster: Roster) -> dict[str, set[int]]:
    """Posts whose turn it is: a unit's team (a substitute only for an absent admin), members for their tasks, and the
    head where answers need approval. Whoever is away has no turn."""
    team = {holder.post_id for unit_id in roster.offices for holder in present(roster.team(unit_id))}
    team |= {holder.post_id for holder in present(roster.everywhere(Role.MEMBER))}
    asked = [office.id for office in roster.offices.values() if office.answer_needs_approval]
    approver = {holder.post_id for unit_id in asked for holder in present(roster.approvers(unit_id))}
    return {"team": team, "approver": approver}


def _waiting(
    held: Sequence[Holder], working: Sequence[Holder], deciding: Sequence[Holder], roster: Roster
) -> list[Errand]:  # fmt: skip
    """Sight is that of all their posts, so that nobody hears of what is about them; the turn is that of posts on duty."""
    mine = waiting(_actor(working, roster)) | Q(state=State.IN_WORK) & waiting(_actor(deciding, roster))
    rows = visible.to(_actor(held, roster)).filter(mine, state__in=sorted(OPEN))
    about = About.objects.filter(report=OuterRef("pk"))
    reports = list(
        rows.annotate(has_about=Exists(about)).only(
            "pk", "code", "state", "is_whistleblowing", "about_officials", "received_at"
        )
    )
    clocks = _clocks(reports, {holder.unit_id for holder in held})
    errands = [_errand(report, clocks.get(report.pk)) for report in reports]
    return sorted(errands, key=lambda each: (each.due_at is None, each.due_at, each.report_id))


def _clocks(reports: Sequence[Report], units: set[int]) -> dict[int, Promise]:
    """By report: the nearest unkept promise of the step that its state asks for, of these units or of no unit."""
    found = Promise.objects.filter(report__in=[report.pk for report in reports], state__in=UNKEPT, met_at=None)
    states = {report.pk: report.state for report in reports}
    nearest: dict[int, Promise] = {}
    for promise in found.filter(Q(unit=None) | Q(unit__in=units) | Q(step="dispose")).order_by("due_at", "id"):
        if promise.step in STEPS.get(states[promise.report_id], ()):
            nearest.setdefault(promise.report_id, promise)
    return nearest


def _errand(report: Report, clock: Promise | None) -> Errand:
    is_special = report.is_whistleblowing or report.about_officials or bool(getattr(report, "has_about", False))
    return Errand(
        report_id=report.pk, code=report.code, step=clock.step if clock else "", due_at=clock.due_at if clock else None,
        is_special=is_special,
    )  # fmt: skip


def _actor(holders: Sequence[Holder], roster: Roster) -> Actor:
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
