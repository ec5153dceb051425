"""Buttons beside what the page lists: a task is done, called off or given to somebody else, a link is ended."""

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from arcadumas.base.refusals import OutOfTurn, Powerless, Stale, Unfit, Unseen
from arcadumas.core.handling.cancel_task import cancel_task
from arcadumas.core.handling.invite import end_invitation
from arcadumas.core.handling.reassign_task import reassign_task
from arcadumas.core.handling.tasks import complete_task
from arcadumas.edges.pages.desk import case
from arcadumas.edges.pages.desk.views import STATUS, SeeOther
from arcadumas.edges.pages.signing import actor, staff_required


@staff_required
@require_POST
def complete(request: HttpRequest, code: str, number: int) -> HttpResponse:
    done = _("The task is done.")
    return _button(
        request, code, done, lambda: complete_task(code, number, by=actor(request), note=request.POST.get("note", ""))
    )


@staff_required
@require_POST
def cancel(request: HttpRequest, code: str, number: int) -> HttpResponse:
    note = request.POST.get("note", "")
    done = _("The task is called off. Whoever had it is being told.")
    return _button(request, code, done, lambda: cancel_task(code, number, by=actor(request), note=note))


@staff_required
@require_POST
def assign(request: HttpRequest, code: str, number: int) -> HttpResponse:
    login = request.POST.get("assignee", "")
    done = _("The task is with somebody else now, and both are being told.") if login else _("The task is with nobody in particular now.")  # fmt: skip
    return _button(request, code, done, lambda: reassign_task(code, number, by=actor(request), assignee=login))


@staff_required
@require_POST
def end_link(request: HttpRequest, code: str, number: int) -> HttpResponse:
    return _button(request, code, _("The link has ended."), lambda: end_invitation(code, number, by=actor(request)))


def _button(request: HttpRequest, code: str, done: str, act: Callable[[], object]) -> HttpResponse:
    try:
        act()
    except Unseen as refusal:
        raise Http404(refusal.code) from refusal
    except (Powerless, OutOfTurn, Stale, Unfit) as refusal:
        messages.error(request, refusal.sentence)
        return case.page(request, code, status=STATUS[type(refusal)])
    messages.success(request, done)
    return SeeOther(case.address(code))
