"""The leaders' screen, the lists behind its numbers, and one instruction about what was picked there."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from arcadumas.base.refusals import OutOfTurn, Powerless, Refusal, Unfit, Unseen
from arcadumas.core.figures import attention
from arcadumas.core.handling import visible
from arcadumas.core.handling.instruct import instruct
from arcadumas.core.reports.models import Report
from arcadumas.edges.pages.leaders import board, orders, units
from arcadumas.edges.pages.leaders.forms import PICKED, InstructionForm
from arcadumas.edges.pages.leaders.needs import needs
from arcadumas.edges.pages.saving import status_of
from arcadumas.edges.pages.signing import actor, power_required

PAGE = 50
DONE = "selesai"
VIEWS = {"": gettext_lazy("To be carried out"), DONE: gettext_lazy("Carried out")}
CAUSES = ("", "late", "objected", "third_return", "promise_broken", "urgent")


@power_required("overview")
@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    return render(request, "leaders/overview.html", board.board(actor(request), timezone.now()))


@power_required("overview")
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """`?lihat=` a cause, `?unit=` a unit's code or "-" for the front desk, `?sesudah=` where the page before it ended."""
    who, now = actor(request), timezone.now()
    cause, unit = request.GET.get("lihat", ""), request.GET.get("unit", "")
    if cause not in CAUSES:
        raise Http404(cause)
    rows = attention.brought(who, now=now, cause=cause)
    if unit:
        rows = rows.filter(unit=None) if unit == "-" else rows.filter(unit__code=unit)
    after = request.GET.get("sesudah", "")
    keys, following = attention.page(rows, size=PAGE, after=after)
    known = board.frame(who) | {
        "needs": needs(keys, who, now), "cause": cause, "unit": unit, "causes": board.causes(), "now": now,
        "next": following, "after": after,
    }  # fmt: skip
    return render(request, "leaders/listing.html", known)


@power_required("overview")
@require_safe
def order_list(request: HttpRequest) -> HttpResponse:
    """`?lihat=selesai` what was carried out, else what runs; `?sesudah=` where the page before it ended."""
    who, view, after = actor(request), request.GET.get("lihat", ""), request.GET.get("sesudah", "")
    if view not in VIEWS:
        raise Http404(view)
    found, following = orders.page(who, is_done=view == DONE, size=PAGE, after=after)
    known = board.frame(who) | {
        "orders": found, "view": view, "views": VIEWS.items(), "next": following, "after": after,
    }  # fmt: skip
    return render(request, "leaders/order_list.html", known)


@power_required("instruct")
@require_http_methods(["GET", "HEAD", "POST"])
def give_instruction(request: HttpRequest) -> HttpResponse:
    """The picked reports with a form; sent, one instruction about all of them."""
    who = actor(request)
    picked = (request.POST if request.method == "POST" else request.GET).getlist(PICKED)
    reports = list(visible.to(who).filter(code__in=picked).select_related("unit").order_by("id"))
    if not reports:
        messages.warning(request, _("Pick one or several reports first."))
        return redirect("leaders-list")
    form = InstructionForm(request.POST or None, units=units.choices(reports), initial=_first(reports))
    refusal: Refusal | None = None
    if request.method == "POST" and form.is_valid():
        try:
            return _sent(request, picked, form)
        except Unseen as unseen:
            raise Http404(unseen.code) from unseen
        except (Powerless, OutOfTurn, Unfit) as refused:
            refusal = _marked(form, refused)
    status = 200 if request.method != "POST" else status_of(refusal) if refusal else 422
    known = board.frame(who) | {"form": form, "needs": units.rows(reports, who), "refusal": refusal, "picked": PICKED}
    return render(request, "leaders/instruct.html", known, status=status)


def _sent(request: HttpRequest, picked: list[str], form: InstructionForm) -> HttpResponse:
    first, *others = picked
    given = instruct(first, also=others, **form.values(by=actor(request)))
    messages.success(request, _("Instruction {number} is sent to {unit}. Its head and team are being told.").format(number=given.number, unit=given.unit.name))  # fmt: skip
    return redirect("leaders")


def _marked(form: InstructionForm, refused: Refusal) -> Refusal | None:
    """At its field where it has one; else above the form."""
    if not isinstance(refused, Unfit):
        return refused
    for error in refused.errors:
        form.add_error(error.field if error.field in form.fields else None, error.sentence)
    return None


def _first(reports: list[Report]) -> dict[str, Any]:
    held = {one.unit.code for one in reports if one.unit}
    return {"unit": held.pop()} if len(held) == 1 else {}
