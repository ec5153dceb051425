"""One plain sentence for every state, and by whom it was closed."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from django.utils.translation import override

from arcadumas.core.handling.plainly import NOW, stands
from arcadumas.core.organisation.models import Unit
from arcadumas.core.reports.models import ArchiveReason, ClosedBy, Report, State

pytestmark = pytest.mark.usefixtures("in_english")
UNTIL = datetime(2026, 12, 3, 4, tzinfo=UTC)


@pytest.fixture
def in_english() -> Iterator[None]:
    with override("en"):
        yield


def report(state: str, **values: object) -> Report:
    return Report(state=state, unit=Unit(name="Dinas PUPR"), **values)


@pytest.mark.parametrize("state", State.values)
def test_every_state_has_its_sentence(state: str) -> None:
    assert (state in NOW, "{" in stands(report(state))) == (True, False)


def test_it_names_the_unit_and_until_when_the_reporter_may_speak() -> None:
    assert stands(report("in_work")) == "Dinas PUPR is working on your report."
    assert "by Thursday 3 December 2026" in stands(report("answered"), until=UNTIL)
    assert "by Thursday 3 December 2026" in stands(report("awaiting_reporter"), until=UNTIL)
    assert stands(Report(state="disposed")).startswith("The unit in charge")


def test_it_says_who_closed_it_and_never_that_an_unasked_reporter_is_content() -> None:
    said = {by: stands(report("closed", closed_by=by)) for by in ClosedBy.values}
    assert said["reporter"] == "You closed this report: you said that it is settled."
    for by in ("officer", "system"):
        assert said[by].endswith("You have not said that it is settled.")


def test_a_withdrawn_and_a_returned_report_say_so() -> None:
    assert stands(report("archived", archive_reason=ArchiveReason.WITHDRAWN)) == "You withdrew this report."
    assert "gave your report back" in stands(report("verified", hops=1))
    assert "PLN" in stands(report("referred", referred_to="PLN"))
