"""Return: "bukan wewenang kami". The citizen's clocks run on; the front desk decides."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from arcadumas.base.refusals import OutOfTurn, Unfit
from arcadumas.core.handling import contributions, invite, reasons, tasks, visits, work
from arcadumas.core.handling.models import Disposition
from arcadumas.core.handling.visible import ground
from arcadumas.core.handling.workflow import check, move, nouns, out_of_turn, require_fresh, stays, take
from arcadumas.core.organisation import powers
from arcadumas.core.organisation.actors import Actor
from arcadumas.core.organisation.units import front_desk
from arcadumas.core.reports import journal, promises
from arcadumas.core.reports.facts import Returned
from arcadumas.core.reports.models import Report

CAUSES = {
    "other_unit": _("another unit's task"),
    "village": _("a village's task"),
    "province_or_centre": _("province or centre"),
    "outside_area": _("outside the area"),
    "not_a_service": _("not a public service"),
}


@transaction.atomic
def give_back(code: str, *, by: Actor, reason: str, cause: str = "", version: int | None = None) -> Report:
    """Cancels the unit's promises, ends its tasks and its links to bodies outside, and starts dispose. Refused after a ruling,
    and after the first final answer."""
    report = take(code, by=by)
    seat = powers.require(by, "return", at=ground(report, by))
    check(report, "return")
    disposition = _lead(report)
    require_fresh(report, version)
    reason = reasons.require(reason)
    if cause and cause not in CAUSES:
        raise Unfit("return.cause_unknown", _("Choose a cause: {causes}."), field="cause", causes=", ".join(CAUSES))
    at = journal.now()
    disposition.state, disposition.ended_at = Disposition.State.RETURNED, at
    disposition.return_reason, disposition.return_cause = reason, cause
    disposition.save(update_fields=["state", "ended_at", "return_reason", "return_cause"])
    promises.cancel(report, unit=disposition.unit)
    contributions.rest(report)
    work.drop_draft(report)
    tasks.end_with(report, disposition.unit, at=at)
    invite.end_with(report, disposition.unit, by=by, seat=seat, at=at)
    visits.end_with(report, disposition.unit_id, by=by, seat=seat, at=at)
    promises.start(report, "dispose", unit=front_desk(), at=at)
    report.hops, report.unit = report.hops + 1, None
    visibility = " ".join(report.visibility) or "open"
    facts = Returned(unit=disposition.unit.code, hops=report.hops, cause=cause, visibility=visibility)
    event = move(report, "return", by=by, seat=seat, at=at, facts=facts)
    reasons.keep(event, reason)
    return report


def _lead(report: Report) -> Disposition:
    live = Disposition.objects.select_related("unit").filter(
        report=report, role="lead", state__in=["offered", "accepted"]
    )
    disposition = live.get()
    if disposition.is_ruling:
        raise OutOfTurn(
            "return.ruled",
            _("The head of the front desk has decided that this report is yours. Talk to the front desk if the facts have changed."),
            state=report.state,
            may=nouns(report),
            needs="ruling",
        )  # fmt: skip
    if stays(report):
        raise out_of_turn(report)
    return disposition
