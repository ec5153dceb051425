"""How many reports one address may send in an hour."""

import pytest
from django.conf import settings

from arcadumas.base.limits.models import Counter
from arcadumas.base.refusals import TooOften
from arcadumas.core.reports.admission import admit, may_compare

pytestmark = pytest.mark.django_db
ADDRESS = "203.0.113.9"


def test_one_more_than_the_limit_is_told_when_to_come_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "INTAKE_LIMIT", 3)
    for _report in range(3):
        admit(ADDRESS)
    with pytest.raises(TooOften) as refused:
        admit(ADDRESS)
    assert (refused.value.code, 3_590 <= refused.value.seconds <= 3_600) == ("send.too_often", True)
    assert "60" in refused.value.sentence
    admit("203.0.113.10")


def test_nought_lets_in_as_many_as_come(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "INTAKE_LIMIT", 0)
    for _report in range(50):
        admit(ADDRESS)
    assert Counter.objects.count() == 0


def test_the_address_itself_is_not_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "INTAKE_LIMIT", 3)
    admit(ADDRESS)
    assert ADDRESS not in str(Counter.objects.values().get())


def test_looks_for_similar_ones_are_counted_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "INTAKE_LIMIT", 2)
    assert [may_compare(ADDRESS) for _look in range(3)] == [True, True, False]
    admit(ADDRESS)
    admit(ADDRESS)
    monkeypatch.setattr(settings, "INTAKE_LIMIT", 0)
    assert may_compare(ADDRESS)
