"""Send a message once more, because a person says so: to where the recipient is reached now, and never too often."""

import uuid
from collections.abc import Sequence
from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from arcadumas.base import moments, wake
from arcadumas.base.refusals import OutOfTurn, Unseen
from arcadumas.core.audit import trail
from arcadumas.core.handling import invite, workflow
from arcadumas.core.handling.models import Invitation
from arcadumas.core.handling.visible import ground
from arcadumas.core.organisation import people, powers
from arcadumas.core.organisation.actors import Actor
from arcadumas.core.reports import identity, journal
from arcadumas.core.reports.models import Report
from arcadumas.duties.notifications import hushing
from arcadumas.duties.notifications.composing import content_of, put
from arcadumas.duties.notifications.hushing import Verdict
from arcadumas.duties.notifications.models import Channel, Message, Notice, RecipientKind

ENDED = ("sent", "delivered", "read", "failed", "uncertain", "superseded")
UNDER_WAY = ("queued", "claimed")
PAUSE = timedelta(minutes=15)  # between two copies
MOST = 3  # copies a day


@transaction.atomic
def resend(message_id: uuid.UUID, *, by: Actor) -> Message:
    """The same text as a new message; the old one stays as it was.

    Raises Unseen (404), Powerless (403), OutOfTurn (409) while it is on its way, was sent again a moment ago or three times
    today, or when its recipient is no longer reached there."""
    old = Message.objects.filter(pk=message_id).first()
    notices = list(
        Notice.objects.select_related("report", "post", "person", "event").filter(messages=message_id).order_by("id")
    )
    if old is None or not notices or notices[0].report is None:
        raise _unseen()
    report = workflow.find(notices[0].report.code, by=by)
    seat = powers.require(by, "resend", at=ground(report, by))
    _require_sayable(old, notices[0])
    copies = family(old)
    require_ended(copies, report)
    where = _address(notices[0], report, old.channel)
    new = _copy(old, notices, key=key_of(old, copies), to=where, by=by)
    trail.record(
        "message_resent", by=by.login, post=seat.title, via=by.via, subject=report.code, message=str(old.pk),
        channel=old.channel, recipient=notices[0].post.title if notices[0].post else notices[0].recipient,
    )  # fmt: skip
    return new


def _key(message: Message) -> str:
    return message.dedupe_key.split(":again:")[0]


def key_of(message: Message, copies: Sequence[Message]) -> str:
    """Of the next copy, after these."""
    return f"{_key(message)}:again:{len(copies)}"


def family(message: Message) -> list[Message]:
    """The first one, locked so that two officers wait for each other, and every copy of it, oldest first."""
    key = _key(message)
    first = Message.objects.select_for_update(no_key=True).filter(dedupe_key=key).first()
    copies = Message.objects.filter(dedupe_key__startswith=f"{key}:again:").defer("to", "text")
    return [*([first] if first else [message]), *copies.order_by("queued_at", "id")]


def require_ended(copies: Sequence[Message], report: Report) -> None:
    """Raises OutOfTurn while one is on its way, was sent a moment ago, or was sent often enough today."""
    if any(each.state in UNDER_WAY for each in copies):
        raise OutOfTurn(
            "message.on_its_way", _("This message is still on its way. Wait until it has arrived or failed."),
            state=report.state,
        )  # fmt: skip
    now, again = journal.now(), copies[1:]
    if again and again[-1].queued_at > now - PAUSE:
        raise OutOfTurn(
            "message.just_resent", _("This message was sent again a moment ago. It can be sent once more at {time}."),
            state=report.state, time=moments.clock(again[-1].queued_at + PAUSE),
        )  # fmt: skip
    if len([each for each in again if each.queued_at > now - timedelta(days=1)]) >= MOST:
        raise OutOfTurn(
            "message.resent_enough", _("This message was sent again {number} times within a day. Call the recipient instead."),
            state=report.state, number=MOST,
        )  # fmt: skip


def _address(notice: Notice, report: Report, channel: str) -> str:
    """Where the same recipient is reached by this channel now. Raises OutOfTurn when nowhere."""
    where = _of_post(notice) if notice.post else ELSEWHERE[RecipientKind(notice.recipient)](notice)
    if not where.get(channel):
        raise OutOfTurn(
            "message.no_address", _("The recipient is no longer reached this way, so nothing was sent. See who holds the post now."),
            state=report.state,
        )  # fmt: skip
    return where[channel]


def _of_reporter(notice: Notice) -> dict[str, str]:
    """Empty when the reporter left no address, or asked to hear no more."""
    if notice.report is None:
        return {}
    who = identity.address_for(notice.report)
    return {Channel.WHATSAPP: who.phone, Channel.EMAIL: who.email}


def _of_post(notice: Notice) -> dict[str, str]:
    """Empty when the post has another holder: the text speaks to the one it was written for."""
    post, person = notice.post, notice.person
    is_same = (
        post and person and post.person_id == person.pk and (not post.valid_to or post.valid_to >= timezone.localdate())
    )
    return {Channel.WHATSAPP: people.phone_of(person), Channel.EMAIL: person.email} if is_same and person else {}


def _of_outside(notice: Notice) -> dict[str, str]:
    """Empty once its link has ended."""
    number = notice.event.facts.get("invitation", 0) if notice.event else 0
    one = Invitation.objects.select_related("report").filter(pk=number).first()
    return {Channel.EMAIL: invite.email_of(one)} if one and invite.is_live(one, timezone.now()) else {}


def _nowhere(notice: Notice) -> dict[str, str]:
    return {}


ELSEWHERE = {
    RecipientKind.REPORTER: _of_reporter, RecipientKind.OUTSIDE: _of_outside, RecipientKind.POST: _nowhere, RecipientKind.PERSON: _nowhere,
}  # fmt: skip


def _require_sayable(message: Message, notice: Notice) -> None:
    """The same text would say today what is not for its recipient (404), or more than may be said (409): it may have been
    found out after the first message."""
    verdict = hushing.unsayable([message.pk]).get(message.pk)
    if verdict == Verdict.NOT_THEIRS:
        raise _unseen()
    if verdict == Verdict.TOO_MUCH:
        raise OutOfTurn(
            "message.says_too_much", _("In messages nothing more may be said of this report than that there is one, so this text is not sent again."),
            state=notice.report.state if notice.report else "",
        )  # fmt: skip


def _copy(old: Message, notices: Sequence[Notice], *, key: str, to: str, by: Actor) -> Message:
    at = journal.now()
    new = Message(
        dedupe_key=key, channel=old.channel, carrier=old.carrier, template=old.template,
        language=old.language, purpose=old.purpose, unit_id=old.unit_id, resent_by_id=by.person_id, queued_at=at, next_at=at,
    )  # fmt: skip
    put(new, to=to, content=content_of(old.pk, bytes(old.text)))
    new.save(force_insert=True)
    new.notices.set(notices)
    transaction.on_commit(wake.send, robust=True)
    return new


def _unseen() -> Unseen:
    return Unseen("message.not_seen", _("There is no such message, or it is not for your post."))
