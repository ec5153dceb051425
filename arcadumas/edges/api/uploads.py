"""One file of a multipart body, read in memory and no further than its limit, whatever the sender says or sends."""

import io
from dataclasses import dataclass, field, replace
from typing import IO, Any

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation, TooManyFilesSent
from django.core.files.uploadedfile import InMemoryUploadedFile, UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, StopUpload
from django.http import HttpRequest, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.utils.translation import gettext_lazy as _

from arcadumas.base import files
from arcadumas.base.refusals import Unfit
from arcadumas.base.text import has_forbidden
from arcadumas.edges.api import chunks
from arcadumas.edges.api.reading import unstorable
from arcadumas.edges.api.refusals import Unreadable, wrong_content

MULTIPART = "multipart/form-data"
WRAPPING = 64_000  # bytes of headers and boundaries around the file


@dataclass(frozen=True, kw_only=True)
class Upload:
    name: str
    data: bytes = field(repr=False)
    fields: dict[str, str] = field(default_factory=dict)

    def stream(self) -> io.BytesIO:
        return io.BytesIO(self.data)


class Bounded(FileUploadHandler):
    """Keeps one file in memory; stops reading at one chunk over the limit."""

    def __init__(self, limit: int) -> None:
        super().__init__()
        self.limit, self.kept, self.is_over = limit, bytearray(), False

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.kept = bytearray()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self.kept += raw_data
        if len(self.kept) > self.limit:
            self.is_over = True
            raise StopUpload(connection_reset=True)

    def file_complete(self, file_size: int) -> "UploadedFile[Any]":
        content: IO[bytes] = io.BytesIO(bytes(self.kept))
        return InMemoryUploadedFile(
            content,
            self.field_name,
            self.file_name or "",
            self.content_type,
            file_size,
            self.charset,
            self.content_type_extra,
        )


def read_file(request: HttpRequest, *, limit: int = files.LIMIT, fields: tuple[str, ...] = ()) -> Upload:
    """The field `file`, and short text in `fields` where some are named. Raises WrongContent (415), file.too_big (413), Unreadable (400) and Unfit (422)."""
    if request.content_type != MULTIPART:
        raise wrong_content(MULTIPART)
    if _announced(request) > limit + WRAPPING:
        raise _too_big(_("The file"), limit)
    chunks.join(request, most=limit + WRAPPING)
    handler = Bounded(limit)
    request.upload_handlers = [handler]
    try:
        sent, written = request.FILES, request.POST
    except (MultiPartParserError, UnreadablePostError, SuspiciousOperation, TooManyFilesSent, RequestDataTooBig):
        raise Unreadable("api.multipart", _("The body is not whole multipart/form-data. Check the boundary, then send it again.")) from None  # fmt: skip
    if handler.is_over:
        raise _too_big(handler.file_name or "", limit)
    upload = _only(sent.getlist("file"), {*sent, *written} - {"file", *fields})
    return replace(upload, fields={name: written[name] for name in fields if name in written})


def _announced(request: HttpRequest) -> int:
    try:
        return int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return 0


def _only(found: "list[UploadedFile[Any]]", others: set[str]) -> Upload:
    if others:
        raise Unfit("api.unknown_field", _('Field "{field}" must be left out, because it is not known here. See the example at /api/v1/docs.'), field=min(others))  # fmt: skip
    if len(found) != 1:
        raise Unfit("api.missing", _('Field "{field}" must be {expected}. See the example at /api/v1/docs.'), field="file", expected=_("one file"))  # fmt: skip
    name = found[0].name or "file"
    if has_forbidden(name):
        raise unstorable("file")
    return Upload(name=name, data=found[0].read())


def _too_big(name: object, limit: int) -> files.Refusal:
    return files.Refusal("file.too_big", name=name, max_mb=limit // 1_000_000)
