"""The invented reports stand as the verbs would have left them."""

from collections.abc import Iterator
from datetime import datetime

import pytest
from django.utils import timezone

from arcadumas.core.handling.workflow import OVER
from arcadumas.core.reports import journal, promises
from arcadumas.core.reports.models import Report, State, Unread
from arcadumas.duties.escalation import auditor, rounds
from arcadumas.site.load import ascents, batch, biography, lives, people
from tests.cast import Cast

pytestmark = pytest.mark.django_db
NUMBER = 400


@pytest.fixture(autouse=True)
def forgetful() -> Iterator[None]:
    """What a process remembers of its database does not outlive the test."""
    yield
    ascents._chain.cache_clear()
    ascents.rules_of.cache_clear()
    biography._dues.clear()


@pytest.fixture
def filled(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every life as often as the others."""
    Cast.assemble()
    monkeypatch.setattr(lives, "choose", lambda chance: chance.choice(lives.LIVES))
    assert batch.fill(lives.in_order(NUMBER)) == NUMBER


def test_every_state_that_can_be_reached_is_there(filled: None) -> None:
    assert set(Report.objects.values_list("state", flat=True)) == set(State.values) - {State.MERGED}
    assert Report.objects.count() == NUMBER


def test_reports_come_in_the_order_of_time(filled: None) -> None:
    came = list(Report.objects.order_by("id").values_list("received_at", flat=True))
    assert came == sorted(came)


def test_every_line_of_the_journal_fits_the_one_before(filled: None) -> None:
    lines, flaw = journal.examine({})
    assert (lines > NUMBER, flaw) == (True, None)


def test_the_next_due_moment_is_that_of_the_promises(filled: None) -> None:
    def expected(report: Report) -> datetime | None:
        return None if report.state in OVER else promises.earliest(report)

    assert [report.code for report in Report.objects.all() if report.due_at != expected(report)] == []


def test_nothing_is_left_for_the_worker_to_do(filled: None) -> None:
    found = rounds.run(timezone.now(), is_rehearsal=True)
    assert (found.pauses_ended, found.closed, found.broken, Unread.objects.count()) == (0, 0, 0, 0)
    assert auditor.look(timezone.now()).mended == 0


def test_without_the_people_of_the_demo_nothing_is_made(db: None) -> None:
    with pytest.raises(people.NoCast):
        batch.fill(lives.in_order(1))
    assert Report.objects.count() == 0
