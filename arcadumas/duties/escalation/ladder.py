"""The ladder of a promise: frozen when it begins, followed while it is unkept, and never lost.

A promise's chain is a copy of the rungs as they stood; its moments follow the promise's due moment, so a pause or an
extension moves them. `next_at` is what the rounds poll.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from arcadumas.core.deadlines import rules, workdays
from arcadumas.core.deadlines.rules import Snapshot
from arcadumas.core.deadlines.workdays import CountedIn
from arcadumas.core.handling import escalate
from arcadumas.core.reports.models import Promise
from arcadumas.duties.escalation.models import Ascent, Rung

REPORTERS = ("complete_info", "reporter_reply")  # the reporter's own clocks: they end, they do not climb
OPEN = (Promise.State.RUNNING, Promise.State.BROKEN)


@dataclass(frozen=True, kw_only=True)
class Link:
    """One rung of a frozen chain. `lap` counts the repeats of the last one."""

    number: int
    audience: str
    anchor: str
    amount: int
    counted_in: str
    repeats: int
    lap: int = 0

    @property
    def is_warning(self) -> bool:
        return self.anchor == Rung.Anchor.BEFORE_DUE

    def moment(self, due_at: datetime, now: Snapshot) -> datetime:
        """When it is climbed, for a promise that falls due at `due_at`. Working time runs in office hours; where none
        are set, at once."""
        try:
            return self._moment(due_at, now)
        except workdays.NoWorkingTime:
            return due_at

    def _moment(self, due_at: datetime, now: Snapshot) -> datetime:
        if self.is_warning:
            return workdays.subtract_working_time(due_at, timedelta(hours=self.amount), now.calendar)
        return self._after(due_at, self.distance, now)

    @property
    def distance(self) -> int:
        """From the due moment, the repeats before it included."""
        return self.amount * (self.lap + 1)

    def moment_after(self, act: datetime, last: "Link", now: Snapshot) -> datetime:
        """When it is climbed at the earliest after an act: as far from it as from `last`, the rung that had been climbed."""
        passed = last.distance if last.counted_in == self.counted_in else 0
        try:
            return self._after(act, max(0, self.distance - passed), now)
        except workdays.NoWorkingTime:
            return act

    def _after(self, at: datetime, distance: int, now: Snapshot) -> datetime:
        if self.counted_in == CountedIn.WORKING_HOURS:
            return workdays.add_working_time(at, timedelta(hours=distance), now.calendar)
        return workdays.due_at(at, distance, self.counted_in, now.calendar)


def rungs(step: str) -> list[list[object]]:
    """The chain for a step as the rows stand now: its own rungs, else the common ones."""
    rows = list(Rung.objects.filter(is_active=True, step__in=[step, ""]).order_by("step", "number"))
    own = [row for row in rows if row.step == step] or rows
    return [[row.number, row.audience, row.anchor, row.amount, row.counted_in, row.repeats] for row in own]


def link_at(chain: list[list[object]], place: int) -> Link | None:
    """The rung at a place; past the end the last one is said again as often as it may be."""
    if not chain:
        return None
    lap = max(0, place - len(chain) + 1)
    number, audience, anchor, amount, counted_in, repeats = chain[min(place, len(chain) - 1)]
    link = Link(
        number=int(str(number)), audience=str(audience), anchor=str(anchor), amount=int(str(amount)),
        counted_in=str(counted_in), repeats=int(str(repeats)), lap=lap,
    )  # fmt: skip
    return link if lap <= link.repeats else None


# -- Following -------------------------------------------------------------------------------------------------------
def hold(report_ids: Iterable[int]) -> None:
    """Lock the ascents of these reports, in the order that everybody keeps."""
    rows = Ascent.objects.select_for_update(of=("self",)).filter(promise__report__in=list(report_ids))
    list(rows.order_by("promise").values_list("pk"))


def follow(report_ids: Iterable[int]) -> int:
    """Bring the ascents of these reports in line with their promises; begins those that have none. The caller is in a
    transaction, and holds them. How many were begun."""
    now = rules.current()
    begun = 0
    wanted = Promise.objects.filter(report__in=list(report_ids)).exclude(step__in=REPORTERS)
    for promise in wanted.select_related("ascent").order_by("id"):
        ascent = getattr(promise, "ascent", None)
        if ascent is None:
            begun += begin(promise, now)
        elif ascent.ended_at is None or _is_open(promise):
            _align(promise, ascent, now)
    return begun


def begin(promise: Promise, now: Snapshot) -> bool:
    """A frozen chain for a promise that can still be broken. False for one that is over."""
    if not _is_open(promise) and promise.state != Promise.State.PAUSED:
        return False
    ascent = Ascent(promise=promise, chain=rungs(promise.step), begun_at=timezone.now())
    ascent.place = _first_place(promise, ascent.chain, now, since=promise.starts_at)
    _place(promise, ascent, now)
    _made, is_new = Ascent.objects.get_or_create(
        promise=promise,
        defaults={"chain": ascent.chain, "place": ascent.place, "next_at": ascent.next_at, "begun_at": ascent.begun_at},
    )
    return is_new


def _first_place(promise: Promise, chain: list[list[object]], now: Snapshot, *, since: datetime) -> int:
    """Warnings that would lie before that moment are passed over."""
    place = 0
    while (link := link_at(chain, place)) and link.is_warning and link.moment(promise.due_at, now) <= since:
        place += 1
    return place


def _is_open(promise: Promise) -> bool:
    return promise.state in OPEN and promise.met_at is None


def _align(promise: Promise, ascent: Ascent, now: Snapshot) -> None:
    before = (ascent.next_at, ascent.ended_at)
    _place(promise, ascent, now)
    if (ascent.next_at, ascent.ended_at) == before:
        return
    if _is_postponed(promise, ascent, before[0]):
        since = max(promise.starts_at, timezone.now())
        ascent.place = min(ascent.place, _first_place(promise, ascent.chain, now, since=since))
        _place(promise, ascent, now)
    ascent.save(update_fields=["place", "next_at", "ended_at"])


def _is_postponed(promise: Promise, ascent: Ascent, before: datetime | None) -> bool:
    """Whether a promise that was warned of and not broken falls due later than it did, or runs again: the new moment is warned
    of as well. A rung that was climbed is never climbed again."""
    last = link_at(ascent.chain, ascent.place - 1) if ascent.place else None
    if promise.state != Promise.State.RUNNING or ascent.next_at is None or last is None or not last.is_warning:
        return False
    return before is None or ascent.next_at > before


def _place(promise: Promise, ascent: Ascent, now: Snapshot) -> None:
    """`next_at` for the promise as it stands: none while paused, none and ended once kept or cancelled."""
    ascent.next_at = None
    if promise.state == Promise.State.PAUSED:
        return
    link = link_at(ascent.chain, ascent.place) if _is_open(promise) else None
    if link is None:
        ascent.ended_at = ascent.ended_at or promise.met_at or promise.starts_at
        return
    ascent.ended_at = None
    ascent.next_at = moment(link, promise, ascent, now)


def moment(link: Link, promise: Promise, ascent: Ascent, now: Snapshot) -> datetime:
    """Rungs after the due moment count from it, or from the ascent's beginning for one that was late before; after an act of
    those who owe the promise, from that act."""
    if link.is_warning:
        return link.moment(promise.due_at, now)
    planned = link.moment(max(promise.due_at, ascent.begun_at), now)
    last = link_at(ascent.chain, ascent.acted_place - 1) if ascent.acted_at else None
    return max(planned, link.moment_after(ascent.acted_at, last, now)) if ascent.acted_at and last else planned


def realign(promise_ids: Iterable[int], now: Snapshot) -> int:
    """Work out anew when the next rung of these is climbed; how many. The caller is in a transaction."""
    rows = Ascent.objects.select_for_update(of=("self",)).select_related("promise").filter(pk__in=list(promise_ids))
    found = list(rows.order_by("promise"))
    for ascent in found:
        _align(ascent.promise, ascent, now)
    return len(found)


# -- Climbing --------------------------------------------------------------------------------------------------------
def due(at: datetime, *, most: int) -> list[int]:
    """Promises whose next rung is due, the most overdue first."""
    waiting = Ascent.objects.filter(next_at__lte=at).order_by("next_at", "promise")
    return list(waiting.values_list("promise_id", flat=True)[:most])


@transaction.atomic
def step(promise_id: int, *, at: datetime) -> bool:
    """Climb one rung, once: the report's lock comes first, then the ascent is looked at again, for the promise as it stands
    under that lock. False when nothing was due."""
    _report, promise = escalate.hold(promise_id)
    ascent = Ascent.objects.select_for_update().get(pk=promise_id)
    if _waits(ascent, at):
        return False
    now = rules.current()
    _align(promise, ascent, now)
    if _waits(ascent, at):
        return False
    link = link_at(ascent.chain, ascent.place)
    is_climbed = link is not None and _say(promise, ascent, link, at=at, now=now)
    promise.refresh_from_db()
    _place(promise, ascent, now)
    ascent.save(update_fields=["place", "next_at", "ended_at"])
    return is_climbed


def _waits(ascent: Ascent, at: datetime) -> bool:
    return ascent.next_at is None or ascent.next_at > at


def _say(promise: Promise, ascent: Ascent, link: Link, *, at: datetime, now: Snapshot) -> bool:
    """The journal line, and one place further. A warning that comes too late is passed over in silence."""
    if not _is_open(promise):
        return False
    ascent.place += 1
    if link.is_warning:
        return promise.due_at > at and escalate.warn(promise.pk)
    after = link_at(ascent.chain, ascent.place)
    next_at = moment(after, promise, ascent, now) if after else None
    return escalate.climb(
        promise.pk, number=link.number, audience=link.audience, next_at=next_at, is_repeat=link.lap > 0, at=at
    )
