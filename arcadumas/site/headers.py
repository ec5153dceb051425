"""Headers on every answer: what a page may load, what it may not use, and that nobody keeps a copy."""

from collections.abc import Callable
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse

# No inline style or script, nothing from elsewhere. A view that needs another policy sets its own header.
CONTENT_SECURITY_POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self' data:{tiles}; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
NO_USE = ", ".join(
    f"{name}=()"
    for name in (
        "accelerometer",
        "camera",
        "display-capture",
        "gyroscope",
        "magnetometer",
        "microphone",
        "payment",
        "usb",
    )
)
ASK_WHERE = {"web-report", "desk-new"}  # the forms that ask the browser where it is, and show a map where there is one


def content_security_policy(request: HttpRequest) -> str:
    tiles = urlsplit(settings.MAP_TILES_URL)
    is_mapped = bool(tiles.netloc) and _asks_where(request)
    return CONTENT_SECURITY_POLICY.format(tiles=f" {tiles.scheme}://{tiles.netloc}" if is_mapped else "")


def permissions_policy(request: HttpRequest) -> str:
    return f"{NO_USE}, geolocation=({'self' if _asks_where(request) else ''})"


def _asks_where(request: HttpRequest) -> bool:
    return request.resolver_match is not None and request.resolver_match.url_name in ASK_WHERE


class Headers:
    """Django's own middleware does the rest: nosniff, Referrer-Policy, opener policy, HSTS, X-Frame-Options."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", content_security_policy(request))
        response.headers.setdefault("Permissions-Policy", permissions_policy(request))
        if not request.path.startswith(settings.STATIC_URL):
            response.headers.setdefault("Cache-Control", "no-store")
        return response
