"""The ladders as officials change them. A promise that has begun keeps the chain it was given (decision 0010).

Rows are never changed: new ones take their place, so the highest id of a ladder tells whether somebody was faster."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from arcadumas.base.refusals import OutOfTurn, Stale, Unfit, Unseen
from arcadumas.core.audit import trail
from arcadumas.core.audit.models import Entry
from arcadumas.core.deadlines.models import Step
from arcadumas.core.deadlines.rules import Snapshot
from arcadumas.core.deadlines.workdays import CountedIn
from arcadumas.core.organisation import powers
from arcadumas.core.organisation.actors import Actor
from arcadumas.duties.escalation.ladder import REPORTERS, Link, rungs
from arcadumas.duties.escalation.models import Ascent, Audience, Rung

ACT, ALIKE = "ladder_changed", "ladder:"
COMMON = ""
LONGEST, MOST_REPEATS = 400, 12
TOP = (Audience.DESK_AND_SECRETARY, Audience.REGIONAL_HEAD)
STEPS = tuple(step for step in Step.values if step not in REPORTERS)


@dataclass(frozen=True, kw_only=True)
class Ladder:
    """Working hours: `warning` before the due moment (0: none), `after` it for each audience that has a rung."""

    warning: int = 0
    after: Mapping[str, int] = field(default_factory=dict)
    repeats: int = 0

    @property
    def chain(self) -> list[Link]:
        """From the warning to the last rung, which alone is said again."""
        before = [Link(number=0, audience=Audience.HOLDER, anchor=Rung.Anchor.BEFORE_DUE, amount=self.warning,
                       counted_in=CountedIn.WORKING_HOURS, repeats=0)] if self.warning else []  # fmt: skip
        places = [name for name in Audience.values if name in self.after]
        return before + [
            Link(
                number=number, audience=name, anchor=Rung.Anchor.AFTER_DUE, amount=self.after[name],
                counted_in=CountedIn.WORKING_HOURS, repeats=self.repeats if name == places[-1] else 0,
            )
            for number, name in enumerate(places, 1)
        ]  # fmt: skip


def read(rows: Sequence[Rung]) -> Ladder:
    """A rung that stands twice for one audience counts with its first place."""
    after = [row for row in rows if row.anchor == Rung.Anchor.AFTER_DUE]
    return Ladder(
        warning=next((row.amount for row in rows if row.anchor == Rung.Anchor.BEFORE_DUE), 0),
        after={row.audience: row.amount for row in reversed(after)}, repeats=after[-1].repeats if after else 0,
    )  # fmt: skip


def in_force() -> dict[str, list[Rung]]:
    """The rows of each ladder by its step, the common one under "". One statement."""
    found: dict[str, list[Rung]] = {COMMON: []}
    for row in Rung.objects.filter(is_active=True).order_by("step", "number"):
        found.setdefault(row.step, []).append(row)
    return found


def newest(rows: Sequence[Rung]) -> int:
    return max((row.pk for row in rows), default=0)


def changes(step: str) -> list[Entry]:
    return list(Entry.objects.filter(act=ACT, subject=f"{ALIKE}{step or 'common'}").order_by("-seq")[:10])


def under_way(step: str) -> int:
    """How many promises climb by a chain that this ladder gave them, and keep it."""
    climbing = Ascent.objects.filter(ended_at=None)
    own = set(in_force()) - {COMMON}
    return (climbing.filter(promise__step=step) if step else climbing.exclude(promise__step__in=own)).count()


# -- Changing ----------------------------------------------------------------------------------------------------------
@transaction.atomic
def change(step: str, wanted: Ladder, *, by: Actor, seen: int) -> None:
    """New rungs for a step, or for all that have none of their own (""). Holds for promises that begin from now on.

    Raises Powerless (403), Unseen (404), Stale (412) when somebody changed them since `seen` (newest), Unfit (422)."""
    seat = powers.require(by, "rules")
    rows = _locked(step, seen)
    if errors := list(_errors(wanted)):
        raise Unfit.together(errors)
    before = read(rows)
    if rows and wanted == before:
        return
    _replace(step, wanted.chain)
    facts = {"before": _plain(before) if rows else None, "after": _plain(wanted)}
    trail.record(ACT, by=by.login, post=seat.title, via=by.via, subject=f"{ALIKE}{step or 'common'}", **facts)


@transaction.atomic
def follow_common(step: str, *, by: Actor, seen: int) -> None:
    """Take a step's own rungs away: it climbs by the common ones again. Raises as `change`, OutOfTurn (409)."""
    seat = powers.require(by, "rules")
    rows = _locked(step, seen)
    if step == COMMON or not rows:
        raise OutOfTurn("ladder.common", _("This promise climbs by the common ladder already."))
    _replace(step, [])
    facts = {"before": _plain(read(rows)), "after": None}
    trail.record(ACT, by=by.login, post=seat.title, via=by.via, subject=f"{ALIKE}{step}", **facts)


def _locked(step: str, seen: int) -> list[Rung]:
    if step not in (COMMON, *STEPS):
        raise Unseen("ladder.not_seen", _("There is no such ladder. Go back to the list and choose one."))
    # All ladders are locked: a step without rows of its own has none to lock.
    everything = list(Rung.objects.select_for_update().filter(is_active=True).order_by("id"))
    rows = sorted((row for row in everything if row.step == step), key=lambda row: row.number)
    if newest(rows) != seen:
        sentence = _("Somebody changed this ladder meanwhile. Look at it as it stands now, then change it again.")
        raise Stale("ladder.stale", sentence, version=newest(rows))
    return rows


def _replace(step: str, chain: Sequence[Link]) -> None:
    Rung.objects.filter(step=step, is_active=True).update(is_active=False)
    Rung.objects.bulk_create(
        Rung(step=step, number=link.number, audience=link.audience, anchor=link.anchor, amount=link.amount,
             counted_in=link.counted_in, repeats=link.repeats)
        for link in chain
    )  # fmt: skip


def _errors(wanted: Ladder) -> Iterator[Unfit]:
    hours = {"warning": wanted.warning, **wanted.after}
    for name, amount in hours.items():
        if not 0 <= amount <= LONGEST:
            yield Unfit("ladder.hours", _("Choose between 0 and {most} working hours."), field=name, most=LONGEST)
    if not 0 <= wanted.repeats <= MOST_REPEATS:
        yield Unfit("ladder.repeats", _("Choose between 0 and {most} times."), field="repeats", most=MOST_REPEATS)
    if Audience.HOLDER not in wanted.after:
        sentence = _(
            "Whoever should act must be told when the promise breaks. Write after how many hours; 0 is at once."
        )
        yield Unfit("ladder.holder", sentence, field=Audience.HOLDER)
    if not set(TOP) & set(wanted.after):
        sentence = _(
            "The ladder must end above the unit, or it would lead nowhere. Write hours for one of the last two."
        )
        yield Unfit("ladder.top", sentence, field=Audience.DESK_AND_SECRETARY)
    places = [name for name in Audience.values if name in wanted.after]
    for lower, higher in pairwise(places):
        if wanted.after[higher] <= wanted.after[lower]:
            sentence = _("Each rung comes later than the one before it. Choose more than {hours} working hours.")
            yield Unfit("ladder.order", sentence, field=higher, hours=wanted.after[lower])


def _plain(ladder: Ladder) -> dict[str, object]:
    return {"warning": ladder.warning, "after": dict(ladder.after), "repeats": ladder.repeats}


# -- Looking ahead -----------------------------------------------------------------------------------------------------
@dataclass(frozen=True, kw_only=True)
class Moment:
    """A rung with the moment it is climbed at; None where this ladder has no such rung."""

    audience: str
    is_warning: bool
    before: datetime | None
    after: datetime | None


def compared(step: str, wanted: Ladder, *, due_at: datetime, now: Snapshot) -> list[Moment]:
    """The rungs of a promise that falls due then, by the ladder in force and by this one."""
    old, new = (_moments(chain, due_at, now) for chain in (_chain_of(step), wanted.chain))
    places = [(True, Audience.HOLDER.value), *((False, name) for name in Audience.values)]
    found = [(place, old.get(place), new.get(place)) for place in places if place in old or place in new]
    return [Moment(is_warning=place[0], audience=place[1], before=one, after=other) for place, one, other in found]


def _chain_of(step: str) -> list[Link]:
    names = ("number", "audience", "anchor", "amount", "counted_in", "repeats")
    return [Link(**dict(zip(names, row, strict=True))) for row in rungs(step)]  # type: ignore[arg-type]


def _moments(chain: Sequence[Link], due_at: datetime, now: Snapshot) -> dict[tuple[bool, str], datetime]:
    return {(link.is_warning, link.audience): link.moment(due_at, now) for link in chain}
