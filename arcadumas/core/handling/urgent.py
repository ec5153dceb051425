"""Mark urgent: those who should know are told at once, by both channels and in quiet hours."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from arcadumas.base.refusals import OutOfTurn
from arcadumas.core.handling import reasons
from arcadumas.core.handling.visible import ground
from arcadumas.core.handling.workflow import check, move, nouns, require_fresh, take
from arcadumas.core.organisation import powers
from arcadumas.core.organisation.actors import Actor
from arcadumas.core.reports import journal
from arcadumas.core.reports.models import Report
from arcadumas.core.reports.team_facts import MarkedUrgent


@transaction.atomic
def mark_urgent(code: str, *, by: Actor, reason: str, version: int | None = None) -> Report:
    """No clock moves. Taken back by a new classification alone."""
    report = take(code, by=by)
    seat = powers.require(by, "mark_urgent", at=ground(report, by))
    check(report, "mark_urgent")
    if report.is_urgent:
        raise OutOfTurn("urgency.already", _("This report is marked urgent already."), state=report.state, may=nouns(report))  # fmt: skip
    require_fresh(report, version)
    reason = reasons.require(reason)
    report.is_urgent = True
    event = move(report, "mark_urgent", by=by, seat=seat, at=journal.now(), facts=MarkedUrgent())
    reasons.keep(event, reason)
    return report
