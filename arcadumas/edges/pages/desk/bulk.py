"""Several reports at once: choose, look what each will become, then do it. Each by its normal verb."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from arcadumas.base import codes
from arcadumas.base.refusals import Unfit
from arcadumas.core.handling import bulk, visible
from arcadumas.edges.pages.desk import lists, rows
from arcadumas.edges.pages.desk.bulk_forms import BulkForm, acts_for, verb
from arcadumas.edges.pages.desk.inbox import frame
from arcadumas.edges.pages.signing import actor, staff_required


@staff_required
@require_http_methods(["GET", "HEAD", "POST"])
def show(request: HttpRequest) -> HttpResponse:
    """First the list with its boxes, then the preview, then what was done."""
    who, now = actor(request), timezone.now()
    if not acts_for(who):
        raise PermissionDenied(_("Your post may not do this here. Ask the front desk who can."))
    if request.method != "POST":
        return _choose(request, BulkForm(who=who))
    form, picked = (
        BulkForm(request.POST, who=who),
        [codes.read_code(code) or code for code in request.POST.getlist("codes")],
    )
    if not form.is_valid():
        return _choose(request, form, picked=picked, status=422)
    ids = {code: request.POST.get(f"sp4n-{code}", "").strip() for code in picked}
    act, is_done = verb(form, who, ids, now), request.POST.get("step") == "done"
    try:
        outcomes = bulk.perform(picked, act) if is_done else bulk.rehearse(picked, act)
    except Unfit as refusal:
        form.add_error(None, refusal.sentence)
        return _choose(request, form, picked=picked, status=422)
    shown = [{"outcome": one, "tracking_id": ids.get(one.code, "")} for one in outcomes]
    known = frame(who) | {"form": form, "rows": shown, "act": form.label(),
                          "is_done": is_done, "fit": sum(not one.refusal for one in outcomes)}  # fmt: skip
    return render(request, "desk/bulk_outcome.html", known)


def _choose(
    request: HttpRequest, form: BulkForm, *, picked: list[str] | None = None, status: int = 200
) -> HttpResponse:
    who, now = actor(request), timezone.now()
    tab, only = lists.chosen(who, request.GET.get("lihat", ""), lists.others_of(who))
    page = lists.page(visible.to(who).filter(only), who, by_due=tab.by_due, after=request.GET.get("sesudah", ""))
    shown = frame(who) | {
        "form": form,
        "rows": rows.rows_of(page.rows, who, now),
        "picked": picked or [],
        "current": tab,
    }
    return render(request, "desk/bulk.html", shown, status=status)
