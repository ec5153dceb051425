"""The tasks of a case, and who was asked outside, as its page shows them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

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


def panel(folder: Folder, who: Actor) -> list[Item]:
    """Those that wait first, by date; then those done. One statement where there are any."""
    if not folder.is_read or not folder.there["tasks"]:
        return []
    is_open = folder.report.state in OPEN
    items = [
        Item(task=one, may_complete=is_open and one.done_at is None and may_complete(one, folder.here, by=who))
        for one in _of(folder.report.pk)
    ]
    return sorted(items, key=lambda item: item.task.done_at is not None)


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
