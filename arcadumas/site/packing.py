"""Pages go packed; the API's answers do not, so that their ETag stays the strong one that `If-Match` names."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware


class Packing(GZipMiddleware):
    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if request.path.startswith("/api/"):
            return response
        packed: HttpResponseBase = super().process_response(request, response)
        return packed
