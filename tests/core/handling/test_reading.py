"""The list's rule of reading is the report's own, for everyone and everything."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db.models import Q

from arcadumas.core.handling import visible
from arcadumas.core.handling.reading import freely, readable
from arcadumas.core.organisation.actors import Actor
from arcadumas.core.reports.models import Report
from tests.core.handling.acts import undone
from tests.core.handling.paper import CLASSES, Stage

pytestmark = pytest.mark.django_db
Compared = tuple[str, list[Report], set[int], set[int]]


def compared(
    stage: Stage, kind: Any, *, rule: Callable[[Actor], Q], sight: Callable[..., visible.Sight]
) -> Iterator[Compared]:
    """For each player the rows that they see, and of these the keys that the rule picks and those that `sight` reads."""
    reports, players = stage
    with undone():
        ids = [report.pk for report in reports.values()]
        kind.put_on(ids)
        for player in players:
            seen = visible.to(player.actor).filter(pk__in=ids)
            rows = list(seen)
            grounds = visible.grounds(rows, player.actor)
            read = {row.pk for row in rows if sight(row, player.actor, grounds[row.pk]) == visible.Sight.READ}
            yield player.name, rows, set(seen.filter(rule(player.actor)).values_list("pk", flat=True)), read


@pytest.mark.parametrize("kind", CLASSES, ids=lambda kind: kind.name)
def test_a_row_is_readable_exactly_when_the_report_is_read(stage: Stage, kind: object) -> None:
    wrong = [
        (name, {row.state for row in rows if row.pk in listed ^ read})
        for name, rows, listed, read in compared(stage, kind, rule=readable, sight=visible.sight)
        if listed != read
    ]
    assert wrong == []


@pytest.mark.parametrize("kind", CLASSES, ids=lambda kind: kind.name)
def test_a_list_shows_the_words_of_what_is_read_without_an_entry_in_the_audit_trail(stage: Stage, kind: object) -> None:
    wrong = [
        (name, {row.state for row in rows if row.pk in free ^ shown})
        for name, rows, free, shown in compared(stage, kind, rule=freely, sight=visible.sight_in_list)
        if free != shown or free & {row.pk for row in rows if row.is_whistleblowing}
    ]
    assert wrong == []
