"""Invite: a body outside the government is asked by a signed link. It sees what was typed for it, and answers with words and photos."""

import hashlib
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import Q, QuerySet, prefetch_related_objects
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from arcadumas.base import sealed
from arcadumas.base.compiled import Slot, prepared
from arcadumas.base.files import Clean
from arcadumas.base.refusals import OutOfTurn, Unfit, Unseen
from arcadumas.core.audit import trail
from arcadumas.core.handling import reasons
from arcadumas.core.handling.models import Invitation, InvitationReply
from arcadumas.core.handling.visible import ground
from arcadumas.core.handling.workflow import OPEN, check, move, note_line, nouns, require_fresh, take
from arcadumas.core.organisation import powers
from arcadumas.core.organisation.actors import HOUSE, Actor, Seat
from arcadumas.core.organisation.models import Unit
from arcadumas.core.reports import attachments, journal
from arcadumas.core.reports.models import Attachment, Report
from arcadumas.core.reports.team_facts import EvidenceAdded, InvitationEnded, Invited, InvitedReplied

DAYS, LONGEST, REPLIES = 14, 90, 10
TABLE = "handling_invitation"
LANGUAGES = ("id", "en")


@transaction.atomic
def invite(
    code: str, *, by: Actor, to: str, text: str, days: int = DAYS, email: str = "", language: str = "id", version: int | None = None
) -> tuple[Invitation, str]:  # fmt: skip
    """The invitation and its token, which is shown once and kept as a digest; sealed as well where a mail is to carry it.
    Works for `days`, or until it is revoked."""
    report = take(code, by=by)
    seat = powers.require(by, "invite", at=ground(report, by))
    check(report, "invite", version=version)
    to = reasons.require(to, field="to", least=2, most=150)
    text = reasons.require(text, field="text", most=5_000)
    if not 1 <= days <= LONGEST:
        raise Unfit("invitation.days", _("Choose between 1 and {most} days."), field="days", most=LONGEST)
    at, token, email = journal.now(), secrets.token_urlsafe(32), _address(email)
    invitation = Invitation(
        report=report, unit_id=seat.unit_id, to=to, text=text, token_digest=_digest(token), by_id=powers.person_of(by),
        at=at, expires_at=at + timedelta(days=days), language=language if language in LANGUAGES else "id",
    )  # fmt: skip
    if email:
        invitation.email, invitation.token = _sealed(invitation, "email", email), _sealed(invitation, "token", token)
    invitation.save()
    trail.record("outside_invited", by=by.login, post=seat.title, via=by.via, subject=report.code, invitation=invitation.pk)  # fmt: skip
    move(report, "invite", by=by, seat=seat, at=at, facts=Invited(invitation=invitation.pk, to=to))
    return invitation, token


@transaction.atomic
def end_invitation(code: str, number: int, *, by: Actor, version: int | None = None) -> Invitation:
    """The link dies at once; what was answered stays."""
    report = take(code, by=by)
    seat = powers.require(by, "invite", at=ground(report, by))
    check(report, "end_invitation")
    invitation = Invitation.objects.filter(report=report, pk=number, ended_at=None).first()
    if invitation is None:
        raise OutOfTurn("invitation.over", _("There is no such link. It may be ended already."), state=report.state, may=nouns(report))  # fmt: skip
    require_fresh(report, version)
    at = journal.now()
    invitation.ended_at = at
    invitation.save(update_fields=["ended_at"])
    trail.record("outside_ended", by=by.login, post=seat.title, via=by.via, subject=report.code, invitation=number)
    move(report, "end_invitation", by=by, seat=seat, at=at, facts=InvitationEnded(invitation=number))
    return invitation


def end_with(report: Report, unit: Unit, *, by: Actor, seat: Seat, at: datetime) -> None:
    """The unit gave the report back or lost it: nobody outside is asked in its name any more. Saved by the move that follows."""
    for invitation in Invitation.objects.filter(report=report, unit=unit, ended_at=None, expires_at__gt=at).order_by(
        "id"
    ):
        invitation.ended_at = at
        invitation.save(update_fields=["ended_at"])
        trail.record("outside_ended", by=by.login, post=seat.title, via=by.via, subject=report.code, invitation=invitation.pk)  # fmt: skip
        note_line(report, by=by, seat=seat, at=at, facts=InvitationEnded(invitation=invitation.pk))


def look(token: str) -> Invitation:
    """What the link opens. The first opening is kept, and each is audited. Raises Unseen for one that is over or unknown."""
    invitation = _open(token)
    if invitation.opened_at is None:
        Invitation.objects.filter(pk=invitation.pk, opened_at=None).update(opened_at=timezone.now())
    trail.record("outside_opened", by="outside", via="link", subject=invitation.report.code, invitation=invitation.pk)
    return invitation


@transaction.atomic
def reply(token: str, *, text: str, files: Sequence[tuple[str, Clean]] = ()) -> InvitationReply:
    """Words, and photos as evidence that officers see. Raises Unseen, Unfit."""
    invitation = _open(token)
    report = take(invitation.report.code, by=HOUSE)
    invitation = _open(token)  # as it stands under the lock
    text = reasons.require(text, field="text", most=5_000)
    if invitation.replies.count() >= REPLIES:
        raise Unfit("invitation.enough", _("You have answered {most} times. Ask the unit for a new link."), field="text", most=REPLIES)  # fmt: skip
    at = journal.now()
    for name, file in files:
        kept = attachments.keep(report, file, name=name, kind=Attachment.Kind.OTHER, at=at)
        facts = EvidenceAdded(attachment=str(kept.pk), shows=kept.kind, content_type=kept.content_type)
        note_line(report, by=HOUSE, at=at, facts=facts)
    answer = InvitationReply.objects.create(invitation=invitation, text=text, at=at)
    trail.record("outside_replied", by="outside", via="link", subject=report.code, invitation=invitation.pk)
    move(report, "invited_reply", by=HOUSE, at=at, facts=InvitedReplied(invitation=invitation.pk, reply=answer.pk, to=invitation.to))  # fmt: skip
    return answer


def running(report: Report) -> list[Invitation]:
    """Every invitation, the newest first, with its replies. One statement; two where there are some."""
    found = _of(report.pk)
    prefetch_related_objects(found, "replies")
    return found


@prepared
def _of(report: Slot) -> QuerySet[Invitation]:
    return Invitation.objects.filter(report=report).select_related("unit").order_by("-id")


def is_live(invitation: Invitation, at: datetime) -> bool:
    return invitation.ended_at is None and invitation.expires_at > at and invitation.report.state in OPEN


def email_of(invitation: Invitation) -> str:
    """Where the link was sent; "" when it was not. Only for messages on their way out, and for who invited."""
    return _unsealed(invitation, "email", bytes(invitation.email))


def token_of(invitation: Invitation) -> str:
    """Only for messages on their way out."""
    return _unsealed(invitation, "token", bytes(invitation.token))


def _sealed(invitation: Invitation, field: str, value: str) -> bytes:
    return sealed.seal(value, table=TABLE, row=bytes(invitation.token_digest).hex(), field=field)


def _unsealed(invitation: Invitation, field: str, value: bytes) -> str:
    row = bytes(invitation.token_digest).hex()
    return sealed.unseal(value, table=TABLE, row=row, field=field) if value else ""


def _address(given: str) -> str:
    email = given.strip()
    try:
        if email:
            validate_email(email)
    except ValidationError:
        raise Unfit("form.email", _("That is no e-mail address. Example: nama@contoh.go.id."), field="email") from None
    return email


def _open(token: str) -> Invitation:
    alive = Q(ended_at=None, expires_at__gt=timezone.now(), report__state__in=sorted(OPEN))
    found = Invitation.objects.filter(alive, token_digest=_digest(token)).select_related("report", "unit").first()
    if found is None:
        raise Unseen("invitation.over", _("This link has ended. Ask the unit that sent it for a new one."))
    return found


def _digest(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
