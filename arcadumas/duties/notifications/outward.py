"""A body outside the government as somebody to be told: by mail alone, with the link that it was invited by."""

from dataclasses import dataclass, field

from django.conf import settings

from arcadumas.core.handling import invite
from arcadumas.core.organisation.models import Role
from arcadumas.duties.notifications.cases import Case
from arcadumas.duties.notifications.roster import Holder


@dataclass(frozen=True, kw_only=True)
class Outsider(Holder):
    """It holds no post, so nobody stands in for it. `title` is the body, the unit the one that asks."""

    post_id: int = 0
    person_id: int = 0
    login: str = ""
    role: Role = Role.MEMBER  # of no use: nobody asks for the role of a body outside
    is_substitute: bool = False
    is_acting: bool = False
    is_away: bool = False
    may_approve: bool = False
    phone_sealed: bytes = field(default=b"", repr=False)


def invited(case: Case) -> list[Holder]:
    """Whom the line speaks of, while the link works and there is an address to send it to."""
    one = case.invitation
    if one is None or not one.email or not invite.is_live(one, case.event.at):
        return []
    return [
        Outsider(
            title=one.to, unit_id=one.unit_id, unit_name=one.unit.name, language=one.language, email=invite.email_of(one)
        )
    ]  # fmt: skip


def link(case: Case) -> str:
    """The page that the invitation opens."""
    token = invite.token_of(case.invitation) if case.invitation else ""
    return f"{settings.BASE_URL}/pihak/{token}/" if token else ""
