"""Headers on every answer: what a page may load, what it may not use, and that nobody keeps a copy."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

# No inline style or script, nothing from elsewhere. A view that needs another policy sets its own header.
CONTENT_SECURITY_POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self' data:; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
NO_USE = ", ".join(
    f"{name}=()"
    for name in ("accelerometer", "camera", "display-capture", "gyroscope", "magnetometer", "microphone", "payment", "usb")
)
ASK_WHERE = {"web-report", "desk-new"}  # the forms whose button asks the browser where it is


def permissions_policy(request: HttpRequest) -> str:
    match = request.resolver_match
    may_ask = match is not None and match.url_name in ASK_WHERE
    return f"{NO_USE}, geolocation=({'self' if may_ask else ''})"


class Headers:
    """Django's own middleware does the rest: nosniff, Referrer-Policy, opener policy, HSTS, X-Frame-Options."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", CONTENT_SECURITY_POLICY)
        response.headers.setdefault("Permissions-Policy", permissions_policy(request))
        if not request.path.startswith(settings.STATIC_URL):
            response.headers.setdefault("Cache-Control", "no-store")
        return response
