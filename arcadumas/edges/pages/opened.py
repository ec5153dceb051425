"""Which reports this browser has opened with their key, or by the link of a message: a signed cookie, for four hours."""

from django.conf import settings
from django.core.signing import BadSignature
from django.http import HttpRequest, HttpResponse

from arcadumas.core.reports import tracking
from arcadumas.core.reports.models import Report

COOKIE, SALT, AGE = "lacak", "lacak", 4 * 3600  # seconds
MOST = 5  # the oldest is forgotten


def codes(request: HttpRequest) -> list[str]:
    try:
        return str(request.get_signed_cookie(COOKIE, "", salt=SALT, max_age=AGE)).split(".")
    except BadSignature:
        return []


def has(request: HttpRequest, report: Report) -> bool:
    """Whether this browser was shown a key that opens the report."""
    known = codes(request)
    return any(keeper.code in known for keeper in tracking.keepers(report))


def remember(answer: HttpResponse, code: str, before: list[str]) -> HttpResponse:
    value = ".".join([*[other for other in before if other != code][1 - MOST :], code])
    answer.set_signed_cookie(
        COOKIE, value, salt=SALT, max_age=AGE, path="/lacak/", secure=settings.IS_SECURE, httponly=True, samesite="Lax"
    )
    return answer
