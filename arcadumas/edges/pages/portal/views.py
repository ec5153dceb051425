"""Home, the privacy notice and the accessibility statement."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from arcadumas.core.organisation.models import Unit
from arcadumas.core.organisation.units import front_desk
from arcadumas.core.reports import emergency
from arcadumas.edges.pages.portal.promises import promises


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    return render(
        request,
        "portal/home.html",
        {"promises": promises(timezone.now()), "office": office(), "emergency": emergency.current()},
    )


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/privacy.html", {"office": office()})


@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/accessibility.html", {"office": office()})


def office() -> Unit | None:
    """The front desk's unit, whose counter, number and address the public pages name."""
    return front_desk()
