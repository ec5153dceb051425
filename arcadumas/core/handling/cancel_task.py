"""Call off a task: what nobody is to do any more ends undone. Whoever had it and whoever gave it are told."""

from django.db import transaction

from arcadumas.core.handling import reasons, tasks
from arcadumas.core.handling.models import Task
from arcadumas.core.handling.visible import ground
from arcadumas.core.handling.workflow import check, move, require_fresh, take
from arcadumas.core.organisation.actors import Actor
from arcadumas.core.reports import journal
from arcadumas.core.reports.team_facts import TaskCancelled


@transaction.atomic
def cancel_task(code: str, number: int, *, by: Actor, note: str = "", version: int | None = None) -> Task:
    """By anybody of its unit who works on the report."""
    report = take(code, by=by)
    found = tasks.find(report, number)
    seat = tasks.require_keeper(found, ground(report, by), by=by)
    check(report, "cancel_task")
    task = tasks.require_waiting(found, report)
    require_fresh(report, version)
    at = journal.now()
    task.done_note = reasons.require(note, field="note", least=0, most=1_000)
    task.done_at, task.done_by_id, task.is_cancelled = at, by.person_id, True
    task.save(update_fields=["done_note", "done_at", "done_by", "is_cancelled"])
    facts = TaskCancelled(task=task.pk, from_person=task.assignee_id)
    move(report, "cancel_task", by=by, seat=seat, at=at, facts=facts)
    return task
