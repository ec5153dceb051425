"""Browsers that an account was used in before: a signed cookie of this browser holds which, and since when. Nothing of the
machine is asked, and no address is kept (decision 0041)."""

from typing import Any

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation

from arcadumas.core.organisation.models import Person
from arcadumas.edges.pages.account.push import label_of

SALT, AGE = "account.device", 400 * 86_400  # seconds; browsers keep none longer
PATH = "/masuk/"  # no other page is sent it
MOST = 20  # accounts of one browser, the newest; a counter's computer has several


def name() -> str:
    return "__Secure-perangkat" if settings.IS_SECURE else "perangkat"


def is_known(request: HttpRequest, person: Person) -> bool:
    """Whether this account was signed in to from this browser, since it was last locked."""
    since = dict(_kept(request)).get(person.pk)
    locked_at = person.devices_since
    return since is not None and (locked_at is None or since > locked_at.timestamp())


def remember(response: HttpResponse, request: HttpRequest, person: Person) -> None:
    others = [[key, since] for key, since in _kept(request) if key != person.pk]
    kept = [[person.pk, int(timezone.now().timestamp())], *others][:MOST]
    response.set_cookie(
        name(), signing.dumps(kept, salt=SALT), max_age=AGE, path=PATH, httponly=True, samesite="Lax", secure=settings.IS_SECURE
    )  # fmt: skip


def label(request: HttpRequest, person: Person) -> str:
    """Such as "Chrome, Android", in the words of whom it is told."""
    with translation.override(person.language):
        return label_of(request.headers.get("User-Agent", ""))


def _kept(request: HttpRequest) -> list[tuple[int, int]]:
    """[] for a cookie that is missing, torn, too old or not ours."""
    try:
        rows: Any = signing.loads(request.COOKIES.get(name(), ""), salt=SALT, max_age=AGE)
    except signing.BadSignature:
        return []
    return [(int(key), int(since)) for key, since in rows]
