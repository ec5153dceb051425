"""Lists of reports for programs: the newest first, narrowed, searched, a page at a time; composed once (decision 0033)."""

from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from arcadumas.base.compiled import Given, Slot
from arcadumas.core.handling import search, visible
from arcadumas.core.handling.reading import known
from arcadumas.core.organisation import tree
from arcadumas.core.organisation.actors import Actor
from arcadumas.core.organisation.readers import ForReaders, Reader, for_readers
from arcadumas.core.reports.models import Report

KEPT = 100  # statements: beyond them the one that was not used for longest is composed again


@dataclass(frozen=True)
class Listing:
    """What is asked, without the values. `way`: of a search, else empty; `names`: state, unit, late, not_late, after."""

    way: str
    names: frozenset[str]
    size: int

    def __call__(self, reader: Reader, given: Any) -> QuerySet[Report]:
        rows = search.rows(self.way, reader, given["sought"]) if self.way else visible.to(reader)
        rows = rows.filter(known(reader)) if self.names - {"after"} else rows
        for name in sorted(self.names & {"state", "unit"}):
            rows = rows.filter(**{name: given[name]})
        if "late" in self.names:
            rows = rows.filter(due_at__lt=given["now"])
        if "not_late" in self.names:
            rows = rows.exclude(due_at__lt=given["now"])
        if "after" in self.names:  # the first condition is what the index ranges over
            rows = rows.filter(received_at__lte=given["at"]).exclude(received_at=given["at"], pk__gte=given["key"])
        return rows.select_related("category", "unit", "area").order_by("-received_at", "-id")[: self.size]


@lru_cache(maxsize=KEPT)
def _composed(listing: Listing) -> ForReaders[Report]:
    @for_readers
    def composed(reader: Reader, given: Slot) -> QuerySet[Report]:
        return listing(reader, Given(given))

    return composed


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """Reports in an officer's sight, the newest first; `text` searches what they read. By state, by unit and by clock are
    found those of which they know these. `unit`: a code."""

    state: str = ""
    unit: str = ""
    is_overdue: bool | None = None
    text: str = ""
    now: datetime = field(default_factory=timezone.now)

    def rows(self, *, by: Actor, size: int, after: tuple[datetime, int] | None = None) -> list[Report]:
        """At most so many, after one with this moment and key. Raises Unfit for a unit that there never was."""
        late = {} if self.is_overdue is None else {"late" if self.is_overdue else "not_late": True}
        given: dict[str, Any] = {"state": self.state, "unit": self.unit and tree.recorded(self.unit).pk, "after": after} | late  # fmt: skip
        names = frozenset(name for name, value in given.items() if value)
        found = search.look(by, self.text) if self.text.strip() else None
        given |= {"sought": found and found.value, "now": self.now}
        given |= {"at": after[0], "key": after[1]} if after else {}
        return _composed(Listing(found.way if found else "", names, size))(by, given)
