"""Is this process alive, and may it be given visitors?"""

from django.core.exceptions import ImproperlyConfigured
from django.db import Error, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from arcadumas.duties.escalation import auditor
from arcadumas.site import shape

_shape = {"is_current": False}


@require_safe
@never_cache
def alive(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok\n", content_type="text/plain")


@require_safe
@never_cache
def ready(request: HttpRequest) -> JsonResponse:
    """200 with no reasons, or 503 with the reasons why not. `ladder`: ok, or why escalation cannot be trusted now."""
    reasons = _reasons()
    said = {
        "ready": not reasons,
        "reasons": reasons,
        "ladder": "" if reasons else auditor.problem(timezone.now()) or "ok",
    }
    answer = JsonResponse(said, status=503 if reasons else 200)
    if reasons:
        answer["Retry-After"] = "5"
    return answer


def _reasons() -> list[str]:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        if not _shape["is_current"]:
            if shape.waiting():
                return ["migrations are not applied: run arcadumas migrate"]
            _shape["is_current"] = True
    except ImproperlyConfigured as problem:
        return [str(problem)]
    except Error:
        return ["the database cannot be reached"]
    return []
