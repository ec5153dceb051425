"""The Cloud API's webhook: signature, raw body on disk, 200. Reading comes afterwards (reading.py)."""

import hmac

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from arcadumas.base import wake
from arcadumas.base.gateways.whatsapp import verify_signature
from arcadumas.base.inbound import store

LARGEST = 3_145_728  # bytes; Meta's own limit of a webhook body


@csrf_exempt
@transaction.non_atomic_requests
@require_http_methods(["GET", "POST"])
def webhook(request: HttpRequest) -> HttpResponse:
    """GET answers Meta's challenge. POST: 403 without a right signature and nothing is stored; else 200 after the commit."""
    if request.method == "GET":
        return _challenge(request)
    if int(request.META.get("CONTENT_LENGTH") or 0) > LARGEST:
        return HttpResponse(status=413)
    raw = request.read(LARGEST + 1)
    if len(raw) > LARGEST:
        return HttpResponse(status=413)
    if not verify_signature(raw, request.headers.get("X-Hub-Signature-256", ""), settings.WHATSAPP_APP_SECRET):
        return HttpResponse(status=403)
    store.keep("whatsapp", raw, headers={})
    wake.send()
    return HttpResponse("EVENT_RECEIVED", content_type="text/plain")


def _challenge(request: HttpRequest) -> HttpResponse:
    token, expected = request.GET.get("hub.verify_token", ""), settings.WHATSAPP_VERIFY_TOKEN
    is_ours = bool(expected) and hmac.compare_digest(token.encode(), expected.encode())
    if request.GET.get("hub.mode") != "subscribe" or not is_ours:
        return HttpResponse(status=403)
    return HttpResponse(request.GET.get("hub.challenge", ""), content_type="text/plain")
