"""How good the suggestions are, for whoever answers for the rules."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from arcadumas.core.suggestions.standing import standing
from arcadumas.edges.pages.signing import power_required


@power_required("rules", "operate")
@require_safe
def show(request: HttpRequest) -> HttpResponse:
    rows = [(each, _percent(each.accuracy), _percent(each.top3)) for each in standing()]
    return render(request, "settings/suggestions.html", {"rows": rows})


def _percent(share: float | None) -> int | None:
    return None if share is None else round(share * 100)
