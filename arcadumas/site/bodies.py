"""No page reads a body larger than its largest form: 413 with a sentence. The API has its own."""

import time
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.http.request import UnreadablePostError
from django.template.loader import render_to_string

FORM = 54_000_000  # bytes: ten photos as telephones take them, or five of 10 MB, and the words
EXPORT = 27_000_000
OWN = ("/api/", "/webhooks/")
PIECE = 262_144  # bytes
PATIENCE = 10.0  # seconds that a sender is listened to after the answer is known


class Drained:
    """An answer known before the body was read is given after it: whoever still sends when the connection is closed sees
    a broken connection instead of our sentence. What is read so is thrown away, piece by piece, for PATIENCE at most.

    A sender that asked first (Expect: 100-continue) and was not told to go on sends nothing."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        answer = self.get_response(request)
        if _length(request) and not (request.headers.get("Expect") and not getattr(request, "_read_started", True)):
            _drain(request)
        return answer


def _drain(request: HttpRequest) -> None:
    until = time.monotonic() + PATIENCE
    try:
        while request.read(PIECE) and time.monotonic() < until:
            pass
    except UnreadablePostError:
        pass  # gone already


class Bodies:
    """A body without a length is not read by WSGI servers at all, so the length that is said is the length that counts."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path.startswith(OWN) or _length(request) <= _limit(request):
            return self.get_response(request)
        page = render_to_string("413.html", {"max_mb": _limit(request) // 1_000_000}, request=request)
        answer = HttpResponse(page, status=413)
        answer["Connection"] = "close"
        return answer


def _length(request: HttpRequest) -> int:
    try:
        return int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return 0


def _limit(request: HttpRequest) -> int:
    return EXPORT if request.path.startswith("/meja/impor/") else FORM
