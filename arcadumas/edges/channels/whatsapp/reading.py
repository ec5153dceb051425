"""Reading what the webhook kept: every element in order, each in its own savepoint, each once.

A status goes to the receipts, a button to the acts, news of a template to the registry, words and photos to their case (filing.py).
"""

import logging
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from django.db import transaction
from django.utils import timezone, translation

from arcadumas.base import sealed
from arcadumas.base.gateways.whatsapp import WhatsAppError
from arcadumas.base.inbound import store
from arcadumas.base.inbound.models import Inbound
from arcadumas.base.outages import AWAY
from arcadumas.core.organisation import people
from arcadumas.core.organisation.actors import Via
from arcadumas.core.reports import emergency
from arcadumas.duties.notifications import (
    acting,
    readmitting,
    receipts,
    registry,
    stopping,
    talking,
    talks,
    windows,
)
from arcadumas.duties.notifications.receipts import Said
from arcadumas.duties.notifications.typed import nothing
from arcadumas.edges.channels.whatsapp import asking, filing, parse
from arcadumas.edges.channels.whatsapp.models import Heard
from arcadumas.edges.channels.whatsapp.parse import Element, Incoming, Press, Status, TemplateNews

log = logging.getLogger(__name__)
CHANNEL = "whatsapp"
BATCH = 20
Reply = tuple[str, str, str]  # to which number, from which line, what
# Kinds of message that open the customer-service window beyond doubt; a reaction or an unknown kind does not count.
TALK = frozenset({"text", "image", "video", "audio", "document", "sticker", "location", "contacts", "button", "interactive", "order"})  # fmt: skip
UNFIT = frozenset({"audio", "contacts"})
KEPT = frozenset({"text", "image", "video", "document", "location"})  # what may belong to a case
_replies = ThreadPoolExecutor(max_workers=4, thread_name_prefix="whatsapp-reply")


def once() -> int:
    """Read one batch of kept payloads; how many. Replies leave after the commit."""
    replies: list[Reply] = []
    with transaction.atomic():
        rows = store.claim(CHANNEL, BATCH)
        parsed = [(inbound, found) for inbound in rows if (found := _parsed(inbound)) is not None]
        is_noted = _noted([element for _inbound, found in parsed for element in found if isinstance(element, Status)])
        for inbound, found in parsed:
            rest = [element for element in found if not (is_noted and isinstance(element, Status))]
            replies += _read(inbound, rest)
    for number, line, sentence in replies:
        if (wait := filing.turn(number)) is not None:
            _replies.submit(_reply, number, line, sentence, wait)
    return len(rows)


def _parsed(inbound: Inbound) -> list[Element] | None:
    try:
        return parse.elements(store.read(inbound))
    except parse.Unreadable as error:
        store.fail(inbound, str(error), is_final=True)
        return None


def _noted(statuses: Sequence[Status]) -> bool:
    """The statuses of the whole batch at once. False when one of them cannot be kept: then each is tried by itself."""
    try:
        with transaction.atomic():
            receipts.note_all([_said(each) for each in statuses])
    except AWAY:
        raise
    except Exception:
        log.exception("statuses could not be kept together; trying them one by one")
        return False
    return True


def _said(status: Status) -> Said:
    return Said(
        status=status.status, at=status.at, message_id=status.opaque, provider_id=status.provider_id,
        error_code=str(status.error_code or ""), error_text=status.error_text,
        pricing=status.pricing,
    )  # fmt: skip


def _read(inbound: Inbound, elements: Sequence[Element]) -> list[Reply]:
    replies: list[Reply] = []
    failed = ""
    for element in elements:
        try:
            with transaction.atomic():
                replies += list(_handle(element))
        except AWAY:
            raise
        except Exception as error:
            log.exception("one element of a webhook could not be handled")
            failed = type(error).__name__
    if failed:
        store.fail(inbound, failed)
    else:
        store.done(inbound)
    return replies


def _handle(element: Element) -> Iterator[Reply]:
    if isinstance(element, Status):
        receipts.note_all([_said(element)])
        return
    if isinstance(element, TemplateNews):
        registry.heed(element.field, element.value, at=element.at)
        return
    if not _is_new(element.id):
        return
    if isinstance(element, Press) or element.type in TALK:
        windows.heard(element.number, line=element.line, at=element.at or timezone.now())
    yield from _pressed(element) if isinstance(element, Press) else _written(element)


def _written(element: Incoming) -> Iterator[Reply]:
    if (said := _stopped(element)) is not None:
        if talks.may_answer(element.number):
            yield element.number, element.line, said
    elif element.type in KEPT and (element.answers or filing.is_known(element.number)):
        filing.keep(element)
    elif element.type in TALK and (said := _not_kept(element)):
        yield element.number, element.line, said


def _stopped(element: Incoming) -> str | None:
    """BERHENTI, MULAI or KUNCI of a number that has reports: what is said back."""
    if element.type == "text" and readmitting.is_wish(element.text):
        return readmitting.by_number(element.number) or None
    is_told = stopping.wish(element.text) if element.type == "text" else None
    return None if is_told is None else stopping.by_number(element.number, is_told=is_told) or None


def _not_kept(element: Incoming) -> str:
    """What is said of words by a stranger, once a day, and of a kind of message that no report can hold."""
    if element.type in UNFIT:
        return _unfit(element.number)
    if not element.number or people.with_phone(element.number) or stopping.wish(element.text) is False:
        return ""
    if (advice := _advice(element.text)) and talks.may_answer(element.number):
        return advice
    if element.type not in KEPT:
        return ""
    return "\n\n".join(talking.way(language=each) for each in ("id", "en")) if talks.may_guide(element.number) else ""


def _unfit(number: str) -> str:
    """Of a voice note or a contact, to officers and reporters in their language."""
    heard = nothing(number, talking.unfit)
    return heard.sentence if heard.sentence and talks.may_answer(number) else ""


def _advice(text: str) -> str:
    """To a stranger who writes of danger, in both languages."""
    said = []
    for language in ("id", "en"):
        with translation.override(language):
            said.append(emergency.advice(text))
    return "\n\n".join(filter(None, said))


def _pressed(element: Press) -> Iterator[Reply]:
    if element.payload.startswith(asking.MARK):
        filing.choose(element.payload, number=element.number)
        return
    pressed = acting.press(element.payload, from_number=element.number, via=Via.WHATSAPP)
    if pressed.sentence and element.number:
        yield element.number, element.line, pressed.sentence


def _is_new(message_id: str) -> bool:
    """True for the first time; the row goes with the transaction of what is done about it."""
    key = sealed.blind(message_id, purpose="whatsapp.heard")
    if Heard.objects.filter(key=key).exists():
        return False
    Heard.objects.create(key=key)
    return True


def _reply(number: str, line: str, sentence: str, wait: float) -> None:
    """From the line that was spoken to, within the 24 hours that this has opened, and when it is this number's turn. Lost is lost: the page shows the same."""
    time.sleep(wait)
    try:
        filing.client(line).send_text(to=number, body=sentence, opaque="reply")
    except WhatsAppError as error:
        log.warning("a reply to a button did not leave: %s %s", error.kind, error.code)


def purge() -> int:
    """Forget what was heard a month ago and drop payloads that were read a week ago."""
    now = timezone.now()
    windows.purge()
    filing.purge()
    talks.purge()
    return Heard.objects.filter(at__lt=now - timedelta(days=30)).delete()[0] + store.purge(now - timedelta(days=7))
