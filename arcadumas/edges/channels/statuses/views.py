"""One address for each carrier that tells: genuine or 403, the raw body on disk, 200. Reading comes afterwards."""

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from arcadumas.base import wake
from arcadumas.base.inbound import store
from arcadumas.duties.notifications import hearing

LARGEST = 262_144  # bytes; a status is small, somebody's words with a picture beside it are not ours to keep


@csrf_exempt
@transaction.non_atomic_requests
@require_POST
def webhook(request: HttpRequest, name: str, secret: str = "") -> HttpResponse:
    """404 for a carrier that tells nothing; 403 without the right secret or signature, and nothing is stored."""
    carrier = hearing.teller(name)
    if carrier is None:
        return HttpResponse(status=404)
    raw = request.read(LARGEST + 1)
    if len(raw) > LARGEST:
        return HttpResponse(status=413)
    if not carrier.is_genuine(raw, headers=request.headers, secret=secret):
        return HttpResponse(status=403)
    store.keep(name, raw, headers={})
    wake.send()
    return HttpResponse("OK", content_type="text/plain")
