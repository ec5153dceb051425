"""Units with reports and nobody to act on them."""

import pytest

from arcadumas.core.handling.teamless import has_desk_posts, teamless
from arcadumas.core.organisation.models import Person, Post
from tests import builders
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def test_a_unit_with_reports_is_named_once_its_team_is_gone(cast: Cast) -> None:
    builders.disposed(cast)
    assert list(teamless()) == []
    Post.objects.filter(unit__code__in=["pupr", "dinkes"]).update(valid_to="2026-01-02")
    assert [unit.code for unit in teamless()] == ["pupr"]


def test_the_desk_has_nobody_when_its_accounts_are_closed(cast: Cast) -> None:
    assert has_desk_posts()
    Person.objects.filter(posts__role__startswith="front").update(is_active=False)
    assert not has_desk_posts()
