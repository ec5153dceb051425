"""All addresses under /api/v1/, each of which answers a wrong method, and a wrong address, as a problem."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.urls import URLPattern, path, re_path
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt

from arcadumas.edges.api import papers
from arcadumas.edges.api.api import api
from arcadumas.edges.api.problems import refuse
from arcadumas.edges.api.refusals import Missing, NotAllowed

View = Callable[..., HttpResponse]


@csrf_exempt
def missing(request: HttpRequest) -> HttpResponse:
    return refuse(request, Missing("api.no_address", _("There is no such address. All of them are at /api/v1/docs.")))


def speaking(view: View) -> View:
    """HEAD wherever there is GET (RFC 9110, 9.1), and a 405 in our own form."""

    @wraps(view)
    def spoken(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = _without_body(view, request, *args, **kwargs) if request.method == "HEAD" else view(request, *args, **kwargs)  # fmt: skip
        if not isinstance(response, HttpResponseNotAllowed):
            return response
        allowed = response["Allow"].replace("GET", "GET, HEAD")
        sentence = _("This address takes {allowed} only. See /api/v1/docs.")
        refused = refuse(request, NotAllowed("api.method", sentence, allowed=allowed))
        refused["Allow"] = allowed
        return refused

    return spoken


def _without_body(view: View, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
    """The server leaves the body out; status and headers are those of GET."""
    request.method = "GET"
    try:
        return view(request, *args, **kwargs)
    finally:
        request.method = "HEAD"


def _nouns() -> list[URLPattern]:
    found = [pattern for pattern in api.urls[0] if isinstance(pattern, URLPattern) and pattern.name != "api-root"]
    for pattern in found:
        pattern.callback = speaking(pattern.callback)
    return found


urlpatterns = [
    path("openapi.json", speaking(papers.openapi), name="api-description"),
    path("docs", speaking(papers.docs), name="api-docs"),
    *_nouns(),
    re_path(r"", missing),
]
