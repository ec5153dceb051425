"""The unit tree, and who stands for a unit."""

from datetime import timedelta

import pytest
from django.utils import timezone

from arcadumas.core.organisation import people, teams, tree
from arcadumas.core.organisation.models import Person, Post, Role, Unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def chain() -> list[Unit]:
    units: list[Unit] = []
    for code in ("batola", "dinkes", "puskesmas", "pustu"):
        units.append(Unit.objects.create(code=code, name=code, kind="office", parent=units[-1] if units else None))
    Unit.objects.create(code="pupr", name="pupr", kind="office", parent=units[0])
    return units


def test_a_path_is_the_unit_and_all_above_it(chain: list[Unit]) -> None:
    for depth, unit in enumerate(chain, start=1):
        assert tree.path(unit.pk) == {above.pk for above in chain[:depth]}


def test_a_unit_that_is_not_there_has_no_path() -> None:
    assert tree.path(0) == frozenset()


def test_a_unit_has_a_team_while_somebody_is_in_post(chain: list[Unit]) -> None:
    unit, today = chain[1], timezone.localdate()
    assert not teams.is_active(unit)
    person = people.add("dinkes.admin", name="Admin")
    post = Post.objects.create(person=person, unit=unit, role=Role.AGENCY_ADMIN, title="Admin")
    assert teams.is_active(unit)
    for dates in ({"valid_to": today - timedelta(days=1)}, {"valid_from": today + timedelta(days=1)}):
        Post.objects.filter(pk=post.pk).update(**{"valid_from": None, "valid_to": None} | dates)
        assert not teams.is_active(unit)
    Post.objects.filter(pk=post.pk).update(valid_from=today, valid_to=today)
    assert teams.is_active(unit)
    Person.objects.update(is_active=False)
    assert not teams.is_active(unit)


def test_an_engineer_alone_is_no_team(chain: list[Unit]) -> None:
    Post.objects.create(person=people.add("teknisi", name="T"), unit=chain[1], role=Role.ENGINEER, title="Teknisi")
    assert not teams.is_active(chain[1])
