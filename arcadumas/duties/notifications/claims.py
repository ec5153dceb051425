"""The outbox in SQL: one statement claims a batch, one marks it. All times are the database's own."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.db import connection, transaction
from django.db.models.functions import Now

from arcadumas.duties.notifications import alarms, bounds, settling, windows
from arcadumas.duties.notifications.bounds import Limit
from arcadumas.duties.notifications.composing import CLOUD_API
from arcadumas.duties.notifications.models import PUSH, Message, Notice
from arcadumas.duties.notifications.retries import LEASE, MOST_UNKNOWN, OTHER_CHANNEL, PAUSE

LONGEST_SEND = 90.0  # seconds a claimed message may be under way before its recipient is written to again
ENDED = ("failed", "uncertain")
CAP, CAP_WAIT, JUST = "cap", 900.0, 2.0  # whoever is new to a carrier that has no room left today waits so many seconds


@dataclass(frozen=True, kw_only=True)
class Claimed:
    """A message of ours until its lease ends; its attempt is committed. Address and text still sealed."""

    id: UUID
    carrier: str
    template: str
    language: str
    attempts: int
    to: bytes = field(repr=False)
    text: bytes = field(repr=False)
    is_by_hand: bool = False
    dead: str | None = None  # the code by which nobody was reached at this address of late
    lines: tuple[str, ...] = ()  # from which its recipient may be written to freely (windows.py)


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What became of an attempt. `state`: sent, queued (again after `wait` seconds), failed or unknown."""

    id: UUID
    state: str
    provider_id: str = ""
    wait: float = 0.0
    code: str = ""
    text: str = ""
    is_free: bool = False  # the attempt does not count: the carrier as a whole refused
    is_last: bool = False  # unknown, and this carrier may not be asked again


# Materialized: a plain subselect may be run again for each row of a join, and then claims more than its limit. The time of
# the statement: the index cannot be searched by that of the clock, and all that waits for later would be looked through.
DUE = """
    WITH due AS MATERIALIZED (
        SELECT id, to_blind, queued_at FROM notifications_message
        WHERE state = 'queued' AND carrier = %(carrier)s AND next_at <= statement_timestamp()
        ORDER BY next_at LIMIT %(limit)s FOR NO KEY UPDATE SKIP LOCKED
    )"""
TAKE = """
    UPDATE notifications_message AS m
    SET state = 'claimed', attempts = m.attempts + 1, claimed_by = %(worker)s, lease_until = clock_timestamp() + %(lease)s * interval '1 second'
    FROM mine
    WHERE m.id = mine.id
    RETURNING m.id, m.carrier, m.template, m.language, m.attempts, m.to, m.text, m.resent_by_id IS NOT NULL,
        (SELECT d.code FROM notifications_dead AS d
         WHERE d.channel = m.channel AND d.to_blind = m.to_blind AND d.until > clock_timestamp()),
        ARRAY(SELECT w.line::text FROM notifications_window AS w WHERE w.number = m.to_blind
            AND w.heard_at > clock_timestamp() - %(window)s * interval '1 second' ORDER BY 1)
"""
CLAIM = f"{DUE}, mine AS (SELECT id FROM due) {TAKE}"  # noqa: S608  (constants of this module)

# Where a recipient may be written to only every so often: a claim takes one message for each, and spends one pause. What
# the burst leaves unspent may follow at once, by the next claim. Who has spent all gets one message at a time, and the next
# one so long after its end. Their rows in `pace` are taken in one order, and a second worker waits for the first and then
# sees what is left. What is not its turn waits for it; whoever is new to a carrier that has no room left today waits longer.
CLAIM_PACED = f"""{DUE}, row AS MATERIALIZED (
        SELECT due.id, due.to_blind, coalesce(p.counted_at > clock_timestamp() - interval '24 hours', false) AS is_known,
            row_number() OVER own AS place,
            least(greatest(p.free_at, clock_timestamp()) - %(ahead)s * interval '1 second', clock_timestamp() + %(pair)s * interval '1 second')
                + (row_number() OVER own - 1) * %(pair)s * interval '1 second' AS turn_at
        FROM due LEFT JOIN notifications_pace AS p ON p.carrier = %(carrier)s AND p.to_blind = due.to_blind
        WINDOW own AS (PARTITION BY due.to_blind ORDER BY due.queued_at, due.id)
    ), welcome AS MATERIALIZED (
        SELECT to_blind FROM row WHERE place = 1 AND is_known
        UNION ALL (SELECT to_blind FROM row WHERE place = 1 AND NOT is_known ORDER BY id LIMIT %(room)s)
    ), turn AS (
        INSERT INTO notifications_pace AS p (carrier, to_blind, free_at, counted_at)
        SELECT %(carrier)s, to_blind, clock_timestamp() + %(first)s * interval '1 second', clock_timestamp()
        FROM welcome ORDER BY to_blind
        ON CONFLICT (carrier, to_blind) DO UPDATE SET free_at = CASE
                WHEN greatest(p.free_at, clock_timestamp()) > clock_timestamp() + (%(ahead)s - %(pair)s) * interval '1 second'
                THEN clock_timestamp() + (%(ahead)s + %(most)s) * interval '1 second'
                ELSE greatest(p.free_at, clock_timestamp()) + %(pair)s * interval '1 second' END, counted_at = CASE
            WHEN p.counted_at > clock_timestamp() - interval '24 hours' THEN p.counted_at ELSE excluded.counted_at END
        WHERE p.free_at <= clock_timestamp() + %(ahead)s * interval '1 second'
        RETURNING to_blind
    ), mine AS (
        SELECT row.id FROM row JOIN turn ON turn.to_blind = row.to_blind WHERE row.place = 1
    ), later AS (
        UPDATE notifications_message AS m
        SET next_at = CASE WHEN welcome.to_blind IS NULL THEN clock_timestamp() + %(capped)s * interval '1 second'
                ELSE row.turn_at END,
            error_code = CASE WHEN welcome.to_blind IS NULL THEN '{CAP}' ELSE m.error_code END
        FROM row LEFT JOIN welcome ON welcome.to_blind = row.to_blind
        WHERE m.id = row.id AND NOT EXISTS (SELECT FROM mine WHERE mine.id = row.id)
            AND (welcome.to_blind IS NULL OR row.turn_at > clock_timestamp())
        RETURNING m.id, m.error_code
    )
    {TAKE}"""  # noqa: S608  (constants of this module)
JUST_CAPPED = """
    SELECT id FROM notifications_message
    WHERE state = 'queued' AND carrier = %s AND error_code = %s AND next_at > clock_timestamp() + %s * interval '1 second'
"""
NAMES = ("id", "carrier", "template", "language", "attempts", "to", "text", "is_by_hand", "dead", "lines")


def claim(carrier: str, *, worker: str, limit: int, within: Limit | None = None) -> list[Claimed]:
    """Up to `limit` messages whose moment has come; what others hold is passed over. `within`: the carrier's bounds."""
    values: dict[str, str | int | float | None] = {
        "worker": worker,
        "lease": LEASE,
        "carrier": carrier,
        "limit": limit,
        "window": windows.SECONDS,
    }
    if within is None or (within.per_day is None and not within.pair_seconds):
        return _claimed(CLAIM, values)
    ahead = within.pair_seconds * (max(1, within.pair_burst) - 1)
    first = within.pair_seconds if ahead else LONGEST_SEND
    values |= {"pair": within.pair_seconds, "ahead": ahead, "first": first, "most": LONGEST_SEND, "capped": CAP_WAIT}
    values["room"] = None
    if within.per_day is None:
        return _claimed(CLAIM_PACED, values)
    with transaction.atomic():
        claimed = _claimed(CLAIM_PACED, values | {"room": _room(carrier, within.per_day)})
        _mind_cap(carrier)
    return claimed


def _claimed(statement: str, values: Mapping[str, str | int | float | None]) -> list[Claimed]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        rows = [dict(zip(NAMES, row, strict=True)) for row in cursor.fetchall()]
    return [
        Claimed(**{**row, "to": bytes(row["to"]), "text": bytes(row["text"]), "lines": tuple(row["lines"])})
        for row in rows
    ]


def _room(carrier: str, per_day: int) -> int:
    """For how many more recipients there is room in these 24 hours. Workers count one after the other."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"notifications.day.{carrier}"])
        cursor.execute(
            "SELECT count(*) FROM notifications_pace WHERE carrier = %s AND counted_at > clock_timestamp() - interval '24 hours'",
            [carrier],
        )
        room = max(0, per_day - int(cursor.fetchone()[0]))
    if room:
        alarms.end("cap", carrier)
    return room


def _mind_cap(carrier: str) -> None:
    """The other channel carries what found no room today, where there is one; the operator hears of it once."""
    with connection.cursor() as cursor:
        cursor.execute(JUST_CAPPED, [carrier, CAP, CAP_WAIT - JUST])
        capped = [row[0] for row in cursor.fetchall()]
    if capped:
        hand_on(capped, wait=0.0)
        alarms.begin("cap", carrier)


def renew(ids: Sequence[UUID], *, worker: str) -> None:
    """Ours for another lease: they are still under way."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE notifications_message SET lease_until = clock_timestamp() + %s * interval '1 second' WHERE id IN ("
            "SELECT id FROM notifications_message WHERE id = ANY(%s) AND state = 'claimed' AND claimed_by = %s "
            "FOR NO KEY UPDATE SKIP LOCKED)",
            [LEASE, list(ids), worker],
        )


# A status may have come before its own mark: it stands. What a status has settled is never opened again.
# A row that the reader of statuses holds is left for the next time: each would wait for the other's rows (deadlock).
MARK = """
    WITH mine AS (
        SELECT id FROM notifications_message WHERE id = ANY(%(ids)s) ORDER BY id FOR NO KEY UPDATE SKIP LOCKED
    ), marked AS (
    UPDATE notifications_message AS m
    SET state = CASE
            WHEN m.state NOT IN ('claimed', 'queued', 'uncertain') THEN m.state
            WHEN o.state <> 'unknown' THEN o.state
            WHEN o.is_last OR m.unknown_outcomes + 1 >= %(most_unknown)s THEN 'uncertain'
            ELSE 'queued' END,
        sent_at = CASE WHEN o.state = 'sent' THEN coalesce(m.sent_at, clock_timestamp()) ELSE m.sent_at END,
        failed_at = CASE WHEN o.state = 'failed' AND m.state = 'claimed' THEN clock_timestamp() ELSE m.failed_at END,
        next_at = CASE o.state
            WHEN 'sent' THEN m.next_at
            WHEN 'failed' THEN m.next_at
            ELSE clock_timestamp() + o.wait * interval '1 second' END,
        unknown_outcomes = m.unknown_outcomes + CASE WHEN o.state = 'unknown' THEN 1 ELSE 0 END,
        attempts = m.attempts - CASE WHEN o.is_free THEN 1 ELSE 0 END,
        provider_id = CASE WHEN o.provider_id <> '' THEN o.provider_id ELSE m.provider_id END,
        error_code = CASE WHEN o.state = 'sent' THEN '' ELSE o.code END,
        error_text = CASE WHEN o.state = 'sent' THEN '' ELSE o.text END,
        lease_until = NULL, claimed_by = ''
    FROM mine, jsonb_to_recordset(%(outcomes)s::jsonb) AS o(
        id uuid, state text, provider_id text, wait float8, code text, text text, is_free bool,
        is_last bool
    )
    WHERE m.id = mine.id AND m.id = o.id
        AND (o.state = 'sent' OR (m.state = 'claimed' AND m.claimed_by = %(worker)s))
    RETURNING m.id, m.state, m.carrier, m.to_blind
    ), ended AS MATERIALIZED (
        SELECT p.id, coalesce(l.pair_seconds, %(pair)s) AS pair,
            coalesce(greatest(l.pair_burst, 1), CASE p.carrier WHEN %(cloud)s THEN %(burst)s ELSE 1 END) AS burst FROM notifications_pace AS p
        JOIN marked ON marked.carrier = p.carrier AND marked.to_blind = p.to_blind
        LEFT JOIN notifications_limit AS l ON l.carrier = p.carrier
        ORDER BY p.id FOR NO KEY UPDATE OF p
    ), freed AS (
        UPDATE notifications_pace AS p SET free_at = least(
            greatest(p.free_at, clock_timestamp() + ended.pair * interval '1 second'),
            clock_timestamp() + ended.burst * ended.pair * interval '1 second')
        FROM ended WHERE p.id = ended.id
    )
    SELECT mine.id, marked.state FROM mine LEFT JOIN marked ON marked.id = mine.id
"""


def mark(outcomes: Sequence[Outcome], *, worker: str) -> set[UUID]:
    """Write what became of a batch; which were dealt with. The others are held by somebody at this moment: try again.

    Of what failed or stays uncertain the other channel is made to take over."""
    rows = [
        {
            "id": str(each.id), "state": each.state, "provider_id": each.provider_id[:200], "wait": each.wait,
            "code": each.code[:20], "text": each.text[:300], "is_free": each.is_free, "is_last": each.is_last,
        }
        for each in outcomes
    ]  # fmt: skip
    values: dict[str, str | float | list[UUID]] = {
        "ids": [each.id for each in outcomes],
        "outcomes": json.dumps(rows),
        "worker": worker,
        "most_unknown": MOST_UNKNOWN,
        "pair": bounds.PAIR,
        "burst": bounds.BURST,
        "cloud": CLOUD_API,
    }
    if all(each.state in {"sent", "queued"} for each in outcomes):
        with connection.cursor() as cursor:
            cursor.execute(MARK, values)
            return {number for number, _state in cursor.fetchall()}
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(MARK, values)
        marked = cursor.fetchall()
        _hand_on(marked)
    return {number for number, _state in marked}


EXPIRE = """
    UPDATE notifications_message
    SET state = CASE WHEN unknown_outcomes + 1 >= %(most_unknown)s THEN 'uncertain' ELSE 'queued' END,
        unknown_outcomes = unknown_outcomes + 1, next_at = clock_timestamp() + %(pause)s * interval '1 second',
        error_code = '', error_text = 'the worker ended while the message was under way',
        lease_until = NULL, claimed_by = ''
    WHERE id IN (
        SELECT id FROM notifications_message WHERE state = 'claimed' AND lease_until < clock_timestamp()
        FOR NO KEY UPDATE SKIP LOCKED
    )
    RETURNING id, state
"""


# What was perhaps sent is not sent again once everybody it is for has the notice by the other channel.
SPARE = """
    UPDATE notifications_message SET state = 'uncertain'
    WHERE id IN (
        SELECT id FROM notifications_message AS m WHERE state = 'queued' AND unknown_outcomes > 0
        AND EXISTS (SELECT FROM notifications_message_notices AS x WHERE x.message_id = m.id)
        AND NOT EXISTS (
            SELECT FROM notifications_message_notices AS x JOIN notifications_notice AS n ON n.id = x.notice_id
            WHERE x.message_id = m.id AND n.settled_at IS NULL
        )
        FOR NO KEY UPDATE SKIP LOCKED
    )
"""


def expire() -> int:
    """Take back what a worker that ended had claimed: nobody knows whether it was sent."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(EXPIRE, {"most_unknown": MOST_UNKNOWN, "pause": PAUSE})
        rows = cursor.fetchall()
        _hand_on(rows)
        cursor.execute(SPARE)
    return len(rows)


def slow_down(ids: Sequence[UUID], *, seconds: float) -> None:
    """Everything queued for the recipients of these messages, by the same carrier, waits a while.

    What waits for half as long already is left as it is: in a rush each refusal would write the whole queue anew."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE notifications_message AS m SET next_at = greatest(m.next_at, clock_timestamp() + %s * interval '1 second') "
            "FROM notifications_message AS o "
            "WHERE o.id = ANY(%s) AND m.to_blind = o.to_blind AND m.carrier = o.carrier AND m.state = 'queued' "
            "AND m.next_at < clock_timestamp() + %s * interval '1 second'",
            [seconds, list(ids), seconds / 2],
        )


def requeue(message_ids: Collection[UUID]) -> int:
    """Once more from the beginning; how many. `failed_at` stays: what was said of that attempt says nothing of the new one."""
    return Message.objects.filter(pk__in=message_ids, state__in=ENDED).update(
        state="queued", attempts=0, unknown_outcomes=0, next_at=Now(), provider_id="", error_code="", error_text=""
    )


def _hand_on(rows: Sequence[tuple[UUID, str]]) -> None:
    hand_on([number for number, state in rows if state == "failed"], wait=0.0)
    hand_on([number for number, state in rows if state == "uncertain"], wait=OTHER_CHANNEL)


def hand_on(message_ids: Sequence[UUID], *, wait: float) -> None:
    """Let the other channel carry the notices of these messages, after `wait` seconds unless they are settled before.

    The caller holds the transaction."""
    if not message_ids:
        return
    carried = (
        Message.notices.through.objects.filter(message__in=message_ids).exclude(message__channel=PUSH).values("notice")
    )
    notices = settling.held(Notice.objects.filter(pk__in=carried, settled_at=None, lost_at=None))
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE notifications_notice SET fallback_at = least(fallback_at, clock_timestamp() + %s * interval '1 second') "
            "WHERE id = ANY(%s)",
            [wait, notices],
        )
