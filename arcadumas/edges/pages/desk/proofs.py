"""Where a link asks for a PIN: the page that asks, and the cookie that keeps the voucher for a few minutes."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from arcadumas.base.refusals import Refusal, TooOften
from arcadumas.duties.notifications import proving, tapping
from arcadumas.duties.notifications.links import Dead
from arcadumas.duties.notifications.proving import Proof
from arcadumas.edges.pages.desk.views import SeeOther

COOKIE = "bukti"


def of(request: HttpRequest) -> Proof:
    """What this browser brings. A session opened with a one-time password proves nothing yet."""
    session = request.user.pk if request.user.is_authenticated and request.user.one_time_until is None else None
    return Proof(session=session, voucher=request.COOKIES.get(COOKIE, ""))


def ask(request: HttpRequest, token: str, known: dict[str, Any]) -> HttpResponse:
    """The page that asks for the PIN; a right one leads back to the link, whose page then shows more."""
    if request.method != "POST":
        return render(request, "desk/tap_pin.html", known)
    try:
        voucher = tapping.prove(token, pin=request.POST.get("pin", ""))
    except Dead:
        raise
    except Refusal as refusal:
        status = 429 if isinstance(refusal, TooOften) else 422
        answer = render(request, "desk/tap_pin.html", known | {"refusal": refusal.sentence}, status=status)
        if isinstance(refusal, TooOften):
            answer["Retry-After"] = str(refusal.seconds)
        return answer
    answer = SeeOther(reverse("tap", args=[token]))
    answer.set_cookie(
        COOKIE, voucher, max_age=proving.AGE, path="/t/", secure=settings.IS_SECURE, httponly=True, samesite="Lax"
    )
    return answer
