"""The desk's lists: what is in each tab, in which order, one page at a time (keyset: the page after a row, never "page 7")."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache, partial
from typing import Any

from django.db.models import BooleanField, Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext_lazy as _

from arcadumas.base import cursors
from arcadumas.base.compiled import Given, Slot, compiled
from arcadumas.core.handling import reading, visible
from arcadumas.core.handling.models import Disposition, Instruction, Response
from arcadumas.core.handling.waiting import ordered, waiting
from arcadumas.core.handling.workflow import OPEN, OVER
from arcadumas.core.organisation.actors import Actor
from arcadumas.core.organisation.models import Role
from arcadumas.core.organisation.readers import ForReaders, Reader, for_readers
from arcadumas.core.reports.models import Promise, Report, Sp4n, State

SIZE = 30  # rows: what an officer looks through at once, and an old phone draws
MOST = 300  # counting stops here; the page says "300+"
PLACE = ("pk", "due", "received_at")
# From a reader and named values, or slots for them; equal ones ask the same.
Rows = Callable[[Reader, Any], QuerySet[Any]]
Order = Callable[[QuerySet[Any], Reader, Any], QuerySet[Any]]
KEPT = 200  # statements: beyond them the one that was not used for longest is composed again
BY_DUE = ("due", "id")
NEWEST = ("-received_at", "-id")
SP4N_STEPS = ("sp4n_link", "sp4n_answer")
WAITING = "saya"
DESK = (Role.FRONT_OFFICER, Role.FRONT_HEAD)


@dataclass(frozen=True, kw_only=True)
class Tab:
    """`key` is its name in the address; `of` gives its rows, from the officer and the rows that run; `roles`: whose it is,
    when not everyone's, `but` whose it is not; `by_due`: ordered by what falls due, else newest first; `is_running`: all its rows run; `counted`: the
    same as keys of reports, where these are counted sooner."""

    key: str
    label: Any
    of: Callable[[Reader, Q], Q]
    roles: Sequence[Role] = ()
    but: Sequence[Role] = ()
    by_due: bool = True
    is_running: bool = True
    counted: Callable[[Reader], QuerySet[Any]] | None = None


def running_of(reader: Reader, others: Any) -> Q:
    """All that runs; for a unit what it leads, and `others`.

    What a unit gave back has a tab of its own. The lead is asked of the report itself: of dispositions, those that were
    answered grow with the years."""
    rows = Q(state__in=sorted(OPEN))
    if reader.has(*visible.WIDE):
        return rows
    return rows & (Q(unit__among=reader.units(*visible.AGENCY)) | Q(pk__among=others))


def others_of(actor: Actor) -> list[int]:
    """What a unit supports and was instructed about: asked first, so that an index serves each. To an inspector, who watches
    over all, the orders to the Inspectorate."""
    if actor.has(*visible.WIDE):
        return list(_told(actor.units(Role.INSPECTORATE))) if actor.has(Role.INSPECTORATE) else []
    return list(_others(actor.units(*visible.AGENCY)))


@compiled
def _others(units: Slot) -> QuerySet[Any, int]:
    answered = Q(state=Disposition.State.ANSWERED, report__state=State.ANSWERED)
    helps = Q(state__in=Disposition.ACTIVE) | answered
    supported = Disposition.objects.filter(helps, unit__among=units, role=Disposition.Role.SUPPORT)
    return supported.values_list("report", flat=True).union(_orders(units))


@compiled
def _told(units: Slot) -> QuerySet[Any, int]:
    return _orders(units)


def _orders(units: Slot) -> QuerySet[Any, int]:
    told = Instruction.reports.through.objects.filter(instruction__unit__among=units, instruction__done_at=None)
    return told.values_list("report", flat=True)


def few_of(reader: Reader, others: Any) -> Q:
    """What runs at a unit, and the orders to it whose report is over."""
    return running_of(reader, others) | over_ordered(reader, others)


def over_ordered(reader: Reader, others: Any) -> Q:
    """Reports that are over, with an order that waits for this reader: the leader is owed its end."""
    return Q(pk__among=others, state__in=sorted(OVER)) & ordered(reader)


def _unentered(reader: Reader, running: Q, *, step: str) -> Q:
    """What is not yet keyed into SP4N: its promise says so. For those who key it in."""
    return Q(Exists(_keying(step).filter(report=OuterRef("pk"))))


def _keying(step: str) -> QuerySet[Promise]:
    clocks = Promise.objects.filter(step=step, step__in=SP4N_STEPS, met_at=None)
    return clocks.filter(state__in=[Promise.State.RUNNING, Promise.State.BROKEN])


def _unentered_keys(reader: Reader, *, step: str) -> QuerySet[Any]:
    """From the clocks, in the order of their index: of the reports each would be gathered before the first is counted."""
    seen = visible.to(reader).filter(pk=OuterRef("report"))
    return _keying(step).filter(Exists(seen)).order_by("report").values("report").distinct()


def _differing(reader: Reader, running: Q) -> Q:
    """Flagged by the reconciliation and not yet looked into."""
    flagged = Sp4n.objects.filter(difference_settled_at=None).exclude(difference="")
    return Q(pk__in=flagged.values("report"))


def _returned(reader: Reader, running: Q) -> Q:
    return Q(state=State.VERIFIED, hops__gt=0)


def _given_back(reader: Reader, running: Q) -> Q:
    """Not in the order of what falls due: that of another unit would be told by the place of a row."""
    own = Disposition.objects.filter(report=OuterRef("pk"), unit__among=reader.units(*visible.AGENCY))
    return Q(Exists(own.filter(state=Disposition.State.RETURNED)))


TABS = (
    Tab(key="", label=_("All running"), of=lambda reader, running: running),
    Tab(key=WAITING, label=_("Waiting for you"), of=lambda reader, running: running & waiting(reader)),
    Tab(key="sp4n", label=_("Not yet in SP4N"), of=partial(_unentered, step="sp4n_link"), counted=partial(_unentered_keys, step="sp4n_link"), roles=DESK, by_due=False, is_running=False),
    Tab(key="jawaban-sp4n", label=_("Answer not yet in SP4N"), of=partial(_unentered, step="sp4n_answer"), counted=partial(_unentered_keys, step="sp4n_answer"), roles=DESK, by_due=False, is_running=False),
    Tab(key="selisih", label=_("Differs from SP4N"), of=_differing, roles=DESK, by_due=False, is_running=False),
    Tab(key="pelapor", label=_("With the reporter"), of=lambda reader, running: running & Q(state__in=["awaiting_reporter", "answered"])),
    Tab(key="dikembalikan", label=_("Returned"), of=_returned, roles=visible.WIDE, is_running=False),
    Tab(key="dikembalikan", label=_("Returned"), of=_given_back, but=visible.WIDE, by_due=False, is_running=False),
    Tab(key="selesai", label=_("Over"), of=lambda reader, running: Q(state__in=sorted(OVER)) & reading.known(reader), by_due=False, is_running=False),
)  # fmt: skip


def tabs(reader: Reader) -> list[Tab]:
    """Those that this officer has; the first holds all that runs."""
    return [tab for tab in TABS if (not tab.roles or reader.has(*tab.roles)) and not reader.has(*tab.but)]


def tab(reader: Reader, key: str) -> Tab:
    """Of this name, else the first."""
    known = tabs(reader)
    return next((each for each in known if each.key == key), known[0])


def rows_of(tab: Tab, reader: Reader, others: Any) -> Q:
    rows = tab.of(reader, running_of(reader, others))
    return rows | over_ordered(reader, others) if tab.key == WAITING and reader.has(*visible.INSTRUCTED) else rows


@dataclass(frozen=True, kw_only=True)
class Page:
    rows: list[Report]
    after: str = ""


@dataclass(frozen=True)
class Place:
    """A row's place in the order."""

    key: int
    due: datetime | None
    received_at: datetime

    def cursor(self, *, by_due: bool) -> str:
        return cursors.write(self.due if by_due else self.received_at, self.key)


def page(rows: Rows, actor: Actor, given: Mapping[str, Any], *, by_due: bool, after: str = "") -> Page:
    """At most SIZE rows after the cursor. Two statements: the order of few columns, then what the rows show; three where
    the rows without a due moment begin. All are composed once (decision 0033)."""
    at, key = cursors.read(after)
    places = _by_due if by_due else _newest
    found = places(rows, actor, {**given, "at": at, "key": key})
    shown = found[:SIZE]
    return Page(rows=_filled(shown, actor), after=shown[-1].cursor(by_due=by_due) if len(found) > SIZE else "")


def _by_due(rows: Rows, actor: Actor, given: Mapping[str, Any]) -> list[Place]:
    found: list[Place] = []
    if given["at"] is not None:
        found = _places(rows, dated_after, actor, given)
        given = {**given, "key": 0}
    elif not given["key"]:
        found = _places(rows, dated_first, actor, given)
    if len(found) <= SIZE:
        found += _places(rows, undated_after, actor, given)[: SIZE + 1 - len(found)]
    return found


def next_waiting(actor: Actor, code: str) -> str:
    """What waits for the actor after this report, in the order of the list, else from its beginning; "" when nothing does."""
    given = {"others": others_of(actor), "code": code, "at": None, "key": 0}
    here = _places(_this, newest_first, actor, given)
    after = {"at": here[0].due, "key": here[0].key} if here else {}
    found = _by_due(_others_waiting, actor, given | after) or _by_due(_others_waiting, actor, given)
    return Report.objects.values_list("code", flat=True).get(pk=found[0].key) if found else ""


def _this(reader: Reader, given: Any) -> QuerySet[Report]:
    """Of what a unit gave back no date is to be guessed by what comes after it."""
    return visible.to(reader).filter(reading.known(reader), code=given["code"])


def _others_waiting(reader: Reader, given: Any) -> QuerySet[Report]:
    waits = rows_of(tab(reader, WAITING), reader, given["others"])
    return visible.to(reader).filter(waits).exclude(code=given["code"])


def _newest(rows: Rows, actor: Actor, given: Mapping[str, Any]) -> list[Place]:
    return _places(rows, newest_first if given["at"] is None else newest_after, actor, given)


def _places(rows: Rows, order: Order, actor: Actor, given: Mapping[str, Any]) -> list[Place]:
    return [Place(*found) for found in _composed(rows, order, SIZE + 1)(actor, given)]


@lru_cache(maxsize=KEPT)
def _composed(rows: Rows, order: Order, most: int) -> ForReaders[tuple[int, datetime | None, datetime]]:
    @for_readers
    def composed(reader: Reader, given: Slot) -> QuerySet[Any, tuple[int, datetime | None, datetime]]:
        return in_order(rows, order, reader, Given(given)).values_list(*PLACE)[:most]

    return composed


def in_order(rows: Rows, order: Order, reader: Reader, given: Any) -> QuerySet[Any]:
    return order(with_due(rows(reader, given), reader), reader, given)


def dated_first(rows: QuerySet[Any], reader: Reader, _given: Any) -> QuerySet[Any]:
    return rows.filter(is_dated(reader)).order_by(*BY_DUE)


def dated_after(rows: QuerySet[Any], reader: Reader, given: Any) -> QuerySet[Any]:
    """The first condition is what the index ranges over; the second cuts the rows of the same moment."""
    dated = dated_first(rows, reader, given).filter(due__gte=given["at"])
    return dated.exclude(due=given["at"], id__lte=given["key"])


def undated_after(rows: QuerySet[Any], reader: Reader, given: Any) -> QuerySet[Any]:
    return rows.filter(~is_dated(reader), id__gt=given["key"]).order_by("id")


def newest_first(rows: QuerySet[Any], _reader: Reader, _given: Any) -> QuerySet[Any]:
    return rows.order_by(*NEWEST)


def newest_after(rows: QuerySet[Any], reader: Reader, given: Any) -> QuerySet[Any]:
    older = newest_first(rows, reader, given).filter(received_at__lte=given["at"])
    return older.exclude(received_at=given["at"], id__gte=given["key"])


def _filled(places: Sequence[Place], actor: Actor) -> list[Report]:
    whole = {one.pk: one for one in _whole(actor, [place.key for place in places])} if places else {}
    for place in places:
        if place.key in whole:
            whole[place.key].due = place.due
    return [whole[place.key] for place in places if place.key in whole]


def whole(rows: QuerySet[Report], actor: Actor) -> list[Report]:
    """All of these few with what a row shows, the oldest first."""
    return list(for_list(with_due(rows, actor), actor).order_by("id"))


@for_readers
def _whole(reader: Reader, keys: Slot) -> QuerySet[Any]:
    return for_list(Report.objects.filter(pk__among=keys), reader)


def with_due(rows: QuerySet[Report], actor: Reader) -> QuerySet[Any]:
    """`due`: for those who watch over all the report's next due moment; for a unit without the clocks of other units."""
    if actor.has(*visible.WIDE):
        return rows.annotate(due=F("due_at"))
    return rows.annotate(due=Subquery(_clocks(actor).order_by("due_at").values("due_at")[:1]))


def is_dated(reader: Reader, *, before: datetime | Slot | None = None) -> Q:
    """Rows with a `due`, earlier than `before` where it is given.

    For a unit as the existence of a clock: to compare `due` itself, each open report would be asked for it first."""
    if reader.has(*visible.WIDE):
        # What is over has no due moment: said, so that its many rows are not looked through for one.
        return Q(due_at__lt=before, state__in=sorted(OPEN)) if before else Q(due_at__isnull=False)
    clocks = _clocks(reader)
    return Q(Exists(clocks.filter(due_at__lt=before) if before else clocks))


def _clocks(reader: Reader) -> QuerySet[Promise]:
    own = Promise.objects.filter(Q(unit=None) | Q(unit__among=reader.units()), report=OuterRef("pk"), met_at=None)
    return own.filter(state__in=[Promise.State.RUNNING, Promise.State.BROKEN])


def for_list(rows: QuerySet[Any], reader: Reader) -> QuerySet[Any]:
    """With what a row shows: may its title be read, is it this officer's turn, where the draft stands, was it opened."""
    yes_no = partial(ExpressionWrapper, output_field=BooleanField())
    drafts = Response.objects.filter(report=OuterRef("pk"), unit=OuterRef("unit")).exclude(
        state=Response.State.REPLACED
    )
    held = Disposition.objects.filter(report=OuterRef("pk"), role="lead", state__in=Disposition.LIVE)
    found: QuerySet[Any] = (
        rows.annotate(
            is_readable=yes_no(reading.freely(reader)),
            is_known=yes_no(reading.known(reader)),
            is_mine=yes_no(waiting(reader)),
            draft_state=Subquery(drafts.order_by("-id").values("state")[:1]),
            opened_at=Subquery(held.order_by("-id").values("seen_at")[:1]),
        )
        .select_related("unit", "area__parent")
        .defer("body", "body_original", "title_original")
    )
    return found
