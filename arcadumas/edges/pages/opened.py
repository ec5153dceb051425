"""Which reports this browser has opened with their key, or by the link of a message: a signed cookie, for four hours."""

from django.conf import settings
from django.core.signing import BadSignature
from django.http import HttpRequest, HttpResponse

from arcadumas.core.reports import tracking
from arcadumas.core.reports.models import Report

COOKIE, SALT, AGE = "lacak", "lacak", 4 * 3600  # seconds
OWN = "laporan-saya"  # the same at the addresses that are open to all: whose report it is does not join it
MOST = 5  # the oldest is forgotten


def codes(request: HttpRequest, cookie: str = COOKIE) -> list[str]:
    try:
        return str(request.get_signed_cookie(cookie, "", salt=SALT, max_age=AGE)).split(".")
    except BadSignature:
        return []


def has(request: HttpRequest, report: Report) -> bool:
    """Whether this browser was shown a key that opens the report."""
    return _holds(codes(request), report)


def is_own(request: HttpRequest, report: Report) -> bool:
    """The same at an address that is open to all."""
    return _holds(codes(request, OWN), report)


def _holds(known: list[str], report: Report) -> bool:
    return any(known) and any(keeper.code in known for keeper in tracking.keepers(report))


def remember(answer: HttpResponse, code: str, before: list[str]) -> HttpResponse:
    value = ".".join([*[other for other in before if other != code][1 - MOST :], code])
    for cookie, path in ((COOKIE, "/lacak/"), (OWN, "/laporan/")):
        answer.set_signed_cookie(
            cookie, value, salt=SALT, max_age=AGE, path=path, secure=settings.IS_SECURE, httponly=True, samesite="Lax"
        )
    return answer
