"""No page reads a body larger than its largest form: 413 before the first byte, with a sentence. The API has its own."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

FORM = 54_000_000  # bytes: five photos of 10 MB and the words
EXPORT = 27_000_000
OWN = ("/api/", "/webhooks/")


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
