"""The house notes that a promise is near its end or past it. Never a state change."""

from datetime import datetime

from django.db import transaction

from arcadumas.core.handling.workflow import line, take
from arcadumas.core.organisation.actors import HOUSE
from arcadumas.core.reports import journal, promises
from arcadumas.core.reports.facts import PromiseBroken
from arcadumas.core.reports.models import Promise


@transaction.atomic
def mark_broken(promise_id: int, *, at: datetime) -> bool:
    """One line for a running promise whose moment has passed. False when somebody was first."""
    code = Promise.objects.filter(pk=promise_id).values_list("report__code", flat=True).get()
    report = take(code, by=HOUSE)
    promise = Promise.objects.select_related("unit").get(pk=promise_id)
    if promise.state != Promise.State.RUNNING or promise.due_at > at:
        return False
    promises.break_(promise, at=at)
    unit = promise.unit.code if promise.unit else ""
    facts = PromiseBroken(promise=promise.pk, step=promise.step, unit=unit)
    line(report, by=HOUSE, at=journal.now(), facts=facts)
    return True
