"""What the API answers with: one JSON writer, ETags, and an act together with its key in one transaction."""

import json
import re
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from arcadumas.edges.api import keys
from arcadumas.edges.api.callers import Caller, caller_of

TAG = re.compile(r'(?:W/)?"(\d{1,9})"')


def answer(data: Any, *, status: int = 200, version: int | None = None) -> HttpResponse:
    response = HttpResponse(dumps(data), status=status, content_type="application/json")
    if version is not None:
        response["ETag"] = f'"{version}"'
    return response


def dumps(data: Any) -> str:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))


def when(at: datetime | None) -> str | None:
    """ISO 8601 with the installation's offset."""
    return timezone.localtime(at).isoformat() if at else None


def day(on: date | None) -> str | None:
    return on.isoformat() if on else None


def version_of(request: HttpRequest) -> int | None:
    """The version that If-Match names; None without it or for `*`. What is no version of ours matches none."""
    wanted = request.headers.get("If-Match", "").strip()
    if wanted in ("", "*"):
        return None
    return max((int(number) for number in TAG.findall(wanted)), default=-1)


def once(request: HttpRequest, act: Callable[[Caller], HttpResponse], *, slot: keys.Slot | None = None) -> HttpResponse:
    """Do the act; with an Idempotency-Key, key, act and first answer are written together or not at all."""
    caller = caller_of(request)
    slot = slot or caller.slot
    if slot is None:
        return act(caller)
    with transaction.atomic():
        keys.reserve(slot)
        response = act(caller)
        keys.keep(slot, response)
    return response
