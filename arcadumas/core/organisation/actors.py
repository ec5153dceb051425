"""Who acts: a person in their posts, the reporter by secret, or the house."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from functools import cached_property
from typing import Any, ClassVar

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from arcadumas.base.compiled import Slot, prepared
from arcadumas.core.organisation import succession
from arcadumas.core.organisation.models import Absence, Delegation, Person, Post, Role


class Via(StrEnum):
    WEB = "web"
    API = "api"
    WHATSAPP = "whatsapp"
    LINK = "link"
    EMAIL = "email"
    CLI = "cli"
    HOUSE = "house"


@dataclass(frozen=True, kw_only=True)
class Seat:
    """A post as a plain value."""

    id: int
    role: Role
    unit_id: int
    unit_code: str
    unit_name: str
    title: str
    is_substitute: bool = False
    may_approve: bool = False


@dataclass(frozen=True, kw_only=True)
class Actor:
    """`kind` is person, reporter or house; `report_id` binds a reporter to the one report the secret opened."""

    APPROVING: ClassVar = (Role.HEAD, Role.INSPECTORATE)

    kind: str
    via: Via
    person_id: int | None = None
    login: str = ""
    name: str = ""
    seats: tuple[Seat, ...] = ()
    report_id: object | None = None
    message: str = field(default="", compare=False)  # id of the message whose button or link was used

    @property
    def roles(self) -> frozenset[Role]:
        return frozenset(seat.role for seat in self.seats)

    def units(self, *roles: Role) -> list[int]:
        """Where they hold one of these roles; any role, when none is named."""
        return sorted({seat.unit_id for seat in self.seats if not roles or seat.role in roles})

    def approving_units(self) -> list[int]:
        """Whose answers they may approve, as their head or in the head's place."""
        return sorted(
            {
                seat.unit_id
                for seat in self.seats
                if seat.role in self.APPROVING or (seat.role == Role.LIAISON and seat.may_approve)
            }
        )

    @cached_property
    def post_ids(self) -> list[int]:
        """The tenures of posts by which this person may be meant (`succession.of_person`): asked once an actor."""
        return succession.of_person(self.person_id, self.seats) if self.kind == "person" else []

    @property
    def now(self) -> datetime:
        return timezone.now()

    @property
    def unit_ids(self) -> frozenset[int]:
        return frozenset(seat.unit_id for seat in self.seats)

    def has(self, *roles: Role) -> bool:
        return bool(self.roles.intersection(roles))


HOUSE = Actor(kind="house", via=Via.HOUSE)


def valid_on(day: date | Slot, *, of: str = "") -> Q:
    """Rows in force on a day (both ends inclusive, empty = open); `of` leads to them from another table: "posts__"."""
    begun = Q(**{f"{of}valid_from": None}) | Q(**{f"{of}valid_from__lte": day})
    return begun & (Q(**{f"{of}valid_to": None}) | Q(**{f"{of}valid_to__gte": day}))


def away_on(day: date | Slot) -> Q:
    """Absences that hold on a day."""
    return Q(starts_on__lte=day, ends_on__gte=day, ended_at=None)


def seats_of(person: Person) -> tuple[Seat, ...]:
    """One statement; ended posts are left out. Whoever stands in for an absent colleague has that seat too, after their own."""
    posts = _posts(timezone.localdate(), person.pk)
    own = {post.pk: seat(post, may_approve=post.is_delegate) for post in posts if post.person_id == person.pk}
    absent = [post for post in posts if post.person_id != person.pk and post.stand_in_id in own]
    return (
        *own.values(),
        *(one for each in absent if (one := _in_place_of(each, own[each.stand_in_id], own.values()))),
    )


def seats_of_post(post: Post) -> tuple[Seat, ...]:
    """That one post, with the seats of the absent colleagues in whose place it stands. None of its holder's others."""
    return tuple(one for one in seats_of(post.person) if one.id == post.pk)


@prepared
def _posts(day: Slot, person: Slot) -> QuerySet[Any]:
    absences = Absence.objects.filter(away_on(day), stand_in__person=person)
    mine = Q(person=person) | Q(pk__in=absences.values("post"))
    known = Post.objects.filter(valid_on(day), mine).annotate(is_delegate=is_delegate(day))
    stand_in = absences.filter(post=OuterRef("pk")).order_by("id").values("stand_in")[:1]
    return known.annotate(stand_in_id=Subquery(stand_in)).select_related("unit").order_by("id")


def _in_place_of(absent: Any, stand_in: Seat, own: Iterable[Seat]) -> Seat | None:
    """The stand-in's own post, with the role of the absent one. None where it brings nothing new."""
    role, may_approve = Role(absent.role), absent.is_delegate
    here = [one for one in own if one.unit_id == absent.unit_id]
    if any(one.role == role and one.may_approve >= may_approve for one in here):
        return None
    return replace(stand_in, role=role, may_approve=may_approve, is_substitute=True)


def delegations_on(day: date | Slot) -> QuerySet[Delegation]:
    """In force on a day and not ended."""
    return Delegation.objects.filter(valid_on(day), ended_at=None)


def is_delegate(day: date | Slot) -> Exists:
    """For a query over posts: whether the post may approve in place of its head that day."""
    return Exists(delegations_on(day).filter(post=OuterRef("pk")))


def seat(post: Post, *, may_approve: bool) -> Seat:
    return Seat(
        id=post.pk,
        role=Role(post.role),
        unit_id=post.unit_id,
        unit_code=post.unit.code,
        unit_name=post.unit.name,
        title=post.title,
        is_substitute=post.is_substitute,
        may_approve=may_approve,
    )


def person_actor(person: Person, *, via: Via, seats: Iterable[Seat] | None = None, message: str = "") -> Actor:
    """A signed-in officer with every post in force."""
    held = seats_of(person) if seats is None else tuple(seats)
    return Actor(kind="person", via=via, person_id=person.pk, login=person.login, name=person.name, seats=held, message=message)  # fmt: skip


def reporter_actor(report_id: object, *, via: Via, message: str = "") -> Actor:
    return Actor(kind="reporter", via=via, report_id=report_id, message=message)
