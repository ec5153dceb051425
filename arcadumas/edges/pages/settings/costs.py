"""What the messages cost, by month, category and unit, and the prices it is counted with."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from arcadumas.base import moments
from arcadumas.base.refusals import Unfit, Unseen
from arcadumas.duties.notifications import costs, rates
from arcadumas.duties.notifications.costs import Money, Sum
from arcadumas.duties.notifications.pricing import Rate
from arcadumas.edges.pages.settings.outbox_forms import RateForm
from arcadumas.edges.pages.signing import actor, power_required

MONTHS = 13
DECIMALS = {"IDR": 0, "USD": 2}


class _SeeOther(HttpResponseRedirect):
    status_code = 303


@power_required("rates")
@require_http_methods(["GET", "HEAD", "POST"])
def show(request: HttpRequest) -> HttpResponse:
    """`?bulan=2026-11` chooses the month whose units are shown. POST sets a price."""
    form = RateForm(request.POST if request.method == "POST" else None, initial={"starts_on": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        try:
            rates.put(form.value(), by=actor(request))
            messages.success(request, _("The price is saved. Every month is counted with it anew."))
            return _SeeOther(reverse("settings-costs"))
        except Unfit as refusal:
            form.add_error(refusal.field, refusal.sentence)
    return render(request, "settings/costs.html", _context(request, form), status=422 if form.errors else 200)


@power_required("rates")
@require_POST
def remove(request: HttpRequest, number: int) -> HttpResponse:
    try:
        rates.remove(number, by=actor(request))
    except Unseen as refusal:
        raise Http404(refusal.code) from refusal
    messages.success(request, _("The price is taken out. The one before it holds on."))
    return _SeeOther(reverse("settings-costs"))


def _context(request: HttpRequest, form: RateForm) -> dict[str, Any]:
    """Two statements, whatever was sent."""
    months = costs.months_back(timezone.localdate(), MONTHS)
    asked = request.GET.get("bulan", "")
    chosen = next((month for month in months if f"{month:%Y-%m}" == asked), months[0])
    cells = costs.cells(months[-1], costs.month_after(months[0]))
    by_month = costs.sums(cells, "month")
    of_month = [cell for cell in cells if cell.month == chosen]
    categories = {
        month: costs.sums((cell for cell in cells if cell.month == month), "category") for (month,) in by_month
    }
    return {
        "form": form, "rates": [(rate, price(rate)) for rate in Rate.objects.order_by("carrier", "category", "-starts_on")], "chosen": chosen,
        "chosen_name": month_name(chosen), "units": [(unit or _("To reporters"), category, shown(sum_)) for (unit, category), sum_ in costs.sums(of_month, "unit_name", "category").items()],
        "months": [(month, month_name(month), shown(sum_), [(name, shown(each)) for (name,), each in categories[month].items()]) for (month,), sum_ in by_month.items()],
        "unpriced": sum(cell.unpriced for cell in cells),
    }  # fmt: skip


def month_name(month: date) -> str:
    language = moments.known(get_language())
    return f"{moments.MONTHS[language][month.month - 1]} {month.year}"


def shown(found: Sum) -> Mapping[str, Any]:
    return {"billed": found.billed, "free": found.free, "unpriced": found.unpriced, "money": money(found.amounts)}


def price(rate: Rate) -> str:
    """«Rp 367,5»: as many decimals as were given."""
    decimals = max(0, -int(rate.price.normalize().as_tuple().exponent))
    return f"{_sign(rate.currency)} {moments.number(float(rate.price), get_language(), decimals)}"


def _sign(currency: str) -> str:
    return "Rp" if currency == "IDR" else currency


def money(amounts: Money) -> str:
    """«Rp 12.400 + USD 1,20»; "" of nothing priced."""
    language = get_language()
    parts = [(name, moments.number(float(amounts[name]), language, DECIMALS.get(name, 2))) for name in sorted(amounts)]
    return " + ".join(f"{_sign(name)} {figure}" for name, figure in parts)
