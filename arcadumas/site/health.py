"""Is this process alive, and may it be given visitors?"""

from django.db import Error, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from arcadumas.duties.escalation import auditor

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
            executor = MigrationExecutor(connection)
            if executor.migration_plan(executor.loader.graph.leaf_nodes()):
                return ["migrations are not applied: run arcadumas migrate"]
            _shape["is_current"] = True
    except Error:
        return ["the database cannot be reached"]
    return []
