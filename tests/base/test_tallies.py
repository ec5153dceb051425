import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from arcadumas.base import tallies
from arcadumas.core.organisation.models import Area

pytestmark = pytest.mark.django_db


def test_it_counts_several_querysets_in_one_statement() -> None:
    Area.objects.bulk_create(Area(code=f"99.{n:02}", name=f"Daerah {n}", level="regency") for n in range(12))
    ours = Area.objects.filter(code__startswith="99.").order_by("name")
    with CaptureQueriesContext(
        connection,
    ) as statements:
        counted = tallies.up_to(10, ours, ours.filter(name="Daerah 3"), ours.none(), ours.filter(code__in=[]))
    assert (counted, len(statements)) == ([10, 1, 0, 0], 1)
    assert tallies.up_to(10, ours.order_by().values("level").distinct(), ours.values("name")) == [1, 10]
