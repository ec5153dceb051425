"""Posts: given, changed and ended, never deleted. Whoever's post ends loses sight and notices at once (decision 0035)."""

from datetime import date, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from arcadumas.base.refusals import OutOfTurn, Powerless, Unfit, Unseen
from arcadumas.base.text import has_forbidden
from arcadumas.core.audit import trail
from arcadumas.core.organisation import decrees, marks, passwords, powers, unit_changes
from arcadumas.core.organisation.actors import Actor, Seat, valid_on
from arcadumas.core.organisation.models import Person, Post, Role, Unit
from arcadumas.core.organisation.powers import Ground

DESK = (Role.FRONT_OFFICER, Role.FRONT_HEAD)
OF_HEAD = (Role.AGENCY_ADMIN, Role.LIAISON, Role.MEMBER)  # whom a head names in the own unit
ACTING = ("", "plt", "plh", "pj")


@transaction.atomic
def give_post(
    login: str, unit_code: str, *, by: Actor, role: str, title: str, is_substitute: bool = False, acting: str = "",
    is_in_decree: bool = True, valid_from: date | None = None, valid_to: date | None = None,
) -> Post:  # fmt: skip
    """A seat in a unit, from today unless a day is given. Raises Powerless for an own one, Unfit, OutOfTurn. Audited."""
    unit = unit_changes.take(unit_code)
    seat = require_keeper(unit, role, by=by)
    person = Person.objects.select_for_update().filter(login=login).first()
    if person is None or not person.is_active:
        raise Unfit("post.person", _("Choose somebody with an open account."), field="person")
    if person.pk == by.person_id:
        raise passwords.own_account()
    if unit.valid_to is not None:
        raise OutOfTurn("unit.ended", _("{unit} has ended. Take it up again first."), unit=unit.name)
    begins = valid_from or timezone.localdate()
    _require_fit(role=role, title=title, is_substitute=is_substitute, acting=acting, begins=begins, ends=valid_to)
    others = Post.objects.filter(Q(valid_to=None) | Q(valid_to__gte=begins), person=person, unit=unit, role=role)
    if others.exists():
        raise OutOfTurn("post.twice", _("{name} holds this role in {unit} already."), name=person.name, unit=unit.name)
    team = decrees.in_force(unit) if is_in_decree else None
    post = Post.objects.create(
        person=person, unit=unit, team=team, role=role, title=title.strip(), is_substitute=is_substitute,
        acting=acting, valid_from=begins, valid_to=valid_to,
    )  # fmt: skip
    trail.record(
        "post_given", by=by.login, post=seat.title, via=by.via, subject=f"unit:{unit.code}", person=login, role=role,
        title=post.title, valid_from=begins.isoformat(), valid_to=valid_to.isoformat() if valid_to else "",
    )  # fmt: skip
    return post


@transaction.atomic
def change_post(
    number: int, *, by: Actor, seen: int | None, title: str, is_substitute: bool, acting: str, is_in_decree: bool
) -> Post:
    """What is written on it; another role is another post. `seen` is the `mark` that the form showed.

    Raises Unfit (422), Stale (412). Audited with the names of what changed."""
    post = take(number)
    seat = require_keeper(post.unit, post.role, by=by)
    marks.require_seen(mark(post), seen)
    _require_fit(role=post.role, title=title, is_substitute=is_substitute, acting=acting)
    team = decrees.in_force(post.unit) if is_in_decree else None
    values = {"title": title.strip(), "is_substitute": is_substitute, "acting": acting, "team": team}
    changed = [name for name, value in values.items() if getattr(post, name) != value]
    for name in changed:
        setattr(post, name, values[name])
    if changed:
        post.save(update_fields=changed)
        trail.record(
            "post_changed", by=by.login, post=seat.title, via=by.via, subject=f"unit:{post.unit.code}",
            person=post.person.login, title=post.title, changed=changed,
        )  # fmt: skip
    return post


def mark(post: Post) -> int:
    """Changes when what is written on the post does."""
    return marks.mark(post.title, post.is_substitute, post.acting, post.team_id)


@transaction.atomic
def go_on(number: int, *, by: Actor) -> Post:
    """A last day that is still to come is taken away. What is over stays so: it is given anew. Audited."""
    post = take(number)
    seat = require_keeper(post.unit, post.role, by=by)
    if post.person_id == by.person_id:
        raise passwords.own_account()
    if post.valid_to is not None and post.valid_to < timezone.localdate():
        raise OutOfTurn("post.over", _("This post has ended already. Give it anew."))
    if post.valid_to is not None:
        post.valid_to = None
        post.save(update_fields=["valid_to"])
        trail.record(
            "post_goes_on", by=by.login, post=seat.title, via=by.via, subject=f"unit:{post.unit.code}",
            person=post.person.login, title=post.title,
        )  # fmt: skip
    return post


@transaction.atomic
def end_post(number: int, *, by: Actor, last_day: date | None = None) -> Post:
    """With this day, which still counts; without one, at once. What is over stays as it was. Audited.

    Raises OutOfTurn (409) when nobody would be left at the front desk, Powerless for an own post."""
    if Post.objects.filter(pk=number, role__in=DESK).exists():
        lock_desk()
    post = take(number)
    seat = require_keeper(post.unit, post.role, by=by)
    if post.person_id == by.person_id:
        raise passwords.own_account()
    if post.valid_to is not None and post.valid_to < timezone.localdate():
        return post
    last = last_day or yesterday()
    if post.valid_from is not None and last < post.valid_from and last_day is not None:
        raise Unfit("post.order", _("The last day is before the first."), field="last_day")
    if post.role in DESK:
        require_desk_without(post=post, after=last)
    post.valid_to = last
    post.save(update_fields=["valid_to"])
    trail.record(
        "post_ended", by=by.login, post=seat.title, via=by.via, subject=f"unit:{post.unit.code}",
        person=post.person.login, title=post.title, valid_to=last.isoformat(),
    )  # fmt: skip
    return post


def require_keeper(unit: Unit, role: str, *, by: Actor) -> Seat:
    """Who keeps units keeps every post; a head those of the own team. Raises Powerless (403)."""
    seat = powers.require(by, "keep_team", at=Ground(target_id=unit.pk))
    if role not in OF_HEAD and not powers.may(by, "units"):
        raise Powerless("post.desk_only", _("A head gives the posts of the own team. This one is for the front desk."), needs="front_head")  # fmt: skip
    return seat


def roles_for(*, by: Actor) -> tuple[Role, ...]:
    """Roles of the posts that this officer may give."""
    return tuple(Role) if powers.may(by, "units") else OF_HEAD


def end_all_of(person: Person) -> int:
    """At once, all that are in force or to come; how many."""
    return _going_on(Post.objects.filter(person=person)).update(valid_to=yesterday())


def end_all_in(unit: Unit) -> int:
    """The same of a unit."""
    return _going_on(Post.objects.filter(unit=unit)).update(valid_to=yesterday())


def require_desk_without(*, post: Post | None = None, person: Person | None = None, after: date) -> None:
    """Nothing while somebody is left at the front desk on the day after. The caller holds `lock_desk`. Raises OutOfTurn (409)."""
    seats = Post.objects.filter(role__in=DESK, person__is_active=True)
    if person is not None and not seats.filter(valid_on(timezone.localdate()), person=person).exists():
        return
    left = seats.filter(valid_on(after + timedelta(days=1))).exclude(pk=post.pk if post else 0)
    if not (left.exclude(person=person) if person else left).exists():
        raise OutOfTurn("post.last_desk", _("Nobody would be left at the front desk. Give the post to somebody else first."))  # fmt: skip


def lock_desk() -> None:
    """All posts of the front desk in one order, before any other row: two officers who end each other's wait in a line."""
    list(Post.objects.select_for_update().filter(role__in=DESK).order_by("pk").values_list("pk"))


def take(number: int) -> Post:
    """Locked. Raises Unseen (404)."""
    found = Post.objects.select_for_update(of=("self",)).select_related("unit", "person", "team")
    post = found.filter(pk=number).first()
    if post is None:
        raise Unseen("post.unknown", _("There is no such post."))
    return post


def yesterday() -> date:
    """The last day of what ends at once: days count whole."""
    return timezone.localdate() - timedelta(days=1)


def _going_on(posts: QuerySet[Post]) -> QuerySet[Post]:
    return posts.filter(Q(valid_to=None) | Q(valid_to__gt=yesterday()))


def _require_fit(
    *, role: str, title: str, is_substitute: bool, acting: str, begins: date | None = None, ends: date | None = None
) -> None:
    wrong = []
    if role not in Role.values:
        wrong.append(Unfit("post.role", _("Choose one of the roles."), field="role"))
    if not 3 <= len(title.strip()) <= 120 or has_forbidden(title):
        wrong.append(Unfit("post.title", _("Write the title of the post, between 3 and 120 characters. It stands in messages."), field="title"))  # fmt: skip
    if is_substitute and role != Role.AGENCY_ADMIN:
        wrong.append(Unfit("post.substitute", _("Only an agency admin is a substitute."), field="is_substitute"))
    if acting not in ACTING:
        wrong.append(Unfit("post.acting", _("Choose one of the kinds."), field="acting"))
    if begins and ends and ends < begins:
        wrong.append(Unfit("post.order", _("The last day is before the first."), field="valid_to"))
    if wrong:
        raise Unfit.together(wrong)
