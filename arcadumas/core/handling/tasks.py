"""Tasks: a piece of work on a report, with a person and a date. Whoever is given one may accept and return the report by it."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from arcadumas.base import moments
from arcadumas.base.refusals import OutOfTurn, Powerless, Unfit, Unseen
from arcadumas.core.deadlines import rules, workdays
from arcadumas.core.handling import complain, contributions, reasons
from arcadumas.core.handling.ahead import require_ahead
from arcadumas.core.handling.models import Task, TaskTemplate
from arcadumas.core.handling.visible import ground
from arcadumas.core.handling.workflow import check, move, nouns, require_fresh, take
from arcadumas.core.organisation import powers, teams
from arcadumas.core.organisation.actors import Actor, Seat
from arcadumas.core.organisation.models import Person, Role, Unit
from arcadumas.core.organisation.powers import Ground
from arcadumas.core.reports import journal
from arcadumas.core.reports.models import Category, Report
from arcadumas.core.reports.team_facts import TaskAdded, TaskDone

DESK = (Role.FRONT_OFFICER, Role.FRONT_HEAD)


@transaction.atomic
def add_task(
    code: str, *, by: Actor, title: str = "", assignee: str = "", due_on: date | None = None, template: int | None = None,
    version: int | None = None,
) -> Task:  # fmt: skip
    """Of the actor's own unit. `assignee` is a login of its team; a template gives title and date where they are left out."""
    report = take(code, by=by)
    seat = powers.require(by, "task", at=ground(report, by))
    check(report, "task", version=version)
    pattern = _pattern(report, template)
    title = reasons.require(title or (pattern.title if pattern else ""), field="title", least=1, most=200)
    person = assignee_of(report, seat.unit_id, seat.unit_name, assignee)
    at = journal.now()
    require_ahead(due_on, at=at, field="due_on", code="task.past")
    contributions.take_up(report, seat, at=at)
    task = Task.objects.create(
        report=report, unit_id=seat.unit_id, title=title, assignee=person, due_on=due_on or _due_on(pattern, at),
        template=pattern if pattern and pattern.title == title else None, added_at=at, added_by_id=by.person_id,
    )  # fmt: skip
    move(report, "task", by=by, seat=seat, at=at, facts=TaskAdded(task=task.pk))
    return task


@transaction.atomic
def complete_task(code: str, number: int, *, by: Actor, note: str = "", version: int | None = None) -> Task:
    """By whoever was given it, else by anybody of its unit who works on the report."""
    report = take(code, by=by)
    found, here = find(report, number), ground(report, by)
    is_theirs = found is not None and bool(by.seats) and found.assignee_id == by.person_id
    seat = (powers.seat_for(by, "task", at=here) or by.seats[0]) if is_theirs else require_keeper(found, here, by=by)
    check(report, "complete_task")
    task = require_waiting(found, report)
    require_fresh(report, version)
    at = journal.now()
    task.done_note = reasons.require(note, field="note", least=0, most=1_000)
    task.done_at, task.done_by_id = at, by.person_id
    task.save(update_fields=["done_note", "done_at", "done_by"])
    move(report, "complete_task", by=by, seat=seat, at=at, facts=TaskDone(task=task.pk))
    return task


def end_with(report: Report, unit: Unit, *, at: datetime) -> None:
    """The unit gave the report back or lost it: what it had set itself to do ends undone, and nobody is reminded of it."""
    Task.objects.filter(report=report, unit=unit, done_at=None).update(done_at=at, is_cancelled=True)


def end_all(report: Report, *, at: datetime) -> None:
    """It leaves the path: nothing is left to do for anybody, also when it is restored."""
    Task.objects.filter(report=report, done_at=None).update(done_at=at, is_cancelled=True)


def may_complete(task: Task, here: Ground, *, by: Actor) -> bool:
    return task.assignee_id == by.person_id or may_keep(task, here, by=by)


def may_keep(task: Task, here: Ground, *, by: Actor) -> bool:
    """Whether it is of their unit's: to be done, called off, or given to somebody else."""
    return _desk_seat(task, by=by) is not None or (powers.may(by, "task", at=here) and _is_of_their_unit(task, by=by))


def find(report: Report, number: int) -> Task | None:
    return Task.objects.select_related("unit").filter(report=report, pk=number).first()


def require_keeper(task: Task | None, here: Ground, *, by: Actor) -> Seat:
    """Raises Powerless (403), also for the task of another unit."""
    if task is not None and (desk := _desk_seat(task, by=by)):
        return desk
    seat = powers.require(by, "task", at=here)
    if task is not None and not _is_of_their_unit(task, by=by):
        raise Powerless("task.other_unit", _("This task belongs to {unit}."), unit=task.unit.name if task.unit else "")
    return seat


def require_waiting(task: Task | None, report: Report) -> Task:
    """Raises Unseen (404) for a task that the report never had, OutOfTurn (409) for one that has ended."""
    if task is None:
        raise Unseen(
            "task.unknown", _("This report has no such task. Open the report anew, and choose from its tasks.")
        )
    if task.done_at is not None:
        raise OutOfTurn("task.done", _("There is no such task waiting. It may be done already."), state=report.state, may=nouns(report))  # fmt: skip
    return task


def templates_for(category: Category | None) -> list[TaskTemplate]:
    """Those of the topic, of the topic above, and those for any, in this order."""
    wanted = [category.pk, category.parent_id] if category else []
    found = TaskTemplate.objects.filter(is_active=True).order_by("position", "id")
    return [
        one for key in (*wanted, None) for one in found if one.category_id == key and (key or one.category_id is None)
    ]


def _pattern(report: Report, template: int | None) -> TaskTemplate | None:
    if template is None:
        return None
    found = next((one for one in templates_for(report.category) if one.pk == template), None)
    if found is None:
        raise Unfit("task.template_unknown", _("Choose from the list."), field="template")
    return found


def _due_on(pattern: TaskTemplate | None, at: datetime) -> date | None:
    if pattern is None or not pattern.days:
        return None
    return moments.local_date(workdays.due_at(at, pattern.days, "working_days", rules.current().calendar))


def assignee_of(report: Report, unit_id: int, unit_name: str, login: str) -> Person | None:
    """Somebody of the unit's team, of whom the report does not complain; None for "", nobody in particular."""
    if not login:
        return None
    post = teams.posts(unit_id, roles=teams.TEAM).filter(person__login=login).first()
    if post is None or complain.is_about(report, post):
        raise Unfit("task.assignee", _('"{login}" is not in the team of {unit}. Choose somebody of the team.'), field="assignee", login=login, unit=unit_name)  # fmt: skip
    return post.person


def _desk_seat(task: Task, *, by: Actor) -> Seat | None:
    """Where the house asked the front desk to decide, whoever sits there may: the officer who was asked may have left."""
    if task.added_by_id is not None:
        return None
    return next((seat for seat in by.seats if seat.unit_id == task.unit_id and seat.role in DESK), None)


def _is_of_their_unit(task: Task, *, by: Actor) -> bool:
    return task.unit_id is None or task.unit_id in by.unit_ids
