"""A whole export: every row accounted for; a bad one is listed with its number and reason and harms no other."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time

from django.db import DataError, IntegrityError
from django.utils import timezone
from django.utils.translation import gettext as _

from arcadumas.core.handling.bring_in import Change, Importer, Sp4nRow, is_over
from arcadumas.core.organisation.actors import Actor
from arcadumas.edges.channels.sp4n import parse
from arcadumas.edges.channels.sp4n.parse import BadRow

TOGETHER = 100  # rows


@dataclass(kw_only=True)
class Outcome:
    """`rows = created + updated + unchanged + len(rejected)`; `changes` are the updates, with their status before. `older`: of
    the unchanged, those that a newer export has told otherwise; `made_on`: the day on which this one was made, if it says so."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    unmatched_units: list[str] = field(default_factory=list)
    rejected: list[BadRow] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    older: int = 0
    made_on: date | None = None

    @property
    def running_again(self) -> int:
        """Updates by which what was over in SP4N runs again there: so it is, or the file is an old one."""
        return sum(is_over(each.before) and not is_over(each.row.status) for each in self.changes)

    @property
    def rows(self) -> int:
        return self.created + self.updated + self.unchanged + len(self.rejected)

    def count(self, change: Change) -> None:
        setattr(self, change.result, getattr(self, change.result) + 1)
        if change.result == "updated":
            self.changes.append(change)

    def as_json(self) -> dict[str, object]:
        rejected = [{"row": bad.row, "tracking_id": bad.tracking_id, "reason": bad.reason} for bad in self.rejected]
        return {
            "rows": self.rows,
            "created": self.created,
            "updated": self.updated,
            "unchanged": self.unchanged,
            "older": self.older,
            "unmatched_units": self.unmatched_units,
            "rejected": rejected,
        }


def run(
    content: bytes,
    *,
    by: Actor,
    notify: bool = False,
    zone: str = "UTC",
    is_preview: bool = False,
    progress: Callable[[int, int], None] = lambda done, of: None,
) -> Outcome:
    """Import, or with `is_preview` only say what an import would do. Raises Unfit when the file is no export."""
    export = parse.read(content, zone=zone)
    importer = Importer(by=by, notify=notify, made_at=_made_at(export.made_on))
    outcome = Outcome(rejected=list(export.bad), made_on=export.made_on)
    if is_preview:
        for change in importer.preview(export.rows):
            outcome.count(change)
    else:
        for first in range(0, len(export.rows), TOGETHER):
            _bring_in(importer, export.rows[first : first + TOGETHER], outcome)
            progress(min(first + TOGETHER, len(export.rows)), len(export.rows))
        importer.mark_seen(row.tracking_id for row in export.rows)
    outcome.rejected.sort(key=lambda bad: bad.row)
    outcome.unmatched_units = sorted(importer.unmatched)
    outcome.older = len(importer.older)
    return outcome


def _made_at(day: date | None) -> datetime | None:
    """The last moment at which it can have been made: the end of its day, or now."""
    if day is None:
        return None
    return min(datetime.combine(day, time.max, tzinfo=timezone.get_default_timezone()), timezone.now())


def _bring_in(importer: Importer, rows: list[Sp4nRow], outcome: Outcome) -> None:
    """Together what is new or unchanged; one by one what has changed, and all of them where the database refuses one."""
    try:
        with_others = importer.bring_in_together(rows)
    except (IntegrityError, DataError):
        with_others = []
    for change in with_others:
        outcome.count(change)
    done = {change.row.row for change in with_others}
    for row in rows:
        if row.row not in done:
            _bring_in_alone(importer, row, outcome)


def _bring_in_alone(importer: Importer, row: Sp4nRow, outcome: Outcome) -> None:
    try:
        outcome.count(importer.bring_in(row))
    except (IntegrityError, DataError):
        outcome.rejected.append(BadRow(row=row.row, tracking_id=row.tracking_id, reason=_("the database refused it")))
