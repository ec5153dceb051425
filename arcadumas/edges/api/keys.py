"""Idempotency-Key: the first answer again for the same caller, path, key and body, for 24 hours.

The key's row is written in the transaction of its act, so a try that was killed or refused leaves none. Whoever comes
second waits for the first, five seconds at most.
"""

import hashlib
import json
from dataclasses import dataclass
from datetime import timedelta

from django.db import OperationalError, connection
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from psycopg.errors import LockNotAvailable

from arcadumas.base import sealed
from arcadumas.edges.api.models import FirstAnswer
from arcadumas.edges.api.refusals import KeyReused, StillRunning

HOURS, WAIT = 24, 5_000  # hours, milliseconds
LONGEST = 255
TABLE = "api_firstanswer"
# One statement: it sets how long to wait, takes the place (also one whose day is over), and stops the waiting limit again.
RESERVE = f"""
WITH patience AS MATERIALIZED (SELECT set_config('lock_timeout', '{WAIT}', true))
INSERT INTO {TABLE} AS kept (place, body, answer, at) SELECT %(place)s, %(body)s, '', now() FROM patience
ON CONFLICT (place) DO UPDATE SET body = excluded.body, answer = '', at = excluded.at
    WHERE kept.at < now() - interval '{HOURS} hours'
RETURNING set_config('lock_timeout', '0', true)
"""  # noqa: S608  (constants of this module)


class Replay(Exception):
    """The first answer is there already: `response` is it."""

    def __init__(self, response: HttpResponse) -> None:
        super().__init__("replay")
        self.response = response


@dataclass(frozen=True, kw_only=True)
class Slot:
    """Where a key stands, and what was sent with it."""

    place: bytes
    body: bytes


def slot(request: HttpRequest, *, caller: str, sent: bytes) -> Slot | None:
    """None without the header. `caller` is the token, the report whose secret was shown, or nobody."""
    key = request.headers.get("Idempotency-Key", "").strip()
    if not key:
        return None
    if len(key) > LONGEST:
        raise KeyReused(
            "api.key_long", _("An Idempotency-Key has at most {most} characters. Send a shorter one."), most=LONGEST
        )
    place = sealed.blind("\n".join((caller, request.path, key)), purpose="api.key")
    return Slot(place=place, body=hashlib.sha256(sent).digest())


def recall(slot: Slot | None) -> None:
    """Raises Replay when this was answered before, KeyReused when something else was sent with the key."""
    if slot is None:
        return
    since = timezone.now() - timedelta(hours=HOURS)
    kept = FirstAnswer.objects.filter(place=slot.place, at__gt=since).values_list("body", "answer").first()
    if kept is None:
        return
    if bytes(kept[0]) != slot.body:
        raise KeyReused(
            "api.key_reused", _("This Idempotency-Key was used with another body. Take a new key for a new act.")
        )
    raise Replay(_open(bytes(kept[1]), slot))


def reserve(slot: Slot) -> None:
    """Take the key inside the act's transaction. Raises Replay, KeyReused, StillRunning."""
    try:
        with connection.cursor() as cursor:
            cursor.execute(RESERVE, {"place": slot.place, "body": slot.body})
            is_taken = cursor.fetchone() is not None
    except OperationalError as error:
        if isinstance(error.__cause__, LockNotAvailable):
            raise StillRunning("api.still_running", _("The first request with this key is still at work. Ask again in a moment.")) from None  # fmt: skip
        raise
    if not is_taken:
        recall(slot)


def keep(slot: Slot, response: HttpResponse) -> None:
    plain = json.dumps(
        {"status": response.status_code, "etag": response.get("ETag", ""), "body": response.content.decode()}
    )
    closed = sealed.seal(plain, table=TABLE, row=slot.place.hex(), field="answer")
    FirstAnswer.objects.filter(place=slot.place).update(answer=closed)


def _open(closed: bytes, slot: Slot) -> HttpResponse:
    kept = json.loads(sealed.unseal(closed, table=TABLE, row=slot.place.hex(), field="answer"))
    response = HttpResponse(kept["body"], status=kept["status"], content_type="application/json")
    if kept["etag"]:
        response["ETag"] = kept["etag"]
    return response


def purge() -> int:
    """Remove the keys whose day is over; how many there were."""
    return FirstAnswer.objects.filter(at__lt=timezone.now() - timedelta(hours=HOURS)).delete()[0]
