"""GET /reports/{code}/notifications."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Router

from arcadumas.core.handling.visible import ground
from arcadumas.core.organisation import powers
from arcadumas.duties.notifications.listing import Line, for_report
from arcadumas.edges.api.answers import answer, when
from arcadumas.edges.api.callers import caller_of
from arcadumas.edges.api.describing import staff_read_of_report
from arcadumas.edges.api.replies import NotificationOut

router = Router()
MOMENTS = ("queued_at", "sent_at", "delivered_at", "read_at", "failed_at")


@router.get("/reports/{code}/notifications", **staff_read_of_report(list[NotificationOut]))
def list_notifications(request: HttpRequest, code: str) -> HttpResponse:
    """Who was told, by which channel, and whether it arrived; never an address."""
    caller = caller_of(request)
    powers.require(caller.actor, "see_notices", at=ground(caller.seen, caller.actor))
    return answer([_shown(line) for line in for_report(caller.seen)], version=caller.seen.version)


def _shown(line: Line) -> dict[str, Any]:
    shown = line.as_json()
    return {name: when(value) if name in MOMENTS else value for name, value in shown.items()}
