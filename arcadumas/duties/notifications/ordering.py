"""Which instruction a message told of: its link and its button mean that one, whatever else waits on the same report."""

from arcadumas.core.handling.models import Instruction
from arcadumas.core.reports.models import Event


def number(event_id: int | None) -> str:
    """As the verbs take it; "" where the line speaks of none. Two statements."""
    line = Event.objects.filter(pk=event_id or 0, kind="instructed").only("facts").first()
    given = Instruction.objects.filter(pk=line.facts["instruction"]).first() if line else None
    return given.number if given else ""
