"""The desk's lists: what is in each tab, in which order, one page at a time (keyset: the page after a row, never "page 7")."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from django.db.models import BooleanField, Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet, Subquery
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _

from arcadumas.core.handling import reading, visible
from arcadumas.core.handling.models import Disposition, Instruction, Response
from arcadumas.core.handling.waiting import waiting
from arcadumas.core.handling.workflow import OPEN, OVER
from arcadumas.core.organisation.actors import Actor
from arcadumas.core.organisation.models import Role
from arcadumas.core.reports.models import Promise, Report, Sp4n, State

SIZE = 30  # rows: what an officer looks through at once, and an old phone draws
MOST = 300  # counting stops here; the page says "300+"
SP4N_STEPS = ("sp4n_link", "sp4n_answer")
DESK = (Role.FRONT_OFFICER, Role.FRONT_HEAD)


@dataclass(frozen=True, kw_only=True)
class Tab:
    """`key` is its name in the address; `of` gives its rows, or None, from the officer and the rows that run;
    `by_due`: ordered by what falls due, else newest first; `is_running`: all its rows run."""

    key: str
    label: Any
    of: Callable[[Actor, Q], Q | None]
    by_due: bool = True
    is_running: bool = True


def _running(actor: Actor) -> Q:
    rows = Q(state__in=sorted(OPEN))
    if actor.has(*visible.WIDE):
        return rows
    # What a unit gave back has a tab of its own. The lead is asked of the report itself: of dispositions, those that were
    # answered grow with the years. What it supports and was
    # instructed about is asked first, so that an index serves each.
    units = _units(actor)
    supported = Disposition.objects.filter(unit__in=units, role=Disposition.Role.SUPPORT, state__in=Disposition.LIVE)
    told = Instruction.reports.through.objects.filter(instruction__unit__in=units, instruction__done_at=None)
    others = list(supported.values_list("report", flat=True).union(told.values_list("report", flat=True)))
    return rows & (Q(unit__in=units) | Q(pk__in=others) if others else Q(unit__in=units))


def _unentered(actor: Actor, running: Q, *, step: str) -> Q | None:
    """What is not yet keyed into SP4N: its promise says so. For those who key it in."""
    if not actor.has(*DESK):
        return None
    clocks = Promise.objects.filter(report=OuterRef("pk"), step=step, step__in=SP4N_STEPS, met_at=None)
    return Q(Exists(clocks.filter(state__in=[Promise.State.RUNNING, Promise.State.BROKEN])))


def _differing(actor: Actor, running: Q) -> Q | None:
    """Flagged by the reconciliation and not yet looked into."""
    if not actor.has(*DESK):
        return None
    flagged = Sp4n.objects.filter(difference_settled_at=None).exclude(difference="")
    return Q(pk__in=flagged.values("report"))


def _returned(actor: Actor, running: Q) -> Q | None:
    if actor.has(*visible.WIDE):
        return Q(state=State.VERIFIED, hops__gt=0)
    gone = Disposition.objects.filter(report=OuterRef("pk"), unit__in=_units(actor), state=Disposition.State.RETURNED)
    return Q(Exists(gone))


def _units(actor: Actor) -> set[int]:
    return {seat.unit_id for seat in actor.seats if seat.role in visible.AGENCY}


TABS = (
    Tab(key="", label=_("All running"), of=lambda actor, running: running),
    Tab(key="saya", label=_("Waiting for you"), of=lambda actor, running: running & waiting(actor)),
    Tab(key="sp4n", label=_("Not yet in SP4N"), of=partial(_unentered, step="sp4n_link"), by_due=False, is_running=False),
    Tab(key="jawaban-sp4n", label=_("Answer not yet in SP4N"), of=partial(_unentered, step="sp4n_answer"), by_due=False, is_running=False),
    Tab(key="selisih", label=_("Differs from SP4N"), of=_differing, by_due=False, is_running=False),
    Tab(key="pelapor", label=_("With the reporter"), of=lambda actor, running: running & Q(state__in=["awaiting_reporter", "answered"])),
    Tab(key="dikembalikan", label=_("Returned"), of=_returned, is_running=False),
    Tab(key="selesai", label=_("Over"), of=lambda actor, running: Q(state__in=sorted(OVER)), by_due=False, is_running=False),
)  # fmt: skip


def tabs(actor: Actor) -> list[tuple[Tab, Q]]:
    """Those that this officer has, with their rows; the first holds all that runs."""
    running = _running(actor)
    return [(tab, rows) for tab in TABS if (rows := tab.of(actor, running)) is not None]


@dataclass(frozen=True, kw_only=True)
class Page:
    rows: list[Report]
    after: str = ""


def page(rows: QuerySet[Report], actor: Actor, *, by_due: bool, after: str = "") -> Page:
    """At most SIZE rows after the cursor. Two statements: the order of few columns, then what the rows show; three where
    the rows without a due moment begin."""
    rows = with_due(rows, actor)
    found = _by_due(rows, after, is_dated=is_dated(actor)) if by_due else _newest(rows, after)
    shown = found[:SIZE]
    return Page(rows=_filled(shown, actor), after=shown[-1].cursor(by_due=by_due) if len(found) > SIZE else "")


@dataclass(frozen=True, kw_only=True)
class Place:
    """A row's place in the order."""

    key: int
    due: datetime | None
    received_at: datetime

    def cursor(self, *, by_due: bool) -> str:
        at = self.due if by_due else self.received_at
        return f"{at.isoformat() if at else ''}~{self.key}"


def _places(rows: QuerySet[Any], most: int) -> list[Place]:
    found = rows.values_list("pk", "due", "received_at")[:most]
    return [Place(key=key, due=due, received_at=at) for key, due, at in found]


def _filled(places: Sequence[Place], actor: Actor) -> list[Report]:
    whole = for_list(Report.objects.filter(pk__in=[place.key for place in places]), actor).in_bulk() if places else {}
    for place in places:
        if place.key in whole:
            whole[place.key].due = place.due
    return [whole[place.key] for place in places if place.key in whole]


def with_due(rows: QuerySet[Report], actor: Actor) -> QuerySet[Any]:
    """`due`: for those who watch over all the report's next due moment; for a unit without the clocks of other units."""
    if actor.has(*visible.WIDE):
        return rows.annotate(due=F("due_at"))
    return rows.annotate(due=Subquery(_clocks(actor).order_by("due_at").values("due_at")[:1]))


def is_dated(actor: Actor, *, before: datetime | None = None) -> Q:
    """Rows with a `due`, earlier than `before` where it is given.

    For a unit as the existence of a clock: to compare `due` itself, each open report would be asked for it first."""
    if actor.has(*visible.WIDE):
        return Q(due_at__lt=before) if before else Q(due_at__isnull=False)
    clocks = _clocks(actor)
    return Q(Exists(clocks.filter(due_at__lt=before) if before else clocks))


def _clocks(actor: Actor) -> QuerySet[Promise]:
    own = Promise.objects.filter(Q(unit=None) | Q(unit__in=actor.unit_ids), report=OuterRef("pk"), met_at=None)
    return own.filter(state__in=[Promise.State.RUNNING, Promise.State.BROKEN])


def for_list(rows: QuerySet[Any], actor: Actor) -> QuerySet[Any]:
    """With what a row shows: may its title be read, is it this officer's turn, where the draft stands, was it opened."""
    yes_no = partial(ExpressionWrapper, output_field=BooleanField())
    drafts = Response.objects.filter(report=OuterRef("pk")).exclude(state=Response.State.REPLACED)
    held = Disposition.objects.filter(report=OuterRef("pk"), role="lead", state__in=Disposition.LIVE)
    hidden = ("body", "body_original") if actor.has(Role.INSPECTORATE) else ("body", "body_original", "title_original")
    found: QuerySet[Any] = (
        rows.annotate(
            is_readable=yes_no(reading.readable(actor)),
            is_mine=yes_no(waiting(actor)),
            draft_state=Subquery(drafts.order_by("-id").values("state")[:1]),
            opened_at=Subquery(held.order_by("-id").values("seen_at")[:1]),
        )
        .select_related("unit", "area__parent")
        .defer(*hidden)
    )
    return found


def _by_due(rows: QuerySet[Any], after: str, *, is_dated: Q) -> list[Place]:
    at, key = read_cursor(after)
    found: list[Place] = []
    if at is not None or not key:
        dated = rows.filter(is_dated).order_by("due", "id")
        if at is not None:
            # The first condition is what the index ranges over; the second cuts the rows of the same moment.
            dated = dated.filter(due__gte=at).exclude(due=at, id__lte=key)
        found = _places(dated, SIZE + 1)
    if len(found) <= SIZE:
        start = key if at is None else 0
        found += _places(rows.filter(~is_dated, id__gt=start).order_by("id"), SIZE + 1 - len(found))
    return found


def _newest(rows: QuerySet[Any], after: str) -> list[Place]:
    at, key = read_cursor(after)
    if at is not None:
        rows = rows.filter(received_at__lte=at).exclude(received_at=at, id__gte=key)
    return _places(rows.order_by(F("received_at").desc(), "-id"), SIZE + 1)


def read_cursor(text: str) -> tuple[datetime | None, int]:
    """Moment and id; nothing at all for what we did not write."""
    moment, _tilde, key = text.partition("~")
    if not (key.isascii() and key.isdigit() and len(key) < 19):
        return None, 0
    try:
        at = parse_datetime(moment) if moment else None
    except ValueError:
        return None, 0
    if moment and (at is None or at.tzinfo is None):
        return None, 0
    return at, int(key)
