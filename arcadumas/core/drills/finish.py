"""The end of a drill: how far each unanswered call came is written down, and what the teams lack."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from arcadumas.core.drills.lacks import lacks
from arcadumas.core.drills.models import Call, Drill, Lack


@transaction.atomic
def finish(drill_id: int, *, reach: Mapping[int, str], at: datetime) -> Drill | None:
    """`reach`: by call id, for those who did not answer. None when it had ended before."""
    drill = Drill.objects.select_for_update(of=("self",)).filter(pk=drill_id, is_running=True).first()
    if drill is None:
        return None
    for call in drill.calls.filter(answered_at=None):
        call.reach = reach.get(call.pk, Call.Reach.NO_ADDRESS)
        call.save(update_fields=["reach"])
    Lack.objects.bulk_create([Lack(drill=drill, unit_id=unit, kind=kind) for unit, kind in lacks(drill.unit, at)])
    drill.is_running, drill.ended_at = False, at
    drill.save(update_fields=["is_running", "ended_at"])
    return drill
