"""Take over: a colleague of the team holds the report from now on. One who has not been accepted is accepted."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from arcadumas.base.refusals import OutOfTurn
from arcadumas.core.handling.accept import accept
from arcadumas.core.handling.handover import keep
from arcadumas.core.handling.models import Disposition
from arcadumas.core.handling.visible import ground
from arcadumas.core.handling.workflow import check, move, nouns, require_fresh, take
from arcadumas.core.organisation import powers
from arcadumas.core.organisation.actors import Actor
from arcadumas.core.reports import journal
from arcadumas.core.reports.facts import TakenOver
from arcadumas.core.reports.models import State


@transaction.atomic
def take_over(code: str, *, by: Actor, version: int | None = None) -> Disposition:
    """The post that acts becomes the holder of the lead's disposition, and the links of the one before die. No clock moves,
    save accept where it was open."""
    report = take(code, by=by)
    seat = powers.require(by, "take_over", at=ground(report, by))
    check(report, "take_over")
    disposition = Disposition.objects.select_related("unit").get(
        report=report, role="lead", state__in=["offered", "accepted"]
    )
    before, at = disposition.accepted_by_id, journal.now()
    is_own = before in {held.id for held in by.seats}
    if is_own and report.state != State.DISPOSED:
        raise OutOfTurn(
            "takeover.own", _("This report is yours already. Nothing is needed from you."),
            state=report.state, may=nouns(report),
        )  # fmt: skip
    require_fresh(report, version)
    if before and not is_own:
        keep(disposition, before=before, after=seat.id, at=at)
    if report.state == State.DISPOSED:
        return accept(code, by=by)
    disposition.accepted_by_id = seat.id
    disposition.save(update_fields=["accepted_by"])
    facts = TakenOver(unit=disposition.unit.code, from_post=before or 0)
    move(report, "take_over", by=by, seat=seat, at=at, facts=facts)
    return disposition
