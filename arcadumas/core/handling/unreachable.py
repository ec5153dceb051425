"""The house notes that a post, or the reporter, could be told by no channel. Never a state change."""

from django.db import transaction

from arcadumas.core.handling.workflow import line, take
from arcadumas.core.organisation.actors import HOUSE
from arcadumas.core.reports import journal
from arcadumas.core.reports.facts import Unreachable
from arcadumas.core.reports.models import Event


@transaction.atomic
def mark_unreachable(code: str, *, post_id: int) -> bool:
    """One line for a report and post, however many notices are lost; 0 stands for the reporter. False when it stands."""
    report = take(code, by=HOUSE)
    if Event.objects.filter(report=report, kind="unreachable", facts__post=post_id).exists():
        return False
    line(report, by=HOUSE, at=journal.now(), facts=Unreachable(post=post_id))
    return True
