"""Release: a unit that helps is not needed any more."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from arcadumas.base.refusals import OutOfTurn
from arcadumas.core.handling import contributions, tasks, visits
from arcadumas.core.handling.visible import ground
from arcadumas.core.handling.workflow import check, move, nouns, require_fresh, take
from arcadumas.core.organisation import powers
from arcadumas.core.organisation.actors import Actor
from arcadumas.core.organisation.models import Unit
from arcadumas.core.reports import journal
from arcadumas.core.reports.models import Report
from arcadumas.core.reports.team_facts import SupportEnded


@transaction.atomic
def end_support(code: str, *, unit: str, by: Actor, version: int | None = None) -> Report:
    """Its help ends, with the clocks of it and its open tasks. What it did and gave stays, and it may be asked again."""
    report = take(code, by=by)
    seat = powers.require(by, "end_support", at=ground(report, by))
    check(report, "end_support")
    at = journal.now()
    helping = Unit.objects.filter(code=unit).first()
    if helping is None or not contributions.withdraw(report, helping, at=at):
        raise OutOfTurn("support.over", _("That unit does not help with this report. Its help may be ended already."), state=report.state, may=nouns(report))  # fmt: skip
    require_fresh(report, version)
    tasks.end_with(report, helping, at=at)
    visits.end_with(report, helping.pk, by=by, seat=seat, at=at)
    move(report, "end_support", by=by, seat=seat, at=at, facts=SupportEnded(unit=helping.code))
    return report
