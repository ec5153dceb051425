"""Absence: days on which a post is away. Its stand-in is told and may act in its place; what it holds is handed over meanwhile."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from arcadumas.base import moments
from arcadumas.base.refusals import OutOfTurn, Powerless, Unfit, Unseen
from arcadumas.core.audit import trail
from arcadumas.core.handling import handover
from arcadumas.core.handling.models import HandOver
from arcadumas.core.organisation import posts, powers, teams
from arcadumas.core.organisation.actors import Actor
from arcadumas.core.organisation.models import Absence, Post, Role
from arcadumas.core.reports import journal

LONGEST = 366  # days


@transaction.atomic
def be_absent(post_id: int, *, by: Actor, stand_in: int, starts_on: date, ends_on: date) -> Absence:
    """By whoever holds the post, the head of the unit, or those who keep units and people.

    Raises Powerless (403), also for whoever would get a colleague's seat by their own hand, Unfit (422), OutOfTurn (409)
    when the post is away on some of these days already."""
    post = _own_post(post_id, by=by)
    other = teams.posts(post.unit_id, roles=teams.TEAM).exclude(person=post.person_id).filter(pk=stand_in).first()
    if other is None:
        raise Unfit("absence.stand_in", _("Choose a colleague of the same unit."), field="stand_in")
    _require_another_hand(post, other, by=by)
    at = journal.now()
    if ends_on < starts_on or starts_on < moments.local_date(at) or (ends_on - starts_on).days > LONGEST:
        raise Unfit("absence.days", _("Choose days from today on, the last not before the first, at most one year."), field="ends_on")  # fmt: skip
    if Absence.objects.filter(post=post, ended_at=None, starts_on__lte=ends_on, ends_on__gte=starts_on).exists():
        raise OutOfTurn("absence.twice", _("{post} is away on some of these days already."), post=post.title)
    absence = Absence.objects.create(
        post=post, stand_in=other, starts_on=starts_on, ends_on=ends_on, noted_by_id=powers.person_of(by), noted_at=at
    )
    subject = f"post:{post.pk}"
    trail.record(
        "absence_noted", by=by.login, post=by.seats[0].title, via=by.via, subject=subject, stand_in=other.person.login,
        starts_on=starts_on.isoformat(), ends_on=ends_on.isoformat(),
    )  # fmt: skip
    return absence


@transaction.atomic
def be_back(number: int, *, by: Actor) -> None:
    """Back before the last day, or not away at all: what was handed over comes back at the next round."""
    absence = Absence.objects.select_for_update().filter(pk=number, ended_at=None).first()
    if absence is None:
        raise Unseen("absence.not_seen", _("There is no such absence. It may be over already."))
    _own_post(absence.post_id, by=by)
    at = journal.now()
    absence.ended_at = at
    absence.save(update_fields=["ended_at"])
    yesterday = moments.local_date(at).fromordinal(moments.local_date(at).toordinal() - 1)
    _handed_over(absence).update(until=yesterday)
    trail.record("absence_ended", by=by.login, post=by.seats[0].title, via=by.via, subject=f"post:{absence.post_id}")


def tend(at: datetime) -> int:
    """Hand over for those whose absence has begun, and back what is over; how many reports. Bears being run twice."""
    done = sum(handover.give_it_back(number, at=at) for number in handover.ending(at))
    today = moments.local_date(at)
    begun = Absence.objects.filter(ended_at=None, begun_at=None, starts_on__lte=today, ends_on__gte=today)
    for absence in begun.select_related("post", "stand_in__person").order_by("id"):
        for code, _disposition in handover.held_by(absence.post):
            until = absence.ends_on
            row = handover.hand_over_absent(code, from_post=absence.post, to_post=absence.stand_in, until=until)
            done += row is not None
        Absence.objects.filter(pk=absence.pk, begun_at=None).update(begun_at=at)
    return done


def of(actor: Actor) -> QuerySet[Absence]:
    """Those of the posts for which the actor may note one; still to come or running."""
    found = Absence.objects.filter(post__in=absentable(actor).values("pk"), ended_at=None).select_related(
        "post__person", "stand_in__person", "post__unit"
    )
    return found.order_by("starts_on", "id")


def absentable(actor: Actor) -> QuerySet[Post]:
    """Posts for which an absence may be noted: one's own, for a head those that they give in the unit, for who keeps people all."""
    found = teams.posts(roles=Role)
    if powers.may(actor, "units"):
        return found
    heads = [seat.unit_id for seat in actor.seats if seat.role == Role.HEAD]
    return found.filter(Q(person=actor.person_id) | Q(unit__in=heads, role__in=posts.OF_HEAD))


def stood_in_by(actor: Actor) -> QuerySet[Absence]:
    """Those in which the actor stands in; still to come or running."""
    found = Absence.objects.filter(
        stand_in__person=actor.person_id, ended_at=None, ends_on__gte=moments.local_date(actor.now)
    )
    return found.select_related("post__unit").order_by("starts_on", "id")


def _require_another_hand(post: Post, stand_in: Post, *, by: Actor) -> None:
    """Nobody gives themselves a colleague's seat, as nobody gives themselves a post; only where it is no more than they
    hold: the same role, or a head for the own team. Of a liaison's not, who may approve as delegate."""
    if stand_in.person_id != by.person_id or post.person_id == by.person_id:
        return
    enough = [Role.HEAD] if post.role in posts.OF_HEAD else []
    enough += [Role(post.role)] if post.role != Role.LIAISON else []
    if not teams.posts(post.unit_id, roles=enough).filter(person=by.person_id).exists():
        raise Powerless("absence.own", _("Nobody makes themselves the stand-in of a colleague. Let the colleague, the head or another officer note it, or choose somebody else."), needs="another_person")  # fmt: skip


def _handed_over(absence: Absence) -> QuerySet[HandOver]:
    """Also what the stand-in passed on meanwhile, being away too."""
    return HandOver.objects.filter(
        from_post=absence.post_id, to_post=absence.stand_in_id, until__gte=absence.starts_on, until__lte=absence.ends_on
    )


def _own_post(post_id: int, *, by: Actor) -> Post:
    post = absentable(by).filter(pk=post_id).first()
    if post is None:
        raise Powerless("act.no_power", _("Your post may not do this here. Ask the front desk who can."))
    return post
