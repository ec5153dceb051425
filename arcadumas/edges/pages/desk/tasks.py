"""The tasks of a case, and who was asked outside, as its page shows them."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet

from arcadumas.base import moments
from arcadumas.base.compiled import Slot, prepared
from arcadumas.core.handling.folder import Folder
from arcadumas.core.handling.invite import is_live, running
from arcadumas.core.handling.models import Task
from arcadumas.core.handling.tasks import may_complete
from arcadumas.core.handling.workflow import OPEN
from arcadumas.core.organisation import powers
from arcadumas.core.organisation.actors import Actor


@dataclass(frozen=True, kw_only=True)
class Item:
    task: Task
    may_complete: bool
    is_late: bool = False


def panel(folder: Folder, who: Actor, now: datetime) -> list[Item]:
    """Those that wait first, by date; then those that are over. One statement where there are any."""
    if not folder.is_read or not folder.there["tasks"]:
        return []
    today = moments.local_date(now) if folder.report.state in OPEN else None
    items = [_item(one, folder, who, today) for one in _of(folder.report.pk)]
    return sorted(items, key=lambda item: item.task.done_at is not None)


def _item(task: Task, folder: Folder, who: Actor, today: date | None) -> Item:
    """`today`: None of a report that is over."""
    if today is None or task.done_at is not None:
        return Item(task=task, may_complete=False)
    is_late = task.due_on is not None and task.due_on < today
    return Item(task=task, may_complete=may_complete(task, folder.here, by=who), is_late=is_late)


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
