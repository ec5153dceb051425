"""Several reports at once: choose, look what each will become, then do it. Each by its normal verb."""

from collections.abc import Sequence

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from arcadumas.base import codes
from arcadumas.base.refusals import Unfit
from arcadumas.core.handling import bulk, visible
from arcadumas.edges.pages.desk import filters, lists, rows
from arcadumas.edges.pages.desk.bulk_forms import BulkForm, acts_for, verb
from arcadumas.edges.pages.desk.inbox import frame
from arcadumas.edges.pages.signing import actor, staff_required

PAGING = ("more", "start")  # buttons that go through the list and keep what was ticked and typed


@staff_required
@require_http_methods(["GET", "HEAD", "POST"])
def show(request: HttpRequest) -> HttpResponse:
    """First the list with its boxes, then the preview, then what was done."""
    who, now = actor(request), timezone.now()
    if not acts_for(who):
        raise PermissionDenied(_("Your post may not do this here. Ask the front desk who can."))
    if request.method != "POST":
        return _choose(request, BulkForm(who=who))
    picked = [codes.read_code(code) or code for code in request.POST.getlist("codes")]
    if request.POST.get("step") in PAGING:
        return _choose(request, BulkForm(initial=request.POST.dict(), who=who), picked=picked)
    form = BulkForm(request.POST, who=who)
    if not form.is_valid():
        return _choose(request, form, picked=picked, status=422)
    ids = {code: request.POST.get(f"sp4n-{code}", "").strip() for code in picked}
    act, is_done = verb(form, who, ids, now), request.POST.get("step") == "done"
    try:
        outcomes = bulk.perform(picked, act, versions=_versions(request, picked)) if is_done else bulk.rehearse(picked, act)  # fmt: skip
    except Unfit as refusal:
        form.add_error(None, refusal.sentence)
        return _choose(request, form, picked=picked, status=422)
    titled = rows.rows_of(lists.whole(visible.to(who).filter(code__in=picked), who), who, now)
    named = {row.code: row.title or row.stand_in for row in titled}
    shown = [
        {"outcome": one, "title": named.get(one.code, ""), "tracking_id": ids.get(one.code, "")} for one in outcomes
    ]
    known = frame(who) | {"form": form, "rows": shown, "act": form.label(), "query": request.GET.urlencode(),
                          "is_done": is_done, "fit": sum(not one.refusal for one in outcomes)}  # fmt: skip
    return render(request, "desk/bulk_outcome.html", known)


def _versions(request: HttpRequest, picked: list[str]) -> dict[str, int]:
    """Of each report the version that the preview showed; without one nothing is compared."""
    sent = {code: request.POST.get(f"versi-{code}", "") for code in picked}
    return {code: int(version) for code, version in sent.items() if version.isdecimal() and len(version) < 10}


def _choose(
    request: HttpRequest, form: BulkForm, *, picked: Sequence[str] = (), status: int = 200
) -> HttpResponse:  # fmt: skip
    """The same list as in the inbox, narrowed as there, page after page; what was picked on other pages stands before it."""
    who, now = actor(request), timezone.now()
    tab, chosen, after = lists.tab(who, request.GET.get("lihat", "")), filters.chosen(request), _after(request)
    given = {"others": lists.others_of(who), "now": now}
    page = filters.page(tab, chosen, who, given=given, after=after)
    here = {report.code for report in page.rows}
    elsewhere = visible.to(who).filter(code__in=[code for code in picked if code not in here])
    shown = frame(who) | {
        "form": form,
        "rows": rows.rows_of(page.rows, who, now),
        "kept": rows.rows_of(lists.whole(elsewhere, who), who, now),
        "picked": picked,
        "current": tab,
        "is_narrowed": bool(chosen),
        "query": request.GET.urlencode(),
        "after": after,
        "next": page.after,
    }
    return render(request, "desk/bulk.html", shown, status=status)


def _after(request: HttpRequest) -> str:
    """Where in the list the page begins."""
    step = request.POST.get("step", "")
    if step == "start":
        return ""
    return request.POST.get("berikut" if step == "more" else "mulai", request.GET.get("sesudah", ""))
