"""What is brought to leaders, page by page: nothing twice, nothing lost, also while the list changes."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from arcadumas.core.figures import attention
from arcadumas.core.figures.models import Measure
from arcadumas.core.handling.dispose import dispose
from arcadumas.core.handling.giveback import give_back
from arcadumas.core.handling.urgent import mark_urgent
from arcadumas.core.reports.models import Report
from arcadumas.site import recounting
from tests import builders
from tests.cast import Cast
from tests.core.handling.acts import REASON

pytestmark = pytest.mark.django_db
NOW = timezone.now()


def urgent(*due: int | None) -> list[int]:
    """One report for each, due in so many days; None: no moment."""
    keys = []
    for days in due:
        report = builders.received().report
        Report.objects.filter(pk=report.pk).update(is_urgent=True)
        keys.append((report.pk, days))
    recounting.count_all()
    for key, days in keys:
        Measure.objects.filter(report=key).update(due_at=None if days is None else NOW + timedelta(days=days))
    return [key for key, _days in keys]


def pages(cast: Cast, size: int) -> list[list[int]]:
    found, after = [], ""
    while True:
        keys, after = attention.page(attention.brought(cast.regional_head, now=NOW), size=size, after=after)
        found.append(keys)
        if not after:
            return found


@pytest.mark.parametrize("size", [1, 2, 3, 7])
def test_the_pages_together_are_the_list_in_its_order(cast: Cast, size: int) -> None:
    one, two, three, four, five, six = urgent(2, 1, None, 1, None, 3)
    found = pages(cast, size)
    assert [key for page in found for key in page] == [two, four, one, six, three, five]
    assert {len(page) for page in found[:-1]} <= {size}


def test_what_is_settled_meanwhile_moves_nothing_past_the_reader(cast: Cast) -> None:
    one, two, three, four = urgent(1, 2, 3, 4)
    rows = attention.brought(cast.regional_head, now=NOW)
    first, after = attention.page(rows, size=2)
    Measure.objects.filter(report=one).update(is_urgent=False)
    second, rest = attention.page(rows.all(), size=2, after=after)
    assert (first, second, rest) == ([one, two], [three, four], "")


def test_what_a_unit_gave_back_is_not_brought_to_its_head(cast: Cast) -> None:
    report = builders.disposed(cast).report
    give_back(report.code, by=cast.pupr_admin, reason=REASON)
    dispose(report.code, to="dinkes", by=cast.front_officer)
    mark_urgent(report.code, by=cast.secretary, reason=REASON)
    recounting.count_all()
    Measure.objects.filter(report=report.pk).update(due_at=NOW - timedelta(days=3))
    readers = (cast.pupr_head, cast.dinkes_head, cast.regional_head)
    brought = [attention.brought(who, now=NOW, cause=cause).count() for who in readers for cause in ("", "late")]
    assert brought == [0, 0, 1, 1, 1, 1]


def test_an_address_of_ones_own_is_the_first_page(cast: Cast) -> None:
    keys = urgent(1, 2)
    rows = attention.brought(cast.regional_head, now=NOW)
    assert attention.page(rows, size=5, after="kemarin~x") == (keys, "")


def test_a_later_page_takes_no_more_statements(cast: Cast) -> None:
    urgent(1, 2, 3, 4, 5, None)
    rows, taken, after = attention.brought(cast.regional_head, now=NOW), [], ""
    for _page in range(2):
        with CaptureQueriesContext(connection) as statements:
            _keys, after = attention.page(rows.all(), size=2, after=after)
        taken.append(len(statements))
    assert taken == [1, 1]
