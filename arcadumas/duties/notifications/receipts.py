"""What carriers say of a message after they took it. In any order, any number of times: the state never goes back."""

import json
import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from arcadumas.base import wake
from arcadumas.core.handling import dispose
from arcadumas.duties.notifications import allowances, charges, claims, settling, windows
from arcadumas.duties.notifications.composing import CLOUD_API
from arcadumas.duties.notifications.models import PUSH, Message, Receipt

RANK = {"sent": 1, "failed": 2, "delivered": 3, "read": 4}
OF_ONE_ATTEMPT = ("sent", "failed")
RANK_OF_STATE = {"queued": 0, "claimed": 0, "uncertain": 0, "superseded": 0, **RANK}
SEEN_BY = ("aduan_disposisi", "aduan_disposisi_kepala")  # reading one of these is reading the disposition


@dataclass(frozen=True, kw_only=True, eq=False)
class Said:
    """One status (sent, delivered, read, failed) for the message of this id (`biz_opaque_callback_data`), else of this
    provider id. `pricing`: what the Cloud API says of it there."""

    status: str
    at: datetime
    message_id: str = ""
    provider_id: str = ""
    error_code: str = ""
    error_text: str = ""
    pricing: Mapping[str, Any] | None = field(default=None, repr=False)


def note(
    *, status: str, at: datetime, message_id: str = "", provider_id: str = "", error_code: str = "", error_text: str = "",
    pricing: Mapping[str, Any] | None = None,
) -> bool:  # fmt: skip
    """Keep one status. False, and nothing kept, for a status or a message that is not ours."""
    said = Said(
        status=status, at=at, message_id=message_id, provider_id=provider_id, error_code=error_code, error_text=error_text,
        pricing=pricing,
    )  # fmt: skip
    return note_all([said]) == 1


@transaction.atomic
def note_all(said: Iterable[Said]) -> int:
    """Keep what is said of our messages; of how many statuses. A fixed number of statements, however many there are.

    Delivered after failed counts: it did arrive. A status settles what was `uncertain`."""
    pairs = _pairs([each for each in said if each.status in RANK])
    if not pairs:
        return 0
    rows = [Receipt(message=message, status=each.status, at=each.at) for each, message in pairs]
    Receipt.objects.bulk_create(rows, ignore_conflicts=True)
    is_first = {message.pk for _said, message in pairs if message.state == "sent" and message.failed_at is None}
    onward = [(message, each) for each, message in pairs if _take(message, each)]
    _write({message.pk: message for _said, message in pairs}.values())
    charges.note([(message, each.status, each.pricing) for each, message in pairs])
    _follow(onward, is_first)
    return len(pairs)


# -- Finding -----------------------------------------------------------------------------------------------------------
def _pairs(said: Sequence[Said]) -> list[tuple[Said, Message]]:
    """Each status with its message, which is locked; what is not ours is left out."""
    by_own = {each: number for each in said if (number := _uuid(each.message_id))}
    rows = _locked(by_own.values())
    rest = [each for each in said if each.provider_id and by_own.get(each) not in rows]
    by_provider: dict[str, uuid.UUID] = {}
    if rest:
        wanted = Message.objects.filter(provider_id__in={each.provider_id for each in rest}).exclude(provider_id="")
        by_provider = dict(wanted.values_list("provider_id", "pk"))
        rows |= _locked(number for number in by_provider.values() if number not in rows)
    found = ((each, rows.get(by_own.get(each)) or rows.get(by_provider.get(each.provider_id))) for each in said)
    return [(each, message) for each, message in found if message]


def _locked(ids: Iterable[uuid.UUID]) -> dict[uuid.UUID | None, Message]:
    """In the order that everybody keeps. What a worker is marking at this moment is waited for."""
    wanted = set(ids)
    if not wanted:
        return {}
    rows = Message.objects.select_for_update(no_key=True).filter(pk__in=wanted).defer("to", "text")
    return {message.pk: message for message in rows.order_by("pk")}


def _uuid(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None


# -- Keeping -----------------------------------------------------------------------------------------------------------
def _take(message: Message, said: Said) -> bool:
    """The first moment of each status, the last of a failure, and the state where it rises: whether it did.

    Of `sent`, the carrier's answer to us counts before its later status. What was said before a failure that has been tried
    anew since, or of that failure itself, is a repetition and says nothing of the new attempt."""
    column = f"{said.status}_at"
    is_repeated = said.status in OF_ONE_ATTEMPT and message.failed_at is not None and said.at <= message.failed_at
    if getattr(message, column) is None:
        setattr(message, column, said.at)
    if is_repeated:
        return False
    message.provider_id = message.provider_id or said.provider_id[:200]
    if RANK[said.status] <= RANK_OF_STATE[message.state]:
        return False
    message.state = said.status
    is_failure = said.status == "failed"
    message.failed_at = said.at if is_failure else message.failed_at
    message.error_code = said.error_code[:20] if is_failure else ""
    message.error_text = said.error_text[:300] if is_failure else ""
    return True


WRITE = """
    UPDATE notifications_message AS m
    SET state = o.state, error_code = o.error_code, error_text = o.error_text, provider_id = o.provider_id,
        sent_at = o.sent_at, delivered_at = o.delivered_at, read_at = o.read_at, failed_at = o.failed_at,
        lease_until = CASE WHEN m.state = o.state THEN m.lease_until END,
        claimed_by = CASE WHEN m.state = o.state THEN m.claimed_by ELSE '' END
    FROM jsonb_to_recordset(%s::jsonb) AS o(
        id uuid, state text, error_code text, error_text text, provider_id text,
        sent_at timestamptz, delivered_at timestamptz, read_at timestamptz, failed_at timestamptz
    )
    WHERE m.id = o.id
"""
COLUMNS = ("state", "error_code", "error_text", "provider_id")
MOMENTS = ("sent_at", "delivered_at", "read_at", "failed_at")


def _write(messages: Iterable[Message]) -> None:
    rows = [
        {"id": str(each.pk), **{name: getattr(each, name) for name in COLUMNS}}
        | {name: at.isoformat() if (at := getattr(each, name)) else None for name in MOMENTS}
        for each in messages
    ]
    with connection.cursor() as cursor:
        cursor.execute(WRITE, [json.dumps(rows)])


# -- What comes of it --------------------------------------------------------------------------------------------------
def _follow(onward: Sequence[tuple[Message, Said]], is_first: Set[uuid.UUID]) -> None:
    """The notices are settled, the disposition is seen, or the other channel takes over. `is_first`: those of which a failure
    is the first, and whose sending is over."""
    ended = {message.pk: message for message, _said in onward}
    failed = [message for message in ended.values() if message.state == "failed"]
    arrived = [number for number, message in ended.items() if message.state in {"delivered", "read"}]
    settling.settle_messages(number for number in arrived if _is_answer(ended[number]))
    if arrived:
        allowances.revive(arrived)
    if failed:
        _learn(failed)
        anew = _by_template(failed) & is_first
        claims.requeue(anew)
        claims.hand_on([message.pk for message in failed if message.pk not in anew], wait=0.0)
        transaction.on_commit(wake.send, robust=True)
    read_at = {message.pk: said.at for message, said in onward if said.status == "read"}
    if read_at:
        _see(read_at)


def _is_answer(message: Message) -> bool:
    """Whether its notices need nothing more. That a browser has shown it is no proof that anybody looked; a press is."""
    return message.channel != PUSH or message.state == "read"


def _by_template(failed: Sequence[Message]) -> set[uuid.UUID]:
    """Free text that came too late: with no window left, the template goes the next time."""
    closed = {message.pk for message in failed if message.error_code == windows.CLOSED}
    windows.close(closed)
    return {message.pk for message in failed if message.pk in closed and message.carrier == CLOUD_API}


def _learn(failed: Sequence[Message]) -> None:
    """Addresses at which nobody is reached."""
    by_code: dict[str, list[uuid.UUID]] = defaultdict(list)
    for message in failed:
        if allowances.says_dead(message.channel, message.error_code):
            by_code[message.error_code].append(message.pk)
    for code, ids in by_code.items():
        allowances.bury(ids, code=code)


def _see(read_at: dict[uuid.UUID, datetime]) -> None:
    carried = Message.notices.through.objects.filter(message__in=list(read_at))
    read = carried.filter(notice__stem__in=SEEN_BY, notice__post__isnull=False)
    first: dict[tuple[int, int], datetime] = {}
    for message_id, *held in read.values_list("message", "notice__report", "notice__post__unit"):
        key = (held[0], held[1])
        first[key] = min(read_at[message_id], first.get(key, read_at[message_id]))
    for (report_id, unit_id), at in sorted(first.items()):
        dispose.mark_seen(report_id, unit_id=unit_id, at=at)
