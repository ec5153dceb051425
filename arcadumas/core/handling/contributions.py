"""Parts: several units on one report. Each that supports keeps its own promises and gives its part; the lead answers once."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from arcadumas.base.refusals import Unfit
from arcadumas.core.handling import reasons
from arcadumas.core.handling.models import Contribution, Disposition
from arcadumas.core.handling.visible import ground
from arcadumas.core.handling.workflow import check, move, out_of_turn, require_fresh, take
from arcadumas.core.organisation import powers
from arcadumas.core.organisation.actors import Actor, Seat
from arcadumas.core.organisation.models import Unit
from arcadumas.core.reports import journal, promises
from arcadumas.core.reports.models import About, Promise, Report
from arcadumas.core.reports.team_facts import PartAccepted, PartGiven

STEPS = ("accept", "respond")  # of the supporting unit, beside the lead's


@transaction.atomic
def give_part(code: str, *, by: Actor, text: str, unit: str = "", version: int | None = None) -> Contribution:
    """Meets accept and respond of the supporting unit. The reporter reads it only in the lead's answer.

    `unit`: the code of one of the actor's that help; without it the first of them whose part is missing, else the first."""
    report = take(code, by=by)
    here = ground(report, by)
    powers.require(by, "part", at=here)
    check(report, "part", version=version)
    seat = _chosen(powers.seats_for(by, "part", at=here), unit, missing=lambda: _missing(report))
    text = reasons.require(text, field="text", most=10_000)
    at = journal.now()
    take_up(report, seat, at=at)
    Contribution.objects.filter(report=report, unit=seat.unit_id, replaced_at=None).update(replaced_at=at)
    part = Contribution.objects.create(
        report=report, unit_id=seat.unit_id, text=text, by_id=powers.person_of(by), at=at
    )
    promises.meet(report, "respond", unit=part.unit, at=at)
    move(report, "part", by=by, seat=seat, at=at, facts=PartGiven(contribution=part.pk, unit=seat.unit_code))
    return part


@transaction.atomic
def accept_part(code: str, *, by: Actor, unit: str = "", version: int | None = None) -> Report:
    """A supporting unit says that it helps, before it has done anything. Meets its accept. `unit` as for a part."""
    report = take(code, by=by)
    here = ground(report, by)
    powers.require(by, "accept_part", at=here)
    check(report, "accept_part")
    seat = _chosen(powers.seats_for(by, "accept_part", at=here), unit, missing=lambda: _asked(report))
    if not is_offered(report, seat):
        raise out_of_turn(report)
    require_fresh(report, version)
    at = journal.now()
    take_up(report, seat, at=at)
    move(report, "accept_part", by=by, seat=seat, at=at, facts=PartAccepted(unit=seat.unit_code))
    return report


def _chosen(seats: Sequence[Seat], unit: str, *, missing: Callable[[], set[int]]) -> Seat:
    """The seat of this unit, else the first in one of those from which something is missing, else the first."""
    if unit:
        named = next((seat for seat in seats if seat.unit_code == unit), None)
        if named is None:
            raise Unfit("part.unit", _("Choose one of your units that help with this report."), field="unit")
        return named
    if len({seat.unit_id for seat in seats}) < 2:
        return seats[0]
    wanted = missing()
    return next((seat for seat in seats if seat.unit_id in wanted), seats[0])


def _missing(report: Report) -> set[int]:
    given = Contribution.objects.filter(report=report, replaced_at=None).values("unit")
    live = Disposition.objects.filter(report=report, role="support", state__in=Disposition.ACTIVE)
    return set(live.exclude(unit__in=given).values_list("unit", flat=True))


def _asked(report: Report) -> set[int]:
    offered = Disposition.objects.filter(report=report, role="support", state="offered")
    return set(offered.values_list("unit", flat=True))


def is_offered(report: Report, seat: Seat) -> bool:
    """Whether this seat's unit was asked to help and has not said yet that it does."""
    return Disposition.objects.filter(report=report, unit=seat.unit_id, role="support", state="offered").exists()


def take_up(report: Report, seat: Seat, *, at: datetime) -> None:
    """A unit that supports accepts by its first work: a task, a photo, a visit or its part. Meets its accept."""
    offered = Disposition.objects.select_related("unit").filter(
        report=report, unit=seat.unit_id, role="support", state="offered"
    )
    for disposition in offered:
        disposition.state, disposition.accepted_at, disposition.accepted_by_id = Disposition.State.ACCEPTED, at, seat.id
        disposition.seen_at = disposition.seen_at or at
        disposition.save(update_fields=["state", "accepted_at", "accepted_by", "seen_at"])
        promises.meet(report, "accept", unit=disposition.unit, at=at)


def start(report: Report, unit: Unit, *, at: datetime) -> None:
    promises.start(report, *STEPS, unit=unit, at=at)


def withdraw(report: Report, unit: Unit, *, at: datetime) -> bool:
    """Its support ends, with the clocks of it: it leads from now on, or is let go. False when it did not help."""
    support = next((one for one in _active(report) if one.unit == unit), None)
    if support is None:
        return False
    _end(report, support, to=Disposition.State.WITHDRAWN, at=at)
    return True


def end(report: Report, *, at: datetime) -> None:
    """The answer is sent: nothing more is asked of those who support. They read on."""
    for support in _active(report):
        _end(report, support, to=Disposition.State.ANSWERED, at=at)


def withdraw_all(report: Report, *, at: datetime) -> list[Unit]:
    """Those who support see the report no more, and what they promised ends with it. Returns whom that concerns."""
    helping = _active(report)
    for support in helping:
        _end(report, support, to=Disposition.State.WITHDRAWN, at=at)
    return [support.unit for support in helping]


def rest(report: Report) -> None:
    """No unit leads it any more: nobody waits for a part, and none can be given (decision 0045)."""
    for support in _active(report):
        promises.cancel(report, *STEPS, unit=support.unit)


def go_on(report: Report, *, at: datetime) -> None:
    """A unit leads it again: what those who support still owe gets a clock anew. Who took it up by its work meanwhile has
    accepted."""
    for support in _active(report):
        steps = STEPS if support.state == Disposition.State.OFFERED else ("respond",)
        clocks = Promise.objects.filter(report=report, unit=support.unit, step__in=steps)
        newest = {clock.step: clock for clock in clocks.order_by("round")}
        owed = [step for step, clock in newest.items() if clock.state == Promise.State.CANCELLED and not clock.met_at]
        promises.start(report, *owed, unit=support.unit, at=at)


def begin_again(report: Report, *, lead: Unit, at: datetime) -> None:
    """After an objection whoever helped until the answer is asked anew, as the lead is; not whom it complains of by now."""
    asked = Disposition.objects.filter(report=report, role="support").select_related("unit").order_by("id")
    newest = {one.unit_id: one for one in asked}
    about = About.objects.filter(report=report, unit__isnull=False).values_list("unit", flat=True)
    for unit_id in sorted(newest.keys() - {lead.pk, *about}):
        before = newest[unit_id]
        if before.state not in Disposition.LIVE:
            continue
        _end(report, before, to=Disposition.State.ANSWERED, at=before.ended_at or at)
        Disposition.objects.create(
            report=report, unit=before.unit, role="support", instruction=before.instruction, at=at
        )
        start(report, before.unit, at=at)


def _active(report: Report) -> list[Disposition]:
    """Those who help now."""
    found = Disposition.objects.filter(report=report, role="support", state__in=Disposition.ACTIVE)
    return list(found.select_related("unit").order_by("id"))


def _end(report: Report, support: Disposition, *, to: Disposition.State, at: datetime) -> None:
    support.state, support.ended_at = to, at
    support.save(update_fields=["state", "ended_at"])
    promises.cancel(report, *STEPS, unit=support.unit)


@dataclass(frozen=True, kw_only=True)
class Share:
    """One supporting unit: its disposition, its part or None while it is missing, and by when it is due."""

    disposition: Disposition
    part: Contribution | None
    due_at: datetime | None


def shares(report: Report, dispositions: Sequence[Disposition]) -> list[Share]:
    """What each supporting unit has given, and what is missing. Two statements; none without a support."""
    helped = (one for one in dispositions if one.role == "support" and one.state in Disposition.LIVE)
    supports = list({one.unit_id: one for one in helped}.values())  # of each unit the newest
    if not supports:
        return []
    given = {
        one.unit_id: one for one in Contribution.objects.filter(report=report, replaced_at=None).select_related("by")
    }
    clocks = Promise.objects.filter(report=report, step="respond", unit__isnull=False, met_at=None)
    due = dict(clocks.exclude(state=Promise.State.CANCELLED).values_list("unit", "due_at"))
    return [Share(disposition=one, part=given.get(one.unit_id), due_at=due.get(one.unit_id)) for one in supports]
