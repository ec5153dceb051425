"""What a visitor is told when the database is away or something broke."""

import select
import sys
import threading
import time
from collections.abc import Callable

from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from arcadumas.base.outages import AWAY

RETRY_AFTER = 5  # seconds
PATIENCE = 3.0  # seconds a request waits for a database that restarts
HOPELESS = 1.0  # seconds at most in which nobody tries after a try that hung
BELIEVED = 2.0  # seconds since its last use for which a connection is believed
NO_DATABASE = ("/healthz", "/readyz", "/static/")
_outage = {"hopeless_until": 0.0, "known_until": 0.0}
_last = threading.local()


class DatabaseAway:
    """Waits a moment for a database that restarts; then answers 503 with Retry-After.

    Only the first request of an outage waits. After a try that hung nobody tries again for as long, at most a second:
    otherwise the ones behind would wait in line for longer than 5 s. One that was refused at once costs nothing, so
    the next request tries again and sees the database the moment it is back.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path.startswith(NO_DATABASE) or _is_there():
            return self.get_response(request)
        # Out here nobody has asked yet which language is wanted, and the thread may hold that of the visitor before.
        with translation.override(translation.get_language_from_request(request)):
            return unavailable(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        return unavailable(request) if isinstance(exception, AWAY) else None


def failed(request: HttpRequest) -> HttpResponse:
    """The handler of all other uncaught errors; also of a database that left while a middleware used it."""
    if isinstance(sys.exc_info()[1], AWAY):
        return unavailable(request)
    title, detail = _("Something broke here"), _("The fault is ours and has been recorded. Please try again later.")
    return _answer(request, status=500, code="internal", title=title, detail=detail)


def unavailable(request: HttpRequest) -> HttpResponse:
    title = _("The service is away for a moment")
    detail = _("The database cannot be reached, so nothing was saved. Try again in %(seconds)s seconds.")
    answer = _answer(request, status=503, code="unavailable", title=title, detail=detail % {"seconds": RETRY_AFTER})
    answer["Retry-After"] = str(RETRY_AFTER)
    return answer


def _is_there() -> bool:
    began = time.monotonic()
    if connection.connection is None and began < _outage["hopeless_until"]:
        return False
    until = began if began < _outage["known_until"] else began + PATIENCE
    while not _connects():
        ended = time.monotonic()
        if ended >= until:
            _outage["hopeless_until"] = ended + min(ended - began, HOPELESS)
            _outage["known_until"] = ended + 2 * RETRY_AFTER
            return False
        time.sleep(0.1)
        began = time.monotonic()
    return True


def _connects() -> bool:
    try:
        if _is_sound():
            connection.health_check_done = True  # type: ignore[attr-defined]  # unknown to the stubs
        connection.close_if_health_check_failed()
        connection.ensure_connection()
    except AWAY:
        return False
    return True


def _is_sound() -> bool:
    """Used a moment ago and not hung up on: such a connection is believed without asking the database a question first.

    A server that ends closes its connections, which shows here as something to read where nothing was asked."""
    kept, now = connection.connection, time.monotonic()
    used_at, _last.used_at = getattr(_last, "used_at", 0.0), now
    if kept is None or kept.closed or now - used_at > BELIEVED:
        return False
    watch = select.poll()
    watch.register(kept.fileno(), select.POLLIN)
    return not watch.poll(0)


def _answer(request: HttpRequest, *, status: int, code: str, title: str, detail: str) -> HttpResponse:
    if request.path.startswith(("/api/", "/open311/", "/webhooks/")):
        body = {"type": "about:blank", "title": title, "status": status, "detail": detail, "code": code}
        return JsonResponse(body, status=status, content_type="application/problem+json")
    # Without the request, so that the page asks neither session nor database.
    return HttpResponse(render_to_string(f"{status}.html", {"title": title, "detail": detail}), status=status)
