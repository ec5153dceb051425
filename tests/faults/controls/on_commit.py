"""The shape without an outbox: messages live in memory from the commit until they are sent."""

import threading
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor

from django.db import transaction

from arcadumas.duties.notifications import planning
from arcadumas.duties.notifications.carriers import CARRIERS
from arcadumas.duties.notifications.claims import Claimed
from arcadumas.duties.notifications.models import Message
from arcadumas.duties.notifications.planning import Routed
from tests.faults.controls.mark_then_send import send

POOL = ThreadPoolExecutor(sum(each.threads for each in CARRIERS.values()))
queue_messages = planning.queue


def queue(routed: Iterable[Routed], **values: object) -> list[Message]:
    """In place of `planning.queue`: the row is kept for the page, the sending is a thought of this process."""
    messages = queue_messages(routed, **values)  # type: ignore[arg-type]
    Message.objects.filter(pk__in=[each.pk for each in messages]).update(state="sent")
    transaction.on_commit(lambda: [POOL.submit(send, _claimed(each)) for each in messages])
    return messages


def _claimed(message: Message) -> Claimed:
    return Claimed(
        id=message.pk, carrier=message.carrier, template=message.template, language=message.language, attempts=1,
        to=bytes(message.to), text=bytes(message.text),
    )  # fmt: skip


def send_forever(stop: threading.Event) -> None:
    """Nothing is left to send."""
    stop.wait()
