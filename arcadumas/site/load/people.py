"""Who acts in the invented lives, read once."""

from dataclasses import dataclass

from arcadumas.core.organisation.models import Area, Post, Role, Unit
from arcadumas.core.organisation.units import front_desk
from arcadumas.core.reports.models import Category


@dataclass(frozen=True, kw_only=True)
class Cast:
    desk: Post
    desk_unit: Unit
    admins: tuple[Post, ...]
    heads: dict[int, Post]
    categories: tuple[int, ...]
    areas: tuple[str, ...]

    def answers(self, unit: Unit) -> Post:
        """Whoever sends the answer: the head where answers need approval, else the admin."""
        admin = next(post for post in self.admins if post.unit_id == unit.pk)
        return self.heads.get(unit.pk, admin) if unit.answer_needs_approval else admin


class NoCast(Exception):
    """The demo's people are not there."""


def read() -> Cast:
    """Raises NoCast."""
    posts = Post.objects.select_related("unit", "person").filter(valid_to=None).order_by("id")
    desk = next((post for post in posts if post.role == Role.FRONT_OFFICER), None)
    admins = tuple(post for post in posts if post.role == Role.AGENCY_ADMIN and post.team_id and not post.is_substitute)
    unit = front_desk()
    if desk is None or unit is None or not admins:
        raise NoCast
    return Cast(
        desk=desk,
        desk_unit=unit,
        admins=admins,
        heads={post.unit_id: post for post in posts if post.role == Role.HEAD},
        categories=tuple(Category.objects.filter(is_active=True).values_list("id", flat=True).order_by("id")),
        areas=tuple(Area.objects.values_list("code", flat=True).order_by("code")),
    )
