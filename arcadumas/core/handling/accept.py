"""Accept: one of the team takes the report, and the reminders to the others stop."""

from django.db import transaction

from arcadumas.core.handling.models import Disposition
from arcadumas.core.handling.visible import ground
from arcadumas.core.handling.workflow import check, move, take
from arcadumas.core.organisation import powers
from arcadumas.core.organisation.actors import Actor
from arcadumas.core.reports import journal, promises
from arcadumas.core.reports.facts import Accepted


@transaction.atomic
def accept(code: str, *, by: Actor, version: int | None = None) -> Disposition:
    """Meets accept of the lead's unit."""
    report = take(code, by=by)
    seat = powers.require(by, "accept", at=ground(report, by))
    check(report, "accept", version=version)
    at = journal.now()
    disposition = Disposition.objects.select_related("unit").get(report=report, role="lead", state="offered")
    disposition.state, disposition.accepted_at, disposition.accepted_by_id = "accepted", at, seat.id
    disposition.seen_at = disposition.seen_at or at
    disposition.save(update_fields=["state", "accepted_at", "accepted_by", "seen_at"])
    promises.meet(report, "accept", unit=disposition.unit, at=at)
    move(report, "accept", by=by, seat=seat, at=at, facts=Accepted(unit=disposition.unit.code))
    return disposition
