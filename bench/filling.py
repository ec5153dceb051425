"""Messages in the outbox of an instance under measurement, each to a number of its own: `python -m bench.filling 1000`.

They lie there as if for tomorrow; whoever measures makes them due. Run in the environment of the instance.
"""

import os
import sys
from datetime import timedelta

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "arcadumas.site.settings")
PART = 5_000
AHEAD = timedelta(days=2)


def fill(number: int) -> None:
    from django.utils import timezone

    from arcadumas.duties.notifications.composing import put
    from arcadumas.duties.notifications.models import Message
    from arcadumas.site.load.rows import copy

    now, first = timezone.now(), Message.objects.count()
    for start in range(0, number, PART):
        rows = []
        for turn in range(start, min(start + PART, number)):
            message = Message(
                channel="whatsapp", carrier="whatsapp", template="aduan_baru_v1", language="id", queued_at=now,
                next_at=now + AHEAD, dedupe_key=f"bench:{first + turn}", purpose="received",
            )  # fmt: skip
            content = {"line": "staff", "parameters": ["ABCD-2345", "Selasa"], "buttons": [], "shown": "ABCD-2345"}
            put(message, to=f"+6285{first + turn:010d}", content=content)
            rows.append(message)
        copy(rows)


if __name__ == "__main__":
    django.setup()
    fill(int(sys.argv[1]))
