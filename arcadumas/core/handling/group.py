"""Reports about one thing: joined to a main one, whose dates are the earliest promised to any of them and whose answer
reaches all. Why and how: decision 0027. The caller holds the main report's lock."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import NamedTuple

from arcadumas.core.deadlines import rules
from arcadumas.core.handling import tasks, visits
from arcadumas.core.handling.models import Disposition, Invitation, Merging
from arcadumas.core.handling.workflow import move, note_line
from arcadumas.core.organisation.actors import HOUSE, Actor, Seat
from arcadumas.core.reports import journal, promises
from arcadumas.core.reports.facts import Facts, Unmerged
from arcadumas.core.reports.models import About, Promise, Report, State

OWN = (
    "sp4n_link",
    "sp4n_answer",
    "instruction",
)  # every report is entered in SP4N by itself; an instruction is on its own
AWAITED = (Promise.State.RUNNING, Promise.State.PAUSED, Promise.State.BROKEN)
UNANSWERED = (State.RECEIVED, State.VERIFIED, State.DISPOSED, State.IN_WORK, State.AWAITING_REPORTER)
ACTIVE = (Disposition.State.OFFERED, Disposition.State.ACCEPTED)


def members(main: Report) -> list[Merging]:
    """What is joined to it, each with its report, locked."""
    live = Merging.objects.filter(into=main, ended_at=None).order_by("report_id")
    return list(live.select_related("report").select_for_update(of=("self", "report"), no_key=True))


def put_away(report: Report, *, into: Report, by: Actor, at: datetime) -> Merging:
    """Its clocks stop and are remembered; dispositions and drafts stay as they are."""
    clocks = Promise.objects.filter(report=report, met_at=None, state__in=AWAITED).exclude(step__in=OWN)
    awaited = list(clocks)
    merging = Merging.objects.create(
        report=report, into=into, state=report.state, by_id=by.person_id, at=at,
        clocks={str(clock.pk): clock.state for clock in awaited},
        dues={clock.step: clock.due_at.isoformat() for clock in awaited if clock.unit_id is None},
    )  # fmt: skip
    clocks.update(state=Promise.State.CANCELLED)
    report.merged_into = into
    return merging


def keep_earliest(main: Report, *, at: datetime) -> None:
    """The main report's clocks fall due when the earliest of the group does. The caller saves its `due_at`."""
    joined = members(main)
    if not joined:
        return
    stops, since = promises.stood_still(main), promises.stands_still_since(main)
    for clock in _citizens(main):
        own = _Lent(clock.due_at, clock.paused_since)
        offered = [(_lent(one, clock, stops, since), one) for one in joined if clock.step in one.dues]
        found, lender = min(offered, key=lambda each: each[0].until(at, clock), default=(own, None))
        if lender is not None and found.until(at, clock) < own.until(at, clock):
            clock.due_at, clock.paused_since = found.due_at, found.paused_since
            clock.save(update_fields=["due_at", "paused_since"])
            lender.lent = sorted({*lender.lent, clock.step})
            lender.save(update_fields=["lent"])


def _citizens(main: Report) -> list[Promise]:
    running = (Promise.State.RUNNING, Promise.State.PAUSED)
    found = Promise.objects.filter(report=main, unit=None, step__in=promises.CITIZENS, met_at=None, state__in=running)
    return list(found.order_by("id"))


class _Lent(NamedTuple):
    """A date, and since when it stands still."""

    due_at: datetime
    paused_since: datetime | None

    def until(self, at: datetime, clock: Promise) -> datetime:
        """As it would be if what stands still went on at this moment."""
        return rules.resume(self.due_at, self.paused_since, at, clock.counted_in) if self.paused_since else self.due_at


def _lent(
    merging: Merging, clock: Promise, stops: Iterable[tuple[datetime, datetime]], since: datetime | None
) -> _Lent:
    """What was promised to its reporter, and as much later as the group has stood still since it was joined."""
    due = datetime.fromisoformat(merging.dues[clock.step])
    for began, ended in stops:
        if began >= merging.at:
            due = rules.resume(due, began, ended, clock.counted_in)
    paused = clock.state == Promise.State.PAUSED
    return _Lent(due, max(since or merging.at, merging.at) if paused else None)


def wake(merging: Merging, *, steps: Iterable[str] = ()) -> None:
    """Remembered clocks that have not been kept meanwhile go on as they stood."""
    for state in set(merging.clocks.values()):
        keys = [int(key) for key, was in merging.clocks.items() if was == state]
        found = Promise.objects.filter(pk__in=keys, state=Promise.State.CANCELLED, met_at=None)
        if steps := tuple(steps):
            found = found.filter(step__in=steps)
        found.update(state=state)


def asleep() -> list[int]:
    """Keys of all clocks that wait for their report to stand by itself again."""
    remembered = Merging.objects.filter(ended_at=None).order_by("id").values_list("clocks", flat=True)
    return [int(key) for clocks in remembered for key in clocks]


def let_go(merging: Merging, main: Report, *, by: Actor, seat: Seat | None, at: datetime) -> Report:
    """It stands by itself again, in the state, with the clocks and with the dispositions it had."""
    report = merging.report
    end(merging, at=at)
    wake(merging)
    report.merged_into = None
    facts = Unmerged(code=main.code)
    move(report, "unmerge", by=by, seat=seat, at=at, facts=facts, to=State(merging.state))
    for step in merging.lent:
        promises.recount(main, step, at=at)
    keep_earliest(main, at=at)
    tell_main(main, Unmerged(code=report.code, is_main=True), by=by, seat=seat, at=at)
    return report


def tell_main(main: Report, facts: Facts, *, by: Actor, seat: Seat | None, at: datetime) -> None:
    """The main report's own line, with the due moment that is now so."""
    note_line(main, by=by, seat=seat, at=at, facts=facts)
    main.due_at = promises.earliest(main)
    main.save(update_fields=["version", "head", "due_at"])


def disband(main: Report) -> None:
    """The main report leaves the path: the others go on without it."""
    _part(members(main), main)


def keep_one_protection(main: Report) -> None:
    """Whoever is not protected as the main report is now goes on without it, or its answer would tell them what it hides."""
    if joined := members(main):
        own = protection(main)
        _part([merging for merging in joined if protection(merging.report) != own], main)


def leave_if_unlike(report: Report, *, among: Iterable[Report], at: datetime) -> None:
    """A joined report that is no longer protected as its main one goes on by itself. `among`: rows at hand, perhaps unsaved."""
    merging = Merging.objects.select_related("into").filter(report=report, ended_at=None).first()
    if merging is None:
        return
    main = next((one for one in among if one.pk == merging.into_id), merging.into)
    if protection(report) != protection(main):
        merging.report = report
        let_go(merging, main, by=HOUSE, seat=None, at=at)


def _part(joined: Iterable[Merging], main: Report) -> None:
    for merging in joined:
        let_go(merging, main, by=HOUSE, seat=None, at=journal.now())


def protection(report: Report) -> tuple[object, ...]:
    """What must be equal in a group."""
    return _protection(report, _named([report]))


def joinable(report: Report, others: Collection[Report]) -> set[int]:
    """Those whose answer is still before them and that are protected alike, so that this one may be joined to them. One
    statement."""
    named = _named([report, *others])
    own = _protection(report, named)
    return {each.pk for each in others if each.state in UNANSWERED and _protection(each, named) == own}


def _named(reports: Iterable[Report]) -> dict[int, set[object]]:
    named: dict[int, set[object]] = {}
    for key, *whom in About.objects.filter(report__in=reports).values_list("report", "unit", "person", "post"):
        named.setdefault(key, set()).add(tuple(whom))
    return named


def _protection(report: Report, named: dict[int, set[object]]) -> tuple[object, ...]:
    about = named.get(report.pk, set())
    return (report.is_confidential, report.is_whistleblowing, report.is_oversight, report.about_officials, about)


def take_along(main: Report, *, at: datetime) -> list[Report]:
    """The main report and all that are joined to it, for a decision that holds for each of them."""
    joined = members(main)
    for merging in joined:
        end(merging, at=at)
        merging.report.merged_into = None
        for step in merging.lent:
            promises.recount(main, step, at=at)
    return [main, *(merging.report for merging in joined)]


def come_back(merging: Merging, lead: Disposition, *, by: Actor, seat: Seat | None, at: datetime) -> Report:
    """For the final answer: its citizen's clocks go on to be met, and it lies with the unit that answers. Another that had it
    has nothing left to do, visits nobody and asks nobody outside."""
    report = merging.report
    end(merging, at=at)
    wake(merging, steps=promises.CITIZENS)
    held = Disposition.objects.filter(report=report, state__in=ACTIVE)
    for other in held.exclude(unit=lead.unit).select_related("unit"):
        tasks.end_with(report, other.unit, at=at)
        visits.end_with(report, other.unit_id, by=by, seat=seat, at=at)
    Invitation.objects.filter(report=report, ended_at=None).exclude(unit=lead.unit).update(ended_at=at)
    held.update(state=Disposition.State.WITHDRAWN, ended_at=at)
    Disposition.objects.create(
        report=report, unit=lead.unit, state=Disposition.State.ACCEPTED, at=at, seen_at=at, accepted_by=lead.accepted_by
    )
    report.unit = lead.unit
    return report


def end(merging: Merging, *, at: datetime) -> None:
    merging.ended_at = at
    merging.save(update_fields=["ended_at"])
