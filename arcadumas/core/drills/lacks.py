"""Whose team is incomplete: without admin or substitute, with an expired decree, with an admin nobody has seen."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from django.db.models import Max, Q
from django.utils import timezone

from arcadumas.core.drills.models import Call, Lack
from arcadumas.core.organisation import teams
from arcadumas.core.organisation.models import Post, Role, Team, Unit
from arcadumas.core.reports.models import Event

UNSEEN = timedelta(days=30)
AGENCY = (Role.AGENCY_ADMIN, Role.LIAISON, Role.MEMBER, Role.HEAD)


def lacks(unit: Unit | None, at: datetime) -> list[tuple[int, str]]:
    """(unit id, kind) of what is missing, unit by unit. Of units with a team only; six statements."""
    by_unit: dict[int, list[Post]] = defaultdict(list)
    for post in teams.posts(unit, roles=teams.TEAM):
        by_unit[post.unit_id].append(post)
    expired = _expired(by_unit)
    seen = last_seen({post.person_id for posts in by_unit.values() for post in posts})
    found: list[tuple[int, str]] = []
    for unit_id, posts in by_unit.items():
        found += [(unit_id, kind) for kind in _of_team(posts, seen, at)]
        if unit_id in expired:
            found.append((unit_id, Lack.Kind.DECREE_EXPIRED))
    return found


def _of_team(posts: list[Post], seen: dict[int, datetime], at: datetime) -> Iterator[str]:
    """An agency needs an admin and a substitute; any other desk needs two people."""
    main = [post for post in posts if post.role == Role.AGENCY_ADMIN and not post.is_substitute]
    is_agency = any(post.role in AGENCY for post in posts)
    if is_agency and not main:
        yield Lack.Kind.NO_ADMIN
    others = [post for post in posts if post.is_substitute] if is_agency else posts[1:]
    main_people = {post.person_id for post in (main if is_agency else posts[:1])}
    if not any(post.person_id not in main_people for post in others):
        yield Lack.Kind.NO_SUBSTITUTE
    if any(at - seen.get(post.person_id, post.person.joined_at) > UNSEEN for post in main):
        yield Lack.Kind.ADMIN_UNSEEN


def _expired(units: Iterable[int]) -> set[int]:
    """Units with a decree on record, none of which is in force."""
    decrees = Team.objects.filter(unit__in=list(units))
    in_force = decrees.filter(Q(valid_to=None) | Q(valid_to__gte=timezone.localdate()))
    return set(decrees.values_list("unit", flat=True)) - set(in_force.values_list("unit", flat=True))


def last_seen(people: Iterable[int]) -> dict[int, datetime]:
    """By person: the latest of signing in, acting on a report by any door, and answering a drill."""
    ids = list(people)
    signed_in = Post.objects.filter(person__in=ids, person__last_login__isnull=False).values_list(
        "person", "person__last_login"
    )
    acted = Event.objects.filter(by__in=ids).values("by").annotate(at=Max("at")).order_by("by").values_list("by", "at")
    answered = Call.objects.filter(person__in=ids, answered_at__isnull=False).values_list("person", "answered_at")
    found: dict[int, datetime] = {}
    for person_id, at in [*signed_in, *acted, *answered]:
        found[person_id] = max(at, found.get(person_id, at))
    return found
