"""The list's rule of reading is the report's own, for everyone and everything."""

import pytest

from arcadumas.core.handling import visible
from arcadumas.core.handling.reading import freely, readable
from tests.core.handling.acts import undone
from tests.core.handling.paper import CLASSES, Stage

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("kind", CLASSES, ids=lambda kind: kind.name)
def test_a_row_is_readable_exactly_when_the_report_is_read(stage: Stage, kind: object) -> None:
    reports, players = stage
    wrong = []
    with undone():
        ids = [report.pk for report in reports.values()]
        kind.put_on(ids)  # type: ignore[attr-defined]
        for player in players:
            rows = list(visible.to(player.actor).filter(pk__in=ids))
            grounds = visible.grounds(rows, player.actor)
            read = {row.pk for row in rows if visible.sight(row, player.actor, grounds[row.pk]) == "read"}
            listed = set(
                visible.to(player.actor).filter(readable(player.actor), pk__in=ids).values_list("pk", flat=True)
            )
            if listed != read:
                wrong.append((player.name, {row.state for row in rows if row.pk in listed ^ read}))
    assert wrong == []


@pytest.mark.parametrize("kind", CLASSES, ids=lambda kind: kind.name)
def test_a_list_shows_the_words_of_what_is_read_without_an_entry_in_the_audit_trail(stage: Stage, kind: object) -> None:
    reports, players = stage
    wrong = []
    with undone():
        ids = [report.pk for report in reports.values()]
        kind.put_on(ids)  # type: ignore[attr-defined]
        for player in players:
            rows = list(visible.to(player.actor).filter(pk__in=ids))
            grounds = visible.grounds(rows, player.actor)
            shown = {row.pk for row in rows if visible.sight_in_list(row, player.actor, grounds[row.pk]) == "read"}
            free = set(visible.to(player.actor).filter(freely(player.actor), pk__in=ids).values_list("pk", flat=True))
            secret = {row.pk for row in rows if row.is_whistleblowing}
            if free != shown or free & secret:
                wrong.append((player.name, {row.state for row in rows if row.pk in free ^ shown}))
    assert wrong == []
