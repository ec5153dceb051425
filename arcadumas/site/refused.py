"""A refusal that no page has caught is a page with its sentence, never an error of ours: who may not do it reads that."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from arcadumas.base.refusals import Refusal, TooOften, Unseen
from arcadumas.edges.pages.saving import status_of

PROGRAMS = ("/api/", "/webhooks/")  # put their refusals into words of their own


class Refused:
    """A page that keeps what was typed catches its refusals itself; here only the sentence is left, and nothing was done."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, Refusal) or request.path.startswith(PROGRAMS):
            return None
        name = "404.html" if isinstance(exception, Unseen) else "refused.html"
        answer = HttpResponse(render_to_string(name, {"sentence": exception.sentence}), status=status_of(exception))
        if isinstance(exception, TooOften):
            answer["Retry-After"] = str(max(1, exception.seconds))
        return answer
