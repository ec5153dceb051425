"""Who sits where today: the posts in force as plain values, read once for a batch of events."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain

from django.utils import timezone

from arcadumas.core.organisation.actors import away_on, is_delegate, valid_on
from arcadumas.core.organisation.models import Absence, Person, Post, Role, Unit

ACTING = {"plt": "Plt.", "plh": "Plh.", "pj": "Pj."}
# The team of a unit that has no agency admin and no liaison: the first of these that anybody holds.
INSTEAD = (
    (Role.INSPECTORATE,),
    (Role.SECRETARY,),
    (Role.FRONT_OFFICER, Role.FRONT_HEAD),
    (Role.HEAD,),
    (Role.MEMBER,),
    (Role.REGIONAL_HEAD,),
)


@dataclass(frozen=True, kw_only=True)
class Holder:
    """A post with whoever holds it. Address fields are as stored: the number is sealed."""

    post_id: int
    role: Role
    title: str
    unit_id: int
    unit_name: str
    person_id: int
    login: str
    language: str
    is_substitute: bool
    is_acting: bool
    is_away: bool
    may_approve: bool
    email: str = field(repr=False)
    phone_sealed: bytes = field(repr=False)


COLUMNS = (
    "id", "role", "title", "unit_id", "unit__name", "person_id", "person__login", "person__language", "is_substitute",
    "acting", "is_delegate", "person__email", "person__phone_sealed",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Office:
    """A unit as far as messages need it."""

    id: int
    code: str
    name: str
    parent_id: int | None
    is_front_desk: bool
    answer_needs_approval: bool


class Roster:
    """Three statements for the whole government. Who is absent today is away, and the stand-in holds the role beside their
    own post."""

    def __init__(self) -> None:
        today = timezone.localdate()
        posts = Post.objects.filter(valid_on(today), person__is_active=True).annotate(is_delegate=is_delegate(today))
        present = [_holder(*row) for row in posts.order_by("id").values_list(*COLUMNS)]
        absences = Absence.objects.filter(away_on(today)).order_by("id")
        absent = dict(absences.values_list("post", "stand_in"))
        self.places = _places(present, absent)
        self.holders = list(_with_stand_ins(present, self.places, absent))
        units = Unit.objects.order_by("id").values_list(
            "id", "code", "name", "parent_id", "is_front_desk", "answer_needs_approval"
        )
        self.offices = {
            row[0]: Office(id=row[0], code=row[1], name=row[2], parent_id=row[3], is_front_desk=row[4], answer_needs_approval=row[5])
            for row in units
        }  # fmt: skip
        self.by_code = {office.code: office for office in self.offices.values()}
        self.by_post = {holder.post_id: holder for holder in reversed(self.holders)}

    # -- One unit ------------------------------------------------------------------------------------------------------
    def of(self, unit_id: int | None, *roles: Role) -> list[Holder]:
        return [holder for holder in self.holders if holder.unit_id == unit_id and holder.role in roles]

    def team(self, unit_id: int | None) -> list[Holder]:
        """The main admin and the liaison; for an absent admin the substitutes. Whoever there is, when all are absent."""
        admins = self.of(unit_id, Role.AGENCY_ADMIN)
        main = present(holder for holder in admins if not holder.is_substitute)
        stand_ins = present(holder for holder in admins if holder.is_substitute)
        told = (main or stand_ins) + present(self.of(unit_id, Role.LIAISON))
        if told:
            return told
        for roles in INSTEAD:
            if others := present(self.of(unit_id, *roles)):
                return others
        return admins or self.of(unit_id, Role.LIAISON, *chain(*INSTEAD))

    def head(self, unit_id: int | None) -> list[Holder]:
        heads = self.of(unit_id, Role.HEAD)
        return present(heads) or heads

    def approvers(self, unit_id: int | None) -> list[Holder]:
        """The head and the named delegates."""
        delegates = [holder for holder in self.of(unit_id, Role.LIAISON) if holder.may_approve]
        return self.head(unit_id) + present(delegates)

    def substitute(self, holder: Holder) -> Holder | None:
        """Who stands in for a post that cannot be reached: a substitute of its unit, else its liaison, else its head."""
        others = self.of(holder.unit_id, Role.AGENCY_ADMIN, Role.LIAISON, Role.HEAD)
        ranks = [Role.AGENCY_ADMIN, Role.LIAISON, Role.HEAD]
        found = [each for each in present(others) if each.person_id != holder.person_id]
        return min(found, key=lambda each: (not each.is_substitute, ranks.index(each.role)), default=None)

    # -- The whole government ------------------------------------------------------------------------------------------
    def everywhere(self, *roles: Role) -> list[Holder]:
        found = [holder for holder in self.holders if holder.role in roles]
        return present(found) or found

    def front_desk(self) -> list[Holder]:
        return self.everywhere(Role.FRONT_OFFICER, Role.FRONT_HEAD)

    def level_above(self, unit_id: int | None) -> list[Holder]:
        """The head of the nearest unit above that has one, else the Regional Secretary."""
        office = self.offices.get(unit_id or 0)
        while office and office.parent_id:
            if heads := self.head(office.parent_id):
                return heads
            office = self.offices.get(office.parent_id)
        return self.everywhere(Role.SECRETARY)

    def reached(self, *holders: Holder) -> list[Holder]:
        """These themselves, and whoever stands in for those of them who are away."""
        instead = [self.places[holder.post_id] for holder in holders if holder.post_id in self.places]
        return [*holders, *instead]

    def units_of(self, person_id: int) -> set[int]:
        return {holder.unit_id for holder in self.holders if holder.person_id == person_id}


def present(holders: Iterable[Holder]) -> list[Holder]:
    return [holder for holder in holders if not holder.is_away]


def _places(holders: Sequence[Holder], absent: Mapping[int, int]) -> dict[int, Holder]:
    """Absent post -> who stands in. `absent`: post -> the post that stands in. One who is away too stands in for nobody."""
    by_post = {holder.post_id: holder for holder in holders}
    return {
        post: by_post[other]
        for post, other in absent.items()
        if post in by_post and other in by_post and other not in absent
    }


def _with_stand_ins(
    holders: Sequence[Holder], places: Mapping[int, Holder], absent: Mapping[int, int]
) -> Iterator[Holder]:
    missing = {holder.post_id: holder for holder in holders if holder.post_id in places}
    pairs = [(missing[post], instead) for post, instead in places.items()]
    approving = {instead.post_id for away, instead in pairs if instead.role == away.role and away.may_approve}
    for holder in holders:
        may_approve = holder.may_approve or holder.post_id in approving
        yield replace(holder, is_away=holder.post_id in absent, may_approve=may_approve)
    for away, instead in pairs:
        if instead.role != away.role:
            yield replace(instead, role=away.role, may_approve=away.may_approve, is_substitute=False)


def _holder(
    post_id: int, role: str, title: str, unit_id: int, unit_name: str, person_id: int, login: str, language: str,
    is_substitute: bool, acting: str, may_approve: bool, email: str, phone_sealed: bytes,
) -> Holder:  # fmt: skip
    prefix = ACTING.get(acting, "")
    return Holder(
        post_id=post_id, role=Role(role), title=title if not prefix or title.startswith(prefix) else f"{prefix} {title}",
        unit_id=unit_id, unit_name=unit_name, person_id=person_id, login=login, language=language,
        is_substitute=is_substitute, is_acting=bool(acting), is_away=False, may_approve=may_approve, email=email,
        phone_sealed=bytes(phone_sealed),
    )  # fmt: skip


def phone_holder(holder: Holder) -> Person:
    """An unsaved person that `people.phone_of` can read."""
    return Person(pk=holder.person_id, login=holder.login, phone_sealed=holder.phone_sealed)
