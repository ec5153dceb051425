"""Reports about one thing: joined to a main one, whose dates are the earliest promised to any of them and whose answer
reaches all. Why and how: decision 0027. The caller holds the main report's lock."""

from collections.abc import Iterable
from datetime import datetime

from arcadumas.core.deadlines import rules
from arcadumas.core.handling.models import Disposition, Merging
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
    stops = promises.stood_still(main)
    for clock in _citizens(main):
        due, lender = min(
            ((_due(one, clock, stops), one) for one in joined if clock.step in one.dues),
            key=lambda found: found[0],
            default=(clock.due_at, None),
        )
        if lender is not None and due < clock.due_at:
            clock.due_at = due
            clock.save(update_fields=["due_at"])
            lender.lent = sorted({*lender.lent, clock.step})
            lender.save(update_fields=["lent"])


def _citizens(main: Report) -> list[Promise]:
    running = (Promise.State.RUNNING, Promise.State.PAUSED)
    found = Promise.objects.filter(report=main, unit=None, step__in=promises.CITIZENS, met_at=None, state__in=running)
    return list(found.order_by("id"))


def _due(merging: Merging, clock: Promise, stops: Iterable[tuple[datetime, datetime]]) -> datetime:
    """What was promised to its reporter, and as much later as the group has stood still since."""
    due = datetime.fromisoformat(merging.dues[clock.step])
    for since, until in stops:
        if since >= merging.at:
            due = rules.resume(due, since, until, clock.counted_in)
    return due


def wake(merging: Merging, *, steps: Iterable[str] = ()) -> None:
    """Remembered clocks that have not been kept meanwhile go on as they stood."""
    for state in set(merging.clocks.values()):
        keys = [int(key) for key, was in merging.clocks.items() if was == state]
        found = Promise.objects.filter(pk__in=keys, state=Promise.State.CANCELLED, met_at=None)
        if steps := tuple(steps):
            found = found.filter(step__in=steps)
        found.update(state=state)


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


def _part(joined: Iterable[Merging], main: Report) -> None:
    for merging in joined:
        let_go(merging, main, by=HOUSE, seat=None, at=journal.now())


def protection(report: Report) -> tuple[object, ...]:
    """What must be equal in a group."""
    about = About.objects.filter(report=report).values_list("unit", "person", "post")
    return (report.is_confidential, report.is_whistleblowing, report.is_oversight, report.about_officials, set(about))


def take_along(main: Report, *, at: datetime) -> list[Report]:
    """The main report and all that are joined to it, for a decision that holds for each of them."""
    joined = members(main)
    for merging in joined:
        end(merging, at=at)
        merging.report.merged_into = None
    return [main, *(merging.report for merging in joined)]


def come_back(merging: Merging, lead: Disposition, *, at: datetime) -> Report:
    """For the final answer: its citizen's clocks go on to be met, and it lies with the unit that answers."""
    report = merging.report
    end(merging, at=at)
    wake(merging, steps=promises.CITIZENS)
    Disposition.objects.filter(report=report, state__in=ACTIVE).update(state=Disposition.State.WITHDRAWN, ended_at=at)
    Disposition.objects.create(
        report=report, unit=lead.unit, state=Disposition.State.ACCEPTED, at=at, seen_at=at, accepted_by=lead.accepted_by
    )
    report.unit = lead.unit
    return report


def end(merging: Merging, *, at: datetime) -> None:
    merging.ended_at = at
    merging.save(update_fields=["ended_at"])
