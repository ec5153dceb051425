"""The look a visitor chose: a cookie, no account and no script needed."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

COOKIE = "tampilan"
THEMES = {"auto", "light", "dark"}
YEAR = 31_536_000  # seconds


@require_POST
def theme(request: HttpRequest) -> HttpResponse:
    """Keeps the look and goes back to where the visitor was; an unknown look or another site's address is let go."""
    back = request.POST.get("next", "/")
    is_ours = url_has_allowed_host_and_scheme(back, allowed_hosts=None)
    response = HttpResponseRedirect(back if is_ours else "/")
    chosen = request.POST.get("theme", "")
    if chosen in THEMES:
        response.set_cookie(COOKIE, chosen, max_age=YEAR, samesite="Lax", secure=settings.IS_SECURE)
    return response
