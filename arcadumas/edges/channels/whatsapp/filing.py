"""What somebody typed to us on WhatsApp, or a photo: filed at the case it answers, or asked which case that is.

Kept by the webhook's reader as a payload of its own, so that fetching a photo holds no transaction and is tried again. Never
a new complaint: an officer's words belong to a case, a reporter's to one of the reports of that number.
"""

import json
import logging
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from arcadumas.base.gateways import whatsapp_media
from arcadumas.base.gateways.whatsapp import Client, WhatsAppError
from arcadumas.base.inbound import store
from arcadumas.base.inbound.models import Inbound, State
from arcadumas.base.outages import AWAY
from arcadumas.core.organisation import people
from arcadumas.core.organisation.actors import Via
from arcadumas.core.reports import identity
from arcadumas.duties.notifications import allowances, talking, templates_sync, windows
from arcadumas.duties.notifications.spoken import Heard, Typed
from arcadumas.duties.notifications.typed import file, hear, nothing, unclear
from arcadumas.edges.channels.whatsapp import asking
from arcadumas.edges.channels.whatsapp.models import Asked
from arcadumas.edges.channels.whatsapp.parse import Incoming

log = logging.getLogger(__name__)
CHANNEL = "whatsapp-typed"
BATCH = 10
LARGEST = 10_000_000  # bytes of one file
UNFIT = "video"  # is not fetched: no report can hold it
DAY = timedelta(hours=24)
BREATH = timedelta(minutes=2)
Missing = Callable[[str], str] | None
_replies = ThreadPoolExecutor(max_workers=2, thread_name_prefix="whatsapp-answer")


def keep(element: Incoming, *, code: str = "") -> None:
    """In the caller's transaction. What is a number only may choose from the list that was asked."""
    if (asked := _asked(element.number)) and (code := asking.chosen(element.text, asked.codes)):
        _choose(asked, code)
        return
    _put(
        {
            "number": element.number, "text": element.text, "answers": element.answers, "line": element.line, "code": code,
            "kind": element.type, "media": element.media, "name": element.name, "at": element.at.isoformat() if element.at else "",
        }
    )  # fmt: skip


def choose(payload: str, *, number: str) -> None:
    """A row of our list, or a button under our question, was pressed: by the number that was asked, within a day."""
    _words, _colon, rest = payload.partition(":")
    key, _colon, place = rest.partition(":")
    asked = next((each for each in _open(number) if each.pk.hex == key), None)
    if asked is None:
        return
    if place.isdecimal() and int(place) < len(asked.codes):
        _choose(asked, asked.codes[int(place)])
    else:
        _together(asked).delete()


def _choose(asked: Asked, code: str) -> None:
    """With all that was sent in the same breath."""
    for each in _together(asked).select_related("inbound").order_by("inbound__received_at"):
        _put(json.loads(store.read(each.inbound)) | {"code": code})
    _together(asked).delete()


def _together(asked: Asked) -> QuerySet[Asked]:
    return Asked.objects.filter(number=asked.number, at=asked.at)


def _asked(number: str) -> Asked | None:
    """What this number was asked last and has not answered."""
    return _open(number).order_by("-at").first()


def _open(number: str) -> QuerySet[Asked]:
    if not number:
        return Asked.objects.none()
    return Asked.objects.filter(at__gt=timezone.now() - DAY, number=_blind(number))


def _blind(number: str) -> bytes:
    return windows.blind(f"+{number.removeprefix('+')}")


def _put(content: dict[str, Any]) -> None:
    store.keep(CHANNEL, json.dumps(content).encode(), headers={})


def is_known(number: str) -> bool:
    """Whether this number is an officer's, or something was reported with it."""
    return bool(number) and (people.with_phone(number) is not None or identity.reports_of(number).exists())


# -- Filing ------------------------------------------------------------------------------------------------------------
def once() -> int:
    """File what waits; how many. Photos are fetched first, outside any transaction; answers leave after the commit."""
    waiting = Inbound.objects.filter(channel=CHANNEL, state=State.NEW, retry_at__lte=timezone.now())
    rows = list(waiting.order_by("retry_at", "id")[:BATCH])
    return sum(_one(row) for row in rows)


def _one(row: Inbound) -> bool:
    content = json.loads(store.read(row))
    files, missing = [], talking.unfit if content.get("kind") == UNFIT else None
    try:
        files = _fetched(content) if missing is None else []
    except WhatsAppError as error:
        if error.kind == "temporary" and row.attempts < len(store.DELAYS):
            return _later(row, f"photo: {error.kind} {error.code or error.http or ''}")
        missing = unclear
    with transaction.atomic():
        if not Inbound.objects.select_for_update(skip_locked=True).filter(pk=row.pk, state=State.NEW).exists():
            return False
        answers = _filed(row, content, files, missing=missing)
    for answer in answers:
        if (wait := turn(content["number"])) is not None:
            _replies.submit(_say, content["number"], content["line"], answer, wait)
    return True


def _later(row: Inbound, why: str) -> bool:
    with transaction.atomic():
        if Inbound.objects.select_for_update(skip_locked=True).filter(pk=row.pk, state=State.NEW).exists():
            store.fail(row, why)
    return True


def _filed(row: Inbound, content: dict[str, Any], files: Sequence[tuple[str, bytes]], *, missing: Missing) -> list[dict[str, Any]]:  # fmt: skip
    """`missing`: what is said in a language of a file that did not come."""
    at = datetime.fromisoformat(content["at"]) if content.get("at") else None
    typed = Typed(number=content["number"], text=content["text"], answers=content["answers"], files=files, at=at)
    try:
        with transaction.atomic():
            heard = _heard(typed, content["code"], missing)
    except AWAY:
        raise
    except Exception as error:
        log.exception("typed words could not be filed")
        store.fail(row, type(error).__name__)
        return []
    store.done(row)
    if missing and heard.outcome == "taken":
        heard = replace(heard, sentence=f"{heard.sentence}\n{missing(heard.language)}".strip())
    return _answers(row, heard, content["number"])


def _heard(typed: Typed, code: str, missing: Missing) -> Heard:
    if missing and not typed.text.strip():
        return nothing(typed.number, missing)
    return file(typed, code, via=Via.WHATSAPP) if code else hear(typed, via=Via.WHATSAPP)


def _answers(row: Inbound, heard: Heard, number: str) -> list[dict[str, Any]]:
    if heard.outcome != "which":
        return [asking.plain(heard.sentence)] if heard.sentence else []
    begun, now = _asked(number), timezone.now()
    if begun and now - begun.at < BREATH:  # an album, a second thought: one question for all
        Asked.objects.create(number=_blind(number), inbound=row, codes=begun.codes, at=begun.at)
        return []
    Asked.objects.filter(number=_blind(number)).delete()
    asked = Asked.objects.create(number=_blind(number), inbound=row, codes=list(heard.codes), at=now)
    return [asking.question(asked.pk, heard)]


def _fetched(content: dict[str, Any]) -> list[tuple[str, bytes]]:
    if not content["media"]:
        return []
    data = whatsapp_media.fetch(client(content["line"]), content["media"], limit=LARGEST)
    return [(content["name"] or "foto.jpg", data)]


# -- Saying ------------------------------------------------------------------------------------------------------------
def turn(number: str) -> float | None:
    """In how many seconds this number may be answered; None where it has been told so much that nothing more is said."""
    return allowances.reserve(f"+{number.lstrip('+')}")


def _say(number: str, line: str, content: dict[str, Any], wait: float) -> None:
    """Inside the window that the words have opened, from the line they came to, when it is this number's turn. Lost is lost:
    the page shows the same."""
    time.sleep(wait)
    try:
        client(line).send(number, "reply", content)
    except WhatsAppError as error:
        log.warning("an answer to typed words did not leave: %s %s", error.kind, error.code)


def client(line: str) -> Client:
    ours = {settings.WHATSAPP_PHONE_NUMBER_ID, settings.WHATSAPP_CITIZEN_PHONE_NUMBER_ID}
    usual = templates_sync.client()
    return replace(usual, phone_number_id=line) if line in ours else usual


def purge() -> int:
    """Forget what was asked and not answered within a day."""
    return Asked.objects.filter(at__lt=timezone.now() - DAY).delete()[0]
