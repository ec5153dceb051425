"""What a page shows of a promise: the one input of the deadline's sign and of the working-day strip."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from typing import Any

from arcadumas.base import moments
from arcadumas.core.deadlines import rules, workdays


@dataclass(frozen=True, kw_only=True)
class Clock:
    """A promise as it stands now. Days are working days; `working_days_left` is negative when the time is over.

    `skipped` names the days between start and end that do not count, with the reason ("" for a plain weekend).
    """

    step: str = ""
    starts_at: datetime | None = None
    due_at: datetime | None = None
    met_at: datetime | None = None
    paused_since: datetime | None = None
    state: str = "running"
    counted_in: str = "working_days"
    working_days_left: int | None = None
    total_days: int | None = None
    day_number: int | None = None
    skipped: tuple[tuple[date, str], ...] = ()

    @property
    def is_met(self) -> bool:
        return self.met_at is not None or self.state == "met"


NAMES = tuple(field.name for field in fields(Clock))


def read(promise: Any) -> Clock:
    """A Clock from a Clock, a mapping or any object with some of its names; what is missing stays empty."""
    if isinstance(promise, Clock):
        return promise
    if isinstance(promise, Mapping):
        found = {name: promise[name] for name in NAMES if promise.get(name) is not None}
    else:
        found = {name: getattr(promise, name) for name in NAMES if getattr(promise, name, None) is not None}
    days = found.get("skipped", ())
    found["skipped"] = tuple(each if isinstance(each, tuple) else (each.date, each.reason) for each in days)
    return Clock(**found)


def clock_of(promise: Any, now: datetime, *, calendar: rules.Snapshot | None = None, is_glance: bool = False) -> Clock:
    """A Clock with its working days counted. For a list take one `rules.current()` and pass it as `calendar`.

    A promise that is met stands still at the moment it was met, a paused one at the moment it was paused. A glance, for
    a list without strips, does not name the days that were skipped.
    """
    plain = read(promise)
    if plain.starts_at is None or plain.due_at is None or plain.counted_in == "calendar_days":
        return plain
    calendar = calendar or rules.current()
    at = plain.met_at or plain.paused_since or now
    left = calendar.working_days_between(at, plain.due_at) or -calendar.working_days_between(plain.due_at, at)
    first = moments.local_date(plain.starts_at) + timedelta(days=1)
    last = max(moments.local_date(plain.due_at), moments.local_date(at))
    skipped = () if is_glance else workdays.skipped(first, last, calendar.calendar)
    values = {name: getattr(plain, name) for name in NAMES}
    return Clock(**values | {
        "working_days_left": left,
        "total_days": calendar.working_days_between(plain.starts_at, plain.due_at),
        "day_number": calendar.working_days_between(plain.starts_at, at),
        "skipped": tuple((day.date, day.reason) for day in skipped),
    })  # fmt: skip


def ends_with_the_day(at: datetime) -> bool:
    """A promise counted in days ends at 23:59:59; its hour says nothing."""
    return moments.local(at).strftime("%H:%M") == "23:59"
