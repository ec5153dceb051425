"""The journal says once for a report and post that nobody could be told."""

import pytest

from arcadumas.base.refusals import Unseen
from arcadumas.core.handling.unreachable import mark_unreachable
from arcadumas.core.reports.models import Report
from tests.builders import received


@pytest.mark.django_db
def test_it_writes_one_line_for_each_post_and_moves_nothing():
    report = received().report
    assert [mark_unreachable(report.code, post_id=post) for post in (7, 7, 0, 0)] == [True, False, True, False]
    lines = report.events.filter(kind="unreachable").order_by("seq")
    assert [(line.actor, line.facts) for line in lines] == [("house", {"post": 7}), ("house", {"post": 0})]
    after = Report.objects.get(pk=report.pk)
    assert (after.state, after.version) == ("received", 3)


@pytest.mark.django_db
def test_a_report_that_is_not_there_is_not_found():
    with pytest.raises(Unseen):
        mark_unreachable("AAAA-AAAA", post_id=1)
