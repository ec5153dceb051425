"""`check`: who verifies, and whether somebody answers for each unit that holds reports."""

import pytest

from arcadumas.core.organisation.models import Post, Unit
from arcadumas.site.cli import check
from tests import builders
from tests.cast import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return Cast.assemble()


def said() -> list[tuple[str, bool, bool]]:
    """Level, and whether a line speaks of pupr and of the command that helps."""
    return [(line.level, "pupr" in line.detail, "arcadumas user add" in line.detail) for line in check.organisation()]


def test_one_line_says_that_all_is_well(cast: Cast) -> None:
    builders.disposed(cast)
    assert said() == [("ok", False, False)]


def test_a_unit_with_reports_and_no_team_is_named(cast: Cast) -> None:
    builders.disposed(cast)
    Post.objects.filter(unit__code="pupr").update(valid_to="2026-01-31")
    assert said() == [("warn", True, False)]


def test_no_front_desk_and_nobody_at_it_are_two_warnings(cast: Cast) -> None:
    Unit.objects.update(is_front_desk=False)
    assert said() == [("warn", False, False)]
    Post.objects.filter(role__startswith="front").update(valid_to="2026-01-31")
    assert said() == [("warn", False, False), ("warn", False, True)]
