"""Hand over: a colleague of the team holds the report from now on, for good or until a day. No clock moves."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from arcadumas.base import moments
from arcadumas.base.refusals import OutOfTurn, Unfit
from arcadumas.core.handling import complain
from arcadumas.core.handling.ahead import require_ahead
from arcadumas.core.handling.models import Disposition, HandOver
from arcadumas.core.handling.visible import ground
from arcadumas.core.handling.workflow import check, move, nouns, require_fresh, take
from arcadumas.core.organisation import powers, teams
from arcadumas.core.organisation.actors import HOUSE, Actor, Seat
from arcadumas.core.organisation.models import Post, Role
from arcadumas.core.reports import journal
from arcadumas.core.reports.models import Report
from arcadumas.core.reports.team_facts import HandedOver

TEAM = (Role.AGENCY_ADMIN, Role.LIAISON, Role.HEAD)


@transaction.atomic
def hand_over(code: str, *, by: Actor, to: str, until: date | None = None, version: int | None = None) -> HandOver:
    """`to` is a login. The links in messages to whoever held it end with it; after `until` it goes back by itself."""
    report = take(code, by=by)
    seat = powers.require(by, "hand_over", at=ground(report, by))
    check(report, "hand_over")
    disposition = _leads(report).get()
    post = _colleague(report, disposition, to)
    at = journal.now()
    require_ahead(until, at=at, field="until", code="handover.past")
    if disposition.accepted_by_id == post.pk:
        raise OutOfTurn("handover.own", _("{post} holds this report already."), state=report.state, may=nouns(report), post=post.title)  # fmt: skip
    require_fresh(report, version)
    return _pass_on(report, disposition, post, by=by, seat=seat, at=at, until=until)


def _pass_on(
    report: Report, disposition: Disposition, post: Post, *, by: Actor, seat: Seat | None, at: datetime, until: date | None
) -> HandOver:  # fmt: skip
    before = disposition.accepted_by_id or (seat.id if seat else post.pk)
    row = keep(disposition, before=before, after=post.pk, at=at, until=until)
    disposition.accepted_by = post
    disposition.save(update_fields=["accepted_by"])
    facts = HandedOver(
        unit=disposition.unit.code, from_post=before, to_post=post.pk, until=until.isoformat() if until else ""
    )
    move(report, "hand_over", by=by, seat=seat, at=at, facts=facts)
    return row


def keep(disposition: Disposition, *, before: int, after: int, at: datetime, until: date | None = None) -> HandOver:
    """It passed from one post to another, also by a take-over: the links of the first die, and it goes back to nobody else."""
    HandOver.objects.filter(disposition=disposition, ended_at=None).update(ended_at=at)
    return HandOver.objects.create(disposition=disposition, from_post_id=before, to_post_id=after, until=until, at=at)


def held_by(post: Post) -> list[tuple[str, int]]:
    """(code, disposition) of what a post holds and has not answered."""
    live = Disposition.objects.filter(accepted_by=post, role="lead", state__in=["offered", "accepted"])
    return list(live.order_by("id").values_list("report__code", "pk"))


@transaction.atomic
def hand_over_absent(code: str, *, from_post: Post, to_post: Post, until: date) -> HandOver | None:
    """The house does so for a post that is away. None when somebody else holds it by now, or the stand-in may not see it or
    is in office no more."""
    report = take(code, by=HOUSE)
    disposition = _leads(report).first()
    if disposition is None or disposition.accepted_by_id != from_post.pk or complain.is_about(report, to_post):
        return None
    if not teams.posts(to_post.unit_id, roles=teams.TEAM).filter(pk=to_post.pk).exists():
        return None
    if report.state not in ("disposed", "in_work", "awaiting_reporter"):
        return None
    lent = HandOver.objects.filter(disposition=disposition, to_post=from_post, until__lt=until, ended_at=None).first()
    until = lent.until or until if lent else until  # then it is the colleague's again for whom it was held
    return _pass_on(report, disposition, to_post, by=HOUSE, seat=None, at=journal.now(), until=until)


@transaction.atomic
def give_it_back(number: int, *, at: datetime) -> bool:
    """After its last day, to whoever handed it over, or to the colleague for whom they held it until a day that has passed
    as well. False when somebody was first, or holds it now, or it is answered."""
    code = HandOver.objects.filter(pk=number).values_list("disposition__report__code", flat=True).get()
    report = take(code, by=HOUSE)
    row = HandOver.objects.select_related("disposition__unit").get(pk=number)
    if row.ended_at is not None or row.until is None or row.until >= moments.local_date(at):
        return False
    row.ended_at = at
    row.save(update_fields=["ended_at"])
    disposition = row.disposition
    is_theirs = disposition.accepted_by_id == row.to_post_id and disposition.state in ("offered", "accepted")
    back = _owner(row, at=at) if is_theirs else None
    if back is None:
        return False
    disposition.accepted_by_id = back
    disposition.save(update_fields=["accepted_by"])
    facts = HandedOver(unit=disposition.unit.code, from_post=row.to_post_id, to_post=back, is_back=True)
    move(report, "hand_over", by=HOUSE, at=journal.now(), facts=facts)
    return True


def _owner(row: HandOver, *, at: datetime) -> int | None:
    """Whose it is after this one's last day; None where they are in office no more. Who held it for a colleague until a day
    still to come holds it so again."""
    lent = HandOver.objects.filter(
        disposition=row.disposition, to_post=row.from_post_id, until__isnull=False, ended_at=row.at
    ).first()
    in_force = teams.posts(row.disposition.unit_id, roles=TEAM).filter(pk=row.from_post_id).exists()
    if lent is None:
        return row.from_post_id if in_force else None
    if not in_force or (lent.until is not None and lent.until < moments.local_date(at)):
        return _owner(lent, at=at)
    HandOver.objects.filter(pk=lent.pk).update(ended_at=None)
    return row.from_post_id


def ending(at: datetime) -> list[int]:
    """Hand-overs whose last day is over."""
    over = HandOver.objects.filter(ended_at=None, until__lt=moments.local_date(at))
    return list(over.order_by("until", "id").values_list("pk", flat=True)[:500])


def _leads(report: Report) -> QuerySet[Disposition]:
    return Disposition.objects.select_related("unit").filter(
        report=report, role="lead", state__in=["offered", "accepted"]
    )


def _colleague(report: Report, disposition: Disposition, login: str) -> Post:
    post = teams.posts(disposition.unit_id, roles=TEAM).filter(person__login=login).first()
    if post is None or complain.is_about(report, post):
        raise Unfit("handover.colleague", _('"{login}" cannot hold reports of {unit}. Choose an admin, the liaison or the head.'), field="to", login=login, unit=disposition.unit.name)  # fmt: skip
    return post
