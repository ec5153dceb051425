"""Bodies that come in chunks, without a length: Django reads none of them, so they are read here, up to a limit."""

import io

from django.core.handlers.wsgi import WSGIRequest
from django.http import HttpRequest

from arcadumas.edges.api.refusals import oversized

STEP = 65_536  # bytes


def join(request: HttpRequest, *, most: int) -> None:
    """Give a chunked body its length. Raises Oversized at one step over `most`."""
    is_chunked = "chunked" in request.META.get("HTTP_TRANSFER_ENCODING", "").lower()
    if not is_chunked or request.META.get("CONTENT_LENGTH") or not isinstance(request, WSGIRequest):
        return
    kept = bytearray()
    while chunk := request.environ["wsgi.input"].read(STEP):
        kept += chunk
        if len(kept) > most:
            raise oversized(most)
    request.META["CONTENT_LENGTH"] = str(len(kept))
    request._stream = io.BytesIO(kept)
