"""A list and the single report never differ in what they show."""

import pytest
from pytest_django import DjangoAssertNumQueries

from arcadumas.core.handling import reading, visible, workflow
from arcadumas.core.reports.models import OPEN
from tests.cast import Cast
from tests.core.handling.acts import undone
from tests.core.handling.paper import CLASSES, Stage

pytestmark = pytest.mark.django_db


def test_a_list_shows_words_exactly_where_the_report_itself_does(stage: Stage) -> None:
    reports, players = stage
    ids, wrong = [report.pk for report in reports.values()], []
    for kind in CLASSES:
        with undone():
            kind.put_on(ids)
            for player in players:
                rows = visible.to(player.actor).filter(pk__in=ids)
                listed = set(rows.filter(reading.readable(player.actor)).values_list("pk", flat=True))
                grounds = visible.grounds(list(rows), player.actor)
                read = {row.pk for row in rows if visible.sight(row, player.actor, grounds[row.pk]) == "read"}
                wrong += [(kind.name, player.name, pk) for pk in listed ^ read]
    assert wrong == []


def test_an_engineer_sees_nothing_of_any_report(cast: Cast, stage: Stage) -> None:
    ids = [report.pk for report in stage[0].values()]
    for kind in CLASSES:
        with undone():
            kind.put_on(ids)
            assert visible.to(cast.engineer).count() == 0


def test_many_grounds_cost_as_many_statements_as_one(
    cast: Cast, stage: Stage, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    rows = sorted(stage[0].values(), key=lambda report: report.state != "merged")  # a group is asked for by its own
    for count in (1, len(rows)):
        with django_assert_num_queries(6):
            visible.grounds(rows[:count], cast.pupr_member)


def test_the_index_of_open_reports_holds_the_open_states() -> None:
    assert sorted(workflow.OPEN) == OPEN
