"""The body as strict JSON: UTF-8, one object key once, no NaN, nothing that a database cannot keep."""

import json
from collections.abc import Iterator
from typing import Any, NoReturn

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from ninja.parser import Parser

from arcadumas.base.refusals import Unfit
from arcadumas.base.text import has_forbidden
from arcadumas.edges.api import chunks
from arcadumas.edges.api.refusals import not_json, oversized, wrong_content

JSON = "application/json"


class StrictParser(Parser):
    """Hands over what `read_json` has read at the door."""

    def parse_body(self, request: HttpRequest) -> Any:
        return request.parsed  # type: ignore[attr-defined]


def body_of(request: HttpRequest) -> bytes:
    """Raises Oversized, before anything is read when the length is given."""
    chunks.join(request, most=settings.DATA_UPLOAD_MAX_MEMORY_SIZE)
    try:
        return request.body
    except RequestDataTooBig:
        raise oversized(settings.DATA_UPLOAD_MAX_MEMORY_SIZE) from None


def read_json(request: HttpRequest) -> Any:
    """Raises WrongContent, Unreadable, Oversized, and Unfit for characters that cannot be stored."""
    body = body_of(request)
    if request.content_type != JSON and (request.content_type or body):
        raise wrong_content(JSON)
    try:
        value = json.loads(body.decode(), object_pairs_hook=_once_each, parse_constant=_no_constant)
        require_storable(value)
    except (ValueError, RecursionError):
        raise not_json() from None
    return value


def _once_each(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key stands twice")
    return found


def _no_constant(name: str) -> NoReturn:
    raise ValueError(name)


def require_storable(value: Any) -> None:
    odd = [field for field, text in _texts(value, "") if has_forbidden(text)]
    if odd:
        raise Unfit.together([unstorable(field) for field in odd])


def unstorable(field: str) -> Unfit:
    return Unfit(
        "form.characters", _("Some characters cannot be stored. Remove the marked part and send again."), field=field
    )  # fmt: skip


def _texts(value: Any, field: str) -> Iterator[tuple[str, str]]:
    """Every text with the name of its field; a key is a text as well."""
    if isinstance(value, str):
        yield field, value
    elif isinstance(value, dict):
        for key, part in value.items():
            yield field, key
            yield from _texts(part, f"{field}.{key}" if field else key)
    elif isinstance(value, list):
        for place, part in enumerate(value):
            yield from _texts(part, f"{field}.{place}")
