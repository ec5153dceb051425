"""Who approves answers in place of the head: a named liaison of the unit, from one day to another (process.md, note 7)."""

from datetime import date

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from arcadumas.base.refusals import Unfit, Unseen
from arcadumas.core.audit import trail
from arcadumas.core.organisation import passwords, powers
from arcadumas.core.organisation.actors import Actor, valid_on
from arcadumas.core.organisation.models import Delegation, Post, Role
from arcadumas.core.organisation.powers import Ground


def nameable(actor: Actor) -> QuerySet[Post]:
    """Liaisons in force whom this officer may name: of the own unit for a head, everywhere for the front desk; never oneself."""
    today = timezone.localdate()
    posts = Post.objects.filter(valid_on(today), role=Role.LIAISON, person__is_active=True).exclude(
        person=actor.person_id
    )
    mine = [post.pk for post in posts if powers.may(actor, "delegate", at=Ground(target_id=post.unit_id))]
    return posts.filter(pk__in=mine).select_related("unit", "person").order_by("unit__name", "id")


def named(actor: Actor) -> QuerySet[Delegation]:
    """Every delegation of the posts this officer may name, the newest first; ended ones stay."""
    units = {seat.unit_id for seat in actor.seats if seat.role == Role.HEAD}
    found = Delegation.objects.select_related("post__unit", "post__person", "named_by")
    is_desk = actor.has(Role.FRONT_OFFICER, Role.FRONT_HEAD)
    return (found if is_desk else found.filter(post__unit__in=units)).order_by("-named_at", "-id")


@transaction.atomic
def name(post_id: int, *, by: Actor, valid_from: date, valid_to: date | None = None) -> Delegation:
    """From the first day to the last, both included. Locks the post. Audited. Raises Powerless for one of the own posts."""
    post = Post.objects.select_for_update(of=("self",)).select_related("unit", "person").filter(pk=post_id).first()
    if post is None:
        raise _unseen()
    seat = powers.require(by, "delegate", at=Ground(target_id=post.unit_id))
    if post.person_id == by.person_id:
        raise passwords.own_account()
    _require_fit(post, valid_from=valid_from, valid_to=valid_to)
    row = Delegation.objects.create(
        post=post, named_by_id=by.person_id, named_at=timezone.now(), valid_from=valid_from, valid_to=valid_to
    )
    last = valid_to.isoformat() if valid_to else ""
    trail.record(
        "delegate_named", by=by.login, post=seat.title, via=by.via, subject=post.person.login, unit=post.unit.code,
        valid_from=valid_from.isoformat(), valid_to=last,
    )  # fmt: skip
    return row


def _require_fit(post: Post, *, valid_from: date, valid_to: date | None) -> None:
    today = timezone.localdate()
    if post.role != Role.LIAISON or not Post.objects.filter(valid_on(today), pk=post.pk).exists():
        raise Unfit("delegate.post", _("A delegate is a liaison of the unit whose post is in force."), field="post")
    if valid_from < today:
        raise Unfit("delegate.past", _("A delegation begins today or later."), field="valid_from")
    if valid_to is not None and valid_to < valid_from:
        raise Unfit("delegate.order", _("The last day is before the first."), field="valid_to")
    others = Delegation.objects.filter(post=post, ended_at=None).exclude(valid_to__lt=valid_from)
    if (others.filter(valid_from__lte=valid_to) if valid_to else others).exists():
        raise Unfit("delegate.twice", _("This liaison is named for those days already. End that first."), field="post")


@transaction.atomic
def end(delegation_id: int, *, by: Actor) -> Delegation:
    """From this moment on. A second time changes nothing. Audited."""
    found = Delegation.objects.select_for_update(of=("self",)).select_related("post__unit", "post__person")
    row = found.filter(pk=delegation_id).first()
    if row is None:
        raise _unseen()
    seat = powers.require(by, "delegate", at=Ground(target_id=row.post.unit_id))
    if row.ended_at is None:
        row.ended_at = timezone.now()
        row.save(update_fields=["ended_at"])
        subject, unit = row.post.person.login, row.post.unit.code
        trail.record("delegate_ended", by=by.login, post=seat.title, via=by.via, subject=subject, unit=unit)
    return row


def _unseen() -> Unseen:
    return Unseen("delegate.unknown", _("There is no such post or delegation. Choose one from the list."))
