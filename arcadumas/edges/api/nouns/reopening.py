"""POST /reports/{code}/reopening."""

from django.http import HttpRequest, HttpResponse
from ninja import Router

from arcadumas.core.handling.close import object_
from arcadumas.core.handling.follow_up import object_late
from arcadumas.core.reports.models import State
from arcadumas.edges.api.acts import act, tracking_url
from arcadumas.edges.api.answers import answer, once, version_of
from arcadumas.edges.api.callers import Caller, caller_of
from arcadumas.edges.api.describing import reporter_act
from arcadumas.edges.api.replies import FollowUpOut, ReporterView
from arcadumas.edges.api.shapes import ReasonIn

router = Router()


@router.post("/reports/{code}/reopening", **reporter_act(ReporterView | FollowUpOut))
def create_reopening(request: HttpRequest, code: str, body: ReasonIn) -> HttpResponse:
    """The reporter says that it is not settled: the same unit goes on; after closing, a new report does, once, with a
    key of its own; that of the old one opens it too."""
    if caller_of(request).seen.state == State.CLOSED:
        return once(request, lambda caller: _follow_up(caller, body.reason, version_of(request)))
    return act(request, lambda caller, version: object_(code, by=caller.actor, reason=body.reason, version=version))


def _follow_up(caller: Caller, reason: str, version: int | None) -> HttpResponse:
    receipt = object_late(caller.code, by=caller.actor, reason=reason, version=version)
    new = receipt.report
    shown = {"code": new.code, "secret": receipt.secret, "url": tracking_url(new.code, receipt.secret)}
    return answer(shown, status=201, version=new.version)
