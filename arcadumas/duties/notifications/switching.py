"""After another carrier was chosen for a channel: what waits goes out by that one."""

from django.db.models.functions import Now

from arcadumas.duties.notifications import carriers
from arcadumas.duties.notifications.models import Message


def adopt() -> int:
    """Give what is queued to the carrier in use for its channel; how many. The words are the channel's, not the carrier's."""
    moved = 0
    for channel in carriers.usable():
        name = carriers.name_for(channel)
        waiting = Message.objects.filter(channel=channel, state="queued").exclude(carrier=name)
        moved += waiting.update(carrier=name, next_at=Now())
    return moved
