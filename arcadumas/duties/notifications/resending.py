"""Send a message once more, because a person says so."""

import uuid

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from arcadumas.base import wake
from arcadumas.base.refusals import OutOfTurn, Unseen
from arcadumas.core.handling import workflow
from arcadumas.core.handling.visible import ground
from arcadumas.core.organisation import powers
from arcadumas.core.organisation.actors import Actor
from arcadumas.core.reports import journal
from arcadumas.duties.notifications.composing import address_of, content_of, put
from arcadumas.duties.notifications.models import Message, Notice

ENDED = ("sent", "delivered", "read", "failed", "uncertain", "superseded")


@transaction.atomic
def resend(message_id: uuid.UUID, *, by: Actor) -> Message:
    """The same text to the same address as a new message; the old one stays as it was.

    Raises Unseen (404), Powerless (403), OutOfTurn (409) while the old one is still on its way."""
    old = Message.objects.select_for_update().filter(pk=message_id).first()
    notices = list(Notice.objects.select_related("report").filter(messages=message_id).order_by("id"))
    if old is None or not notices:
        raise _unseen()
    report = workflow.find(notices[0].report.code, by=by)
    powers.require(by, "resend", at=ground(report, by))
    if old.state not in ENDED:
        raise OutOfTurn(
            "message.on_its_way", _("This message is still on its way. Wait until it has arrived or failed."),
            state=report.state,
        )  # fmt: skip
    return _copy(old, notices)


def _copy(old: Message, notices: list[Notice]) -> Message:
    at = journal.now()
    key = old.dedupe_key.split(":again:")[0]
    times = Message.objects.filter(dedupe_key__startswith=f"{key}:again:").count()
    new = Message(
        dedupe_key=f"{key}:again:{times + 1}", channel=old.channel, carrier=old.carrier, template=old.template,
        language=old.language, queued_at=at, next_at=at,
    )  # fmt: skip
    put(new, to=address_of(old.pk, bytes(old.to)), content=content_of(old.pk, bytes(old.text)))
    new.save(force_insert=True)
    new.notices.set(notices)
    transaction.on_commit(wake.send, robust=True)
    return new


def _unseen() -> Unseen:
    return Unseen("message.not_seen", _("There is no such message, or it is not for your post."))
