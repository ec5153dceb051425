"""POST /reports/{code}/disclosure."""

from django.http import HttpRequest, HttpResponse
from ninja import Router

from arcadumas.core.handling.disclose import disclose
from arcadumas.core.reports.models import Report
from arcadumas.edges.api.answers import answer, once, version_of
from arcadumas.edges.api.callers import Caller
from arcadumas.edges.api.describing import staff_act
from arcadumas.edges.api.replies import IdentityOut
from arcadumas.edges.api.shapes import ReasonIn

router = Router()


@router.post("/reports/{code}/disclosure", **staff_act(IdentityOut))
def create_disclosure(request: HttpRequest, code: str, body: ReasonIn) -> HttpResponse:
    """Who reported, for a reason that is audited and told to the overseer; what is not known is left out."""
    return once(request, lambda caller: _disclose(caller, body.reason, version_of(request)))


def _disclose(caller: Caller, reason: str, version: int | None) -> HttpResponse:
    who = disclose(caller.code, by=caller.actor, reason=reason, version=version)
    known = {"name": who.name, "phone": who.phone, "email": who.email}
    after = Report.objects.values_list("version", flat=True).get(pk=caller.seen.pk)
    return answer({name: value for name, value in known.items() if value}, status=201, version=after)
