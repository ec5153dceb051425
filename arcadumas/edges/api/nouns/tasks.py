"""POST /reports/{code}/tasks, tasks/{number}/completion, /cancellation, /assignment."""

from django.http import HttpRequest, HttpResponse
from ninja import Router

from arcadumas.core.handling.cancel_task import cancel_task
from arcadumas.core.handling.reassign_task import reassign_task
from arcadumas.core.handling.tasks import add_task, complete_task
from arcadumas.edges.api.acts import act
from arcadumas.edges.api.describing import staff_act
from arcadumas.edges.api.shapes import TaskAssignedIn, TaskDoneIn, TaskIn

router = Router()


@router.post("/reports/{code}/tasks", **staff_act())
def create_task(request: HttpRequest, code: str, body: TaskIn) -> HttpResponse:
    """Give a piece of work to somebody of the team, with a date; the assignee may accept and return the report by it."""
    return act(
        request,
        lambda caller, version: add_task(
            code, by=caller.actor, title=body.title, assignee=body.assignee or "", due_on=body.due_on, version=version
        ),
    )


@router.post("/reports/{code}/tasks/{number}/completion", **staff_act())
def create_task_completion(request: HttpRequest, code: str, number: int, body: TaskDoneIn) -> HttpResponse:
    """The task is done."""
    return act(
        request,
        lambda caller, version: complete_task(code, number, by=caller.actor, note=body.note or "", version=version),
    )


@router.post("/reports/{code}/tasks/{number}/cancellation", **staff_act())
def create_task_cancellation(request: HttpRequest, code: str, number: int, body: TaskDoneIn) -> HttpResponse:
    """Nobody is to do it any more. Whoever had it and whoever gave it are told."""
    return act(
        request,
        lambda caller, version: cancel_task(code, number, by=caller.actor, note=body.note or "", version=version),
    )


@router.post("/reports/{code}/tasks/{number}/assignment", **staff_act())
def create_task_assignment(request: HttpRequest, code: str, number: int, body: TaskAssignedIn) -> HttpResponse:
    """Somebody else of the team does it, or nobody in particular. Its date stays."""
    return act(
        request,
        lambda caller, version: reassign_task(
            code, number, by=caller.actor, assignee=body.assignee or "", version=version
        ),
    )
