"""Link two reports about the same matter, an earlier case for instance: each goes its own way, and staff find the other."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from arcadumas.base.refusals import Unfit, Unseen
from arcadumas.core.handling.visible import ground
from arcadumas.core.handling.workflow import check, line, take
from arcadumas.core.organisation import powers
from arcadumas.core.organisation.actors import Actor
from arcadumas.core.reports import journal
from arcadumas.core.reports.facts import Related
from arcadumas.core.reports.models import Event, Report


@transaction.atomic
def relate(code: str, *, to: str, by: Actor, version: int | None = None) -> Report:
    """A line on each; no clock and no state moves, and no reporter hears of it."""
    report = take(code, by=by)
    seat = powers.require(by, "relate", at=ground(report, by))
    check(report, "relate", version=version)
    other = _other(report, to, by=by)
    at = journal.now()
    line(report, by=by, seat=seat, at=at, facts=Related(code=other.code))
    line(other, by=by, seat=seat, at=at, facts=Related(code=report.code))
    return report


def _other(report: Report, code: str, *, by: Actor) -> Report:
    try:
        other = take(code, by=by)
    except Unseen:
        raise Unfit(
            "relate.unknown", _('We find no report "{code}" for your post. Check the code.'), field="to", code=code[:20]
        ) from None  # fmt: skip
    if other.pk == report.pk:
        raise Unfit("relate.itself", _("Give the code of another report."), field="to")
    if Event.objects.filter(report=report, kind="related", facts__code=other.code).exists():
        raise Unfit("relate.already", _("The two reports are linked already."), field="to")
    return other
