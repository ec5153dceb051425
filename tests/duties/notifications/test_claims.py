"""What was perhaps sent is not sent again when its reader has it already."""

import os

import psycopg
import pytest
from django.db import connection
from django.utils import timezone

from arcadumas.duties.notifications import claims, tell
from arcadumas.duties.notifications.claims import Outcome
from arcadumas.duties.notifications.models import Message, Notice
from tests.builders import received
from tests.cast import Cast
from tests.doubles import Graph, Mailbox

pytestmark = pytest.mark.django_db


def in_doubt(cast: Cast) -> Message:
    """A mail whose worker died with it, after the notice was queued by both channels."""
    received()
    tell.once()
    claims.claim("email", worker="dead", limit=100)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE notifications_message SET lease_until = now() - interval '1 second' WHERE state = 'claimed'"
        )
    return Message.objects.filter(channel="email").order_by("pk")[0]


def test_a_mail_in_doubt_is_spared_once_its_notice_is_delivered(cast: Cast, graph: Graph, mailbox: Mailbox) -> None:
    message = in_doubt(cast)
    Notice.objects.filter(messages=message).update(settled_at=timezone.now())
    claims.expire()
    message.refresh_from_db()
    assert (message.state, message.unknown_outcomes) == ("uncertain", 1)


def test_it_is_tried_again_while_nobody_knows_that_the_notice_has_arrived(
    cast: Cast, graph: Graph, mailbox: Mailbox
) -> None:
    message = in_doubt(cast)
    claims.expire()
    message.refresh_from_db()
    assert (message.state, message.unknown_outcomes) == ("queued", 1)


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_a_row_that_somebody_holds_is_marked_the_next_time(cast: Cast, graph: Graph, mailbox: Mailbox) -> None:
    """The reader of statuses takes rows in its own order: whoever waited for it could stand in its way in turn."""
    received()
    tell.once()
    held, free = (each.id for each in claims.claim("email", worker="w", limit=2))
    outcomes = [Outcome(id=held, state="sent"), Outcome(id=free, state="sent")]
    address = os.environ["DATABASE_URL"]
    with psycopg.connect(address, dbname=connection.settings_dict["NAME"]) as other:
        other.execute("SELECT 1 FROM notifications_message WHERE id = %s FOR UPDATE", [held])
        assert claims.mark(outcomes, worker="w") == {free}
    assert claims.mark(outcomes[:1], worker="w") == {held}
    assert set(Message.objects.filter(channel="email").values_list("state", flat=True)) == {"sent"}


def test_what_waits_for_later_is_not_looked_through() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_bitmapscan = off")
        cursor.execute(f"EXPLAIN {claims.DUE} SELECT id FROM due", {"carrier": "email", "limit": 10})
        plan = [row[0].strip() for row in cursor.fetchall()]
    searched = next(line for line in plan if line.startswith("Index Cond:"))
    assert ("message_due" in "".join(plan), "next_at" in searched) == (True, True)
