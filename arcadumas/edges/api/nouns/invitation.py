"""POST /reports/{code}/invitation, invitation/{number}/revocation."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from ninja import Router

from arcadumas.core.handling.invite import end_invitation, invite
from arcadumas.core.reports.models import Report
from arcadumas.edges.api.acts import act
from arcadumas.edges.api.answers import answer, once, version_of, when
from arcadumas.edges.api.callers import Caller
from arcadumas.edges.api.describing import staff_act
from arcadumas.edges.api.replies import InvitationOut
from arcadumas.edges.api.shapes import InvitationIn, Nothing

router = Router()


@router.post("/reports/{code}/invitation", **staff_act(InvitationOut))
def create_invitation(request: HttpRequest, code: str, body: InvitationIn) -> HttpResponse:
    """Ask a body outside the government by a link that shows `text` alone; it answers with words and photos."""
    return once(request, lambda caller: _invite(caller, body, version_of(request)))


def _invite(caller: Caller, body: InvitationIn, version: int | None) -> HttpResponse:
    made, token = invite(
        caller.code,
        by=caller.actor,
        to=body.to,
        text=body.text,
        days=body.days,
        email=body.email,
        language=body.language,
        version=version,
    )
    shown = {"id": made.pk, "url": f"{settings.BASE_URL}/pihak/{token}/", "expires_at": when(made.expires_at)}
    after = Report.objects.values_list("version", flat=True).get(pk=caller.seen.pk)
    return answer(shown, status=201, version=after)


@router.post("/reports/{code}/invitation/{number}/revocation", **staff_act())
def create_invitation_revocation(request: HttpRequest, code: str, number: int, body: Nothing) -> HttpResponse:
    """The link dies at once."""
    return act(request, lambda caller, version: end_invitation(code, number, by=caller.actor, version=version))
