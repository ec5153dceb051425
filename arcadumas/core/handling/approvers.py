"""Who may approve a unit's answers today, beside the author: its head, and the liaisons named in place of the head."""

from django.db.models import Q
from django.utils import timezone

from arcadumas.core.organisation import teams
from arcadumas.core.organisation.actors import is_delegate
from arcadumas.core.organisation.models import Post, Role


def approvers(unit: int, *, author: int | None) -> list[Post]:
    """The heads first. One statement."""
    today = timezone.localdate()
    posts = teams.in_force(today).filter(unit=unit).exclude(person=author).annotate(is_named=is_delegate(today))
    may = Q(role=Role.HEAD) | Q(role=Role.LIAISON, is_named=True)
    return sorted(posts.filter(may).order_by("id"), key=lambda post: post.role != Role.HEAD)
