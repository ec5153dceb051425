"""Give a task to somebody else of the team, or to nobody in particular: when whoever had it is ill, or has left."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from arcadumas.base.refusals import OutOfTurn
from arcadumas.core.handling import tasks
from arcadumas.core.handling.models import Task
from arcadumas.core.handling.visible import ground
from arcadumas.core.handling.workflow import check, move, nouns, require_fresh, take
from arcadumas.core.organisation.actors import Actor
from arcadumas.core.reports import journal
from arcadumas.core.reports.team_facts import TaskReassigned


@transaction.atomic
def reassign_task(code: str, number: int, *, by: Actor, assignee: str = "", version: int | None = None) -> Task:
    """By anybody of its unit who works on the report. Its date stays. `assignee`: a login of the team, "" for nobody."""
    report = take(code, by=by)
    found = tasks.find(report, number)
    seat = tasks.require_keeper(found, ground(report, by), by=by)
    check(report, "reassign_task")
    task = tasks.require_waiting(found, report)
    unit_id, unit_name = (task.unit.pk, task.unit.name) if task.unit else (seat.unit_id, seat.unit_name)
    person = tasks.assignee_of(report, unit_id, unit_name, assignee)
    before, after = task.assignee_id, person.pk if person else None
    if before == after:
        raise OutOfTurn("task.same", _("The task is with them already. Choose somebody else."), state=report.state, may=nouns(report))  # fmt: skip
    require_fresh(report, version)
    task.assignee = person
    task.save(update_fields=["assignee"])
    facts = TaskReassigned(task=task.pk, from_person=before, to_person=after)
    move(report, "reassign_task", by=by, seat=seat, at=journal.now(), facts=facts)
    return task
