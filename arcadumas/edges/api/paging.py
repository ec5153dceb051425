"""Keyset pages: `next` is the address of the rows after the last one shown, and stays right while rows are added."""

import base64
import binascii
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from arcadumas.base.refusals import Unfit
from arcadumas.core.reports.models import Report

BIGGEST = 2**63 - 1


def by_id(request: HttpRequest, rows: QuerySet[Any], *, after: str | None, size: int) -> tuple[list[Any], str | None]:
    """A page of rows in the order of their ids."""
    if after:
        rows = rows.filter(pk__gt=_number(_read(after)))
    return _cut(request, list(rows.order_by("pk")[: size + 1]), size, lambda row: str(row.pk))


def newest(
    request: HttpRequest, rows: Callable[..., list[Report]], *, after: str | None, size: int
) -> tuple[list[Report], str | None]:
    """A page of reports, the newest first. `rows` gives so many after a moment and a key."""
    place = None
    if after:
        at, _bar, number = _read(after).partition("|")
        place = (_moment(at), _number(number))
    found = rows(size=size + 1, after=place)
    return _cut(request, found, size, lambda row: f"{row.received_at.isoformat()}|{row.pk}")


def _cut(request: HttpRequest, found: list[Any], size: int, mark: Callable[[Any], str]) -> tuple[list[Any], str | None]:
    """One more than the page holds tells that there is another."""
    shown = found[:size]
    if len(found) <= size:
        return shown, None
    query = request.GET.copy()
    query.pop("secret", None)
    query["after"] = base64.urlsafe_b64encode(mark(shown[-1]).encode()).decode().rstrip("=")
    return shown, f"{settings.BASE_URL}{request.path}?{query.urlencode()}"


def _read(after: str) -> str:
    try:
        return base64.b64decode(after + "=" * (-len(after) % 4), altchars="-_", validate=True).decode("ascii")
    except (binascii.Error, ValueError):
        raise _unreadable() from None


def _number(text: str) -> int:
    if not text.isdigit() or int(text) > BIGGEST:
        raise _unreadable()
    return int(text)


def _moment(text: str) -> datetime:
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise _unreadable() from None
    if at.tzinfo is None:
        raise _unreadable()
    return at


def _unreadable() -> Unfit:
    return Unfit("api.after", _('We cannot read "after". Follow the address in "next" as it is.'), field="after")
