"""The tasks of a case, and who was asked outside, as its page shows them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet

from arcadumas.base import moments
from arcadumas.base.compiled import Slot, prepared
from arcadumas.core.handling.folder import Folder
from arcadumas.core.handling.invite import is_live, running
from arcadumas.core.handling.models import Task
from arcadumas.core.handling.tasks import may_complete, may_keep
from arcadumas.core.handling.workflow import OPEN
from arcadumas.core.organisation import powers, teams
from arcadumas.core.organisation.actors import Actor


@dataclass(frozen=True, kw_only=True)
class Item:
    task: Task
    may_complete: bool
    is_late: bool = False
    may_keep: bool = False
    others: Sequence[tuple[str, str]] = ()  # login and name of whom it can be given to


def panel(folder: Folder, who: Actor, now: datetime) -> list[Item]:
    """Those that wait first, by date; then those that are over. One statement where there are any, two for
    whoever may give them to somebody else."""
    if not folder.is_read or not folder.there["tasks"]:
        return []
    today = moments.local_date(now) if folder.report.state in OPEN else None
    found = list(_of(folder.report.pk))
    kept = {one.pk for one in found if today and one.done_at is None and may_keep(one, folder.here, by=who)}
    teams_of = _teams({one.unit_id for one in found if one.pk in kept and one.unit_id})
    items = [_item(one, folder, who, today, teams_of if one.pk in kept else None) for one in found]
    return sorted(items, key=lambda item: item.task.done_at is not None)


def _teams(units: set[int]) -> dict[int, dict[str, str]]:
    """By unit its people: login and post. One statement; none without a unit."""
    found: dict[int, dict[str, str]] = {unit: {} for unit in units}
    if units:
        for post in teams.posts(roles=teams.TEAM).filter(unit__in=units):
            found[post.unit_id].setdefault(post.person.login, f"{post.title}, {post.person.name}")
    return found


def _item(
    task: Task, folder: Folder, who: Actor, today: date | None, teams_of: Mapping[int, Mapping[str, str]] | None
) -> Item:
    """`today`: None of a report that is over. `teams_of`: where the reader may keep it."""
    if today is None or task.done_at is not None:
        return Item(task=task, may_complete=False)
    is_late = task.due_on is not None and task.due_on < today
    people = (teams_of or {}).get(task.unit_id or 0, {})
    has_it = task.assignee.login if task.assignee else ""
    others = [(login, name) for login, name in people.items() if login != has_it]
    is_kept = teams_of is not None
    return Item(task=task, may_complete=may_complete(task, folder.here, by=who), is_late=is_late, may_keep=is_kept, others=others)  # fmt: skip


@prepared
def _of(report: Slot) -> QuerySet[Task]:
    return Task.objects.filter(report=report).select_related("unit", "assignee", "done_by").order_by("due_on", "id")


def outside(folder: Folder, who: Actor, now: datetime) -> list[dict[str, Any]]:
    """Every link to a body outside, with what it answered."""
    if not folder.is_read or not folder.there["invitations"]:
        return []
    may_end = powers.may(who, "invite", at=folder.here)
    return [
        {"invitation": one, "replies": list(one.replies.all()), "is_live": is_live(one, now), "may_end": may_end}
        for one in running(folder.report)
    ]
