"""What was perhaps sent is not sent again when its reader has it already."""

import pytest
from django.db import connection
from django.utils import timezone

from arcadumas.duties.notifications import claims, tell
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
