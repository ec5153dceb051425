"""The way in: one line for each page that this officer may use."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from arcadumas.edges.pages.panels import PANELS, panels_for
from arcadumas.edges.pages.signing import actor, power_required

ACTS = tuple(dict.fromkeys(act for panel in PANELS for act in panel.acts))


@power_required(*ACTS)
@require_safe
def show(request: HttpRequest) -> HttpResponse:
    return render(request, "settings/index.html", {"panels": panels_for(actor(request))})
