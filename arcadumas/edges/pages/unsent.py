"""What somebody wrote while their session, or the opening of a report, ran out: it goes with them through signing in, inside
the pages, and is sent by one press after. The server keeps none of it."""

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import urlencode

PREFIX = "belum."  # of the fields that are carried
LEAST = 20  # characters that nobody likes to type twice
TOKEN = "csrfmiddlewaretoken"  # noqa: S105 -- the name of a field
Fields = Sequence[tuple[str, str]]


class SentAgain(HttpResponseRedirect):
    """The browser posts the same body there."""

    status_code = 307


def to_door(request: HttpRequest, door: str, **values: str) -> HttpResponse | None:
    """On to the door with what was typed; None where nothing worth carrying was."""
    is_worth = any(len(value.strip()) >= LEAST and " " in value.strip() for _name, value in typed(request))
    return SentAgain(f"{door}?{urlencode(values)}") if is_worth else None


def typed(request: HttpRequest) -> Fields:
    """What came to the door; a password is never carried."""
    if request.method != "POST" or any("password" in name for name in request.POST):
        return []
    return [(name, value) for name, values in request.POST.lists() for value in values if name != TOKEN]


def carried(request: HttpRequest) -> Fields:
    """What the door's own form carries on, by the names it had."""
    found = ((name, value) for name, values in request.POST.lists() for value in values)
    return [(name.removeprefix(PREFIX), value) for name, value in found if name.startswith(PREFIX)]


def has_come(request: HttpRequest, own: str) -> bool:
    """Whether a body was sent on to this door, whose own form has the field `own`."""
    return own not in request.POST and bool(typed(request))


def context(request: HttpRequest, own: str) -> dict[str, object]:
    """For the door's template."""
    fields = typed(request) if has_come(request, own) else carried(request)
    return {"unsent": [(f"{PREFIX}{name}", value) for name, value in fields], "had_files": bool(request.FILES)}


def page(request: HttpRequest, fields: Fields, *, action: str, back: str) -> HttpResponse:
    """Inside again: what was typed, and the button that sends it."""
    words = [value for _name, value in fields if " " in value.strip()]
    return render(request, "signing/unsent.html", {"fields": fields, "words": words, "action": action, "back": back})
