"""Reads the journal: whatever happens to a report, its ladders follow in the same transaction that marks the line read."""

from django.db import transaction

from arcadumas.core.reports.models import Event, Unread
from arcadumas.duties.escalation import acts, ladder

READER = "escalation"
BATCH = 200


@transaction.atomic
def once() -> int:
    """One batch of lines; how many. A kill undoes both the following and the reading."""
    rows = Unread.objects.select_for_update(skip_locked=True).filter(reader=READER).order_by("id")
    lines = list(rows.values_list("id", "event_id")[:BATCH])
    if not lines:
        return 0
    events = list(Event.objects.filter(pk__in=[event for _id, event in lines]).order_by("report", "seq"))
    reports = {event.report_id for event in events}
    ladder.hold(reports)
    acts.heed(events)
    ladder.follow(reports)
    Unread.objects.filter(pk__in=[number for number, _event in lines]).delete()
    return len(lines)
