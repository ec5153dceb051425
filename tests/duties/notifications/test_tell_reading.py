"""How lines of the journal are read for telling: each once, many at a time, none in another's way."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from arcadumas.core.organisation.models import Post
from arcadumas.core.reports import journal
from arcadumas.core.reports.models import Event, Report, Unread
from arcadumas.duties.notifications import tell
from arcadumas.duties.notifications.models import Notice
from tests.builders import disposed, received
from tests.cast import Cast
from tests.duties.notifications.telling import tell_all

FRONT_DESK = {("received", "kominfo"), ("received", "kominfo.kepala")}


pytestmark = pytest.mark.usefixtures("both_channels")


def told(report: Report) -> set[tuple[str, str]]:
    """(purpose, login) of every notice of the report."""
    return {
        (notice.purpose, notice.person.login) for notice in Notice.objects.filter(report=report, person__isnull=False)
    }


def test_a_second_reading_of_the_same_line_is_impossible(cast: Cast):
    received()
    assert (tell.once(), tell.once()) == (1, 0)


def test_the_number_of_statements_does_not_grow_with_the_number_of_lines(cast: Cast):
    def statements(reports: int) -> int:
        for _ in range(reports):
            disposed(cast)
        with CaptureQueriesContext(connection) as queries:
            tell_all()
        return len(queries)

    statements(1)
    one, ten = statements(1), statements(10)
    assert (one, ten) == (one, one)
    assert one <= 32


def test_one_line_that_cannot_be_told_does_not_stop_the_others(cast: Cast, caplog: pytest.LogCaptureFixture):
    broken, good = received().report, received().report
    Event.objects.filter(report=broken).update(v=99)
    tell_all()
    assert told(good) == FRONT_DESK
    assert list(Unread.objects.filter(reader=tell.READER).values_list("event__report", flat=True)) == [broken.pk]
    assert len(caplog.records) == 2


def test_a_line_that_the_database_refuses_does_not_stop_the_others(cast: Cast, caplog: pytest.LogCaptureFixture):
    broken, good = received().report, received().report
    post, at = Post.objects.get(person__login="kominfo"), journal.now()
    Notice.objects.create(
        event=broken.events.get(),
        report=broken,
        purpose="received",
        recipient="post",
        post=post,
        level="N2",
        created_at=at,
    )
    tell_all()
    assert told(good) == FRONT_DESK
    assert list(Unread.objects.filter(reader=tell.READER).values_list("event__report", flat=True)) == [broken.pk]
