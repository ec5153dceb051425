"""The beat of an open page: who else looks at this report now."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_POST

from arcadumas.base.refusals import Unseen
from arcadumas.core.handling.presence import look
from arcadumas.edges.pages.signing import actor, staff_required


@staff_required
@require_POST
def beat(request: HttpRequest, code: str) -> HttpResponse:
    try:
        found = look(code, by=actor(request), at=timezone.now())
    except Unseen as refusal:
        raise Http404(refusal.code) from refusal
    return render(request, "desk/onlookers.html", {"onlookers": found})
