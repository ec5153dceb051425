"""Reading what was fetched: one mail at a time, in one transaction, once.

In this order: our own mail, a bounce, a machine, too many from one sender, an answer to a mail of ours, a stranger. A
door for new complaints by mail would be one more branch before the last.
"""

import logging
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from arcadumas.base import sealed
from arcadumas.base.inbound import store
from arcadumas.base.inbound.models import Inbound
from arcadumas.base.limits import counting
from arcadumas.base.outages import AWAY
from arcadumas.core.organisation.actors import Via
from arcadumas.duties.notifications import answering, postmarks, receipts
from arcadumas.duties.notifications.models import Message
from arcadumas.edges.channels.email import automatic, bounces, parse, replying
from arcadumas.edges.channels.email.bounces import Bounce
from arcadumas.edges.channels.email.models import Heard
from arcadumas.edges.channels.email.parse import Incoming
from arcadumas.edges.channels.email.polling import CHANNEL
from arcadumas.edges.channels.email.replying import Letter

log = logging.getLogger(__name__)
Kind = Heard.Kind
PER_HOUR = 20  # mails from one sender that are acted upon
_post = ThreadPoolExecutor(max_workers=1, thread_name_prefix="mail-reply")


class TooMany(Exception):
    """A reply that would be used, were there not so many."""


def once() -> int:
    """Read one kept mail; how many. What is said back leaves after the commit."""
    with transaction.atomic():
        rows = store.claim(CHANNEL, 1)
        letters = [letter for inbound in rows if (letter := _read(inbound))]
    for letter in letters:
        _post.submit(replying.send, letter)
    return len(rows)


def _read(inbound: Inbound) -> Letter | None:
    try:
        mail = parse.read(store.read(inbound))
    except parse.Unreadable as error:
        store.fail(inbound, str(error), is_final=True)
        return None
    try:
        with transaction.atomic():
            letter = _heard(mail)
    except TooMany as error:  # a reply: a person decides, with `arcadumas inbound`
        store.fail(inbound, str(error), is_final=True)
        return None
    except AWAY:  # the database's trouble, not the mail's
        raise
    except Exception as error:
        log.exception("a mail could not be worked on")
        store.fail(inbound, type(error).__name__)
        return None
    store.done(inbound)
    return letter


def _heard(mail: Incoming) -> Letter | None:
    """The row that it was heard commits together with what is done about it."""
    key = sealed.blind(mail.key, purpose="email.heard")
    if Heard.objects.filter(key=key).exists():
        return None
    heard = Heard(key=key)
    letter = _sorted(mail, heard)
    heard.save(force_insert=True)
    return letter


def _sorted(mail: Incoming, heard: Heard) -> Letter | None:
    if postmarks.find(mail.header("Message-ID")) or mail.sender in replying.own_addresses():
        heard.kind = Kind.OWN
        return None
    if bounce := bounces.read(mail):
        _bounced(bounce, heard)
        return None
    heard.message_id = _message((mail.recipients, *mail.answers))
    if sign := automatic.sign(mail):
        heard.kind, heard.detail = Kind.AUTOMATIC, sign
        return None
    if counting.take("mail.sender", mail.sender, limit=PER_HOUR, seconds=3600):
        if heard.message_id:
            raise TooMany(f"more than {PER_HOUR} mails an hour from one sender")
        heard.kind = Kind.TOO_MANY
        return None
    return _answered(mail, heard) if heard.message_id else _by_stranger(mail, heard)


def _message(traces: Iterable[str]) -> UUID | None:
    """The message of ours that is meant, if we still have it."""
    found = next(filter(None, map(postmarks.find, traces)), None)
    return found if found and Message.objects.filter(pk=found).exists() else None


def _bounced(bounce: Bounce, heard: Heard) -> None:
    """A failure goes where WhatsApp's go: the other channel takes over. What is delayed is still under way."""
    heard.kind = Kind.DELAYED if bounce.state == "delayed" else Kind.BOUNCE
    heard.detail = bounce.code
    heard.message_id = _message(bounce.traces)
    if heard.message_id and bounce.state != "delayed":
        receipts.note(
            status=bounce.state,
            at=timezone.now(),
            message_id=str(heard.message_id),
            error_code=bounce.code,
            error_text=bounce.words,
        )


def _answered(mail: Incoming, heard: Heard) -> Letter | None:
    assert heard.message_id is not None  # noqa: S101  (_sorted asked)
    files = [(file.name, file.data) for file in mail.files[: parse.MOST_FILES]]
    answer = answering.Answer(message_id=heard.message_id, subject=mail.subject, text=mail.text, files=files)
    taken = answering.take(answer, via=Via.EMAIL)
    if taken.outcome == "unknown":
        return _by_stranger(mail, heard)
    heard.kind = Kind.REPLY if taken.outcome == "taken" else Kind.REFUSED
    return replying.compose(mail, taken.sentence, language=taken.language) if taken.sentence else None


def _by_stranger(mail: Incoming, heard: Heard) -> Letter | None:
    """Kindly shown the way to the form, once a day, if that can do no harm."""
    heard.kind = Kind.STRANGER
    return replying.to_stranger(mail) if settings.EMAIL_URL else None


def purge() -> int:
    """Forget what was heard a year ago: a copy may turn up late, when a mailbox is moved. (Payloads: base/inbound.)"""
    return Heard.objects.filter(at__lt=timezone.now() - timedelta(days=365)).delete()[0]
