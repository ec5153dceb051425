"""Messages in the outbox of an instance that is measured or hurt, each to a number of its own: `python -m tests.faults.filling 1000`.

They lie there as if for tomorrow; whoever asked for them makes them due. Run in the environment of the instance.
"""

import os
import subprocess
import sys
from datetime import timedelta
from typing import Any

import django
import psycopg

from arcadumas.base import wake
from arcadumas.base.postgres import Server
from tests.faults.instance import Instance

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "arcadumas.site.settings")
PART = 5_000
AHEAD = timedelta(days=2)
DUE = """
    UPDATE notifications_message SET next_at = clock_timestamp() WHERE id IN (
        SELECT id FROM notifications_message
        WHERE state = 'queued' AND next_at > clock_timestamp() + interval '1 day' LIMIT %s
    )
    RETURNING id
"""


def filled(own: Instance, number: int) -> None:
    """So many messages lie in its outbox."""
    environment = own.environment | {"DATABASE_URL": Server(own.state).url, "ARCADUMAS_EMBEDDED": "1"}
    subprocess.run([sys.executable, "-m", "tests.faults.filling", str(number)], env=environment, check=True)


def fall_due(connection: psycopg.Connection[Any], number: int) -> list[str]:
    """Make so many of them due, and wake the worker; their ids."""
    ids = [str(row[0]) for row in connection.execute(DUE, [number]).fetchall()]
    connection.execute(wake.SEND)
    return ids


def fill(number: int) -> None:
    from django.utils import timezone

    from arcadumas.duties.notifications.composing import put
    from arcadumas.duties.notifications.models import Message
    from arcadumas.duties.notifications.wording import Wording
    from arcadumas.site.load.rows import copy

    now, first = timezone.now(), Message.objects.count()
    text = Wording(["aduan_baru"]).text("aduan_baru", "id")
    buttons = [{"kind": each.kind, "value": "x" * 44, "label": each.label} for each in text.buttons]
    content = {
        "line": "staff",
        "parameters": ["ABCD-2345"] * len(text.parameters),
        "buttons": buttons,
        "shown": text.body,
    }
    for start in range(0, number, PART):
        rows = []
        for turn in range(start, min(start + PART, number)):
            message = Message(
                channel="whatsapp", carrier="whatsapp", template=text.name, language="id", queued_at=now,
                next_at=now + AHEAD, dedupe_key=f"bench:{first + turn}", purpose="received",
            )  # fmt: skip
            put(message, to=f"+6285{first + turn:010d}", content=content)
            rows.append(message)
        copy(rows)


if __name__ == "__main__":
    django.setup()
    fill(int(sys.argv[1]))
