"""Dispute: whoever's link was used says that it was not them. The act stands and is flagged; the front desk looks into it."""

from django.db import transaction

from arcadumas.core.audit import trail
from arcadumas.core.handling.workflow import check, move, take, unseen
from arcadumas.core.organisation.actors import HOUSE, Actor, Via
from arcadumas.core.reports import journal
from arcadumas.core.reports.models import Event
from arcadumas.core.reports.team_facts import ActDisputed


@transaction.atomic
def dispute(code: str, *, by: Actor, seq: int) -> Event:
    """Flags the line that was written by their link; once. Sight is not asked for: the act may have taken it from them, and
    the line is in their name. Raises Unseen for any other line. Audited."""
    report = take(code, by=HOUSE)
    line = Event.objects.filter(report=report, seq=seq, by=by.person_id, via=Via.LINK).first()
    if line is None or by.person_id is None:
        raise unseen()
    check(report, "dispute")
    if said := Event.objects.filter(report=report, kind="act_disputed", facts__line=seq).first():
        return said
    seat = by.seats[0] if by.seats else None
    facts = ActDisputed(line=seq, act=line.kind, done_at=line.at.isoformat())
    post = seat.title if seat else ""
    trail.record("act_disputed", by=by.login, post=post, via=by.via, subject=report.code, line=seq, kind=line.kind)
    return move(report, "dispute", by=by, seat=seat, at=journal.now(), facts=facts)
