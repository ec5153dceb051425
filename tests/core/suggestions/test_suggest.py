"""From routed reports to a suggestion, and everything that must not be suggested."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from arcadumas.base.refusals import OutOfTurn
from arcadumas.core.organisation.models import Unit
from arcadumas.core.reports.models import About, Report
from arcadumas.core.suggestions import history, suggest, teach
from arcadumas.core.suggestions.models import Learned, Subject
from arcadumas.core.suggestions.standing import standing
from tests import builders
from tests.cast import Cast
from tests.core.suggestions.conftest import routed

pytestmark = pytest.mark.django_db


def quiet(line: str) -> None:
    """Nobody watches."""


@pytest.fixture
def taught(cast: Cast) -> None:
    routed(240)
    teach.all_subjects(tell=quiet)


def hole() -> Report:
    return builders.received(title="Jalan berlubang", body="Aspal jalan di depan pasar rusak dan amblas.").report


def test_a_fresh_installation_suggests_nothing_and_says_so(cast: Cast) -> None:
    assert suggest.units(hole()) == suggest.Suggested(is_learned=False)


def test_it_names_the_unit_how_sure_it_is_and_why(taught: None) -> None:
    found = suggest.units(hole())
    assert (found.is_learned, found.choices[0].label, len(found.choices) <= 3) == (True, "pupr", True)
    assert found.choices[0].confidence > 0.5
    assert set(found.choices[0].words) <= {"jalan", "berlubang", "aspal", "rusak", "amblas"}


def test_it_names_the_category_too(taught: None) -> None:
    lesson = Report.objects.filter(unit__code="pupr").exclude(category=None).select_related("category").first()
    assert lesson is not None and lesson.category is not None
    assert suggest.categories(hole()).choices[0].label == lesson.category.code


def test_a_unit_complained_of_is_not_suggested(taught: None) -> None:
    report = hole()
    About.objects.create(report=report, unit=Unit.objects.get(code="pupr"))
    assert "pupr" not in [choice.label for choice in suggest.units(report).choices]


def test_a_unit_no_longer_in_force_is_not_suggested(taught: None) -> None:
    Unit.objects.filter(code="pupr").update(valid_to=date(2026, 1, 1))
    assert "pupr" not in [choice.label for choice in suggest.units(hole()).choices]


def test_only_what_the_officer_may_choose_is_suggested(taught: None) -> None:
    assert [choice.label for choice in suggest.units(hole(), among=frozenset({"dlh"})).choices] in (["dlh"], [])


def test_sealed_words_are_never_looked_at(taught: None) -> None:
    report = hole()
    report.is_whistleblowing = True
    assert suggest.units(report).choices == ()


def test_of_special_reports_nothing_is_learned(cast: Cast) -> None:
    routed(12, about_officials=True)
    assert history.count(Subject.UNIT) == history.count(Subject.CATEGORY) == 0


def test_what_nobody_accepted_is_no_lesson(cast: Cast) -> None:
    builders.disposed(cast)
    assert history.lessons(Subject.UNIT) == ([], [])
    builders.in_work(cast)
    assert history.lessons(Subject.UNIT)[1] == ["pupr"]


def test_a_correction_is_the_next_lesson(cast: Cast) -> None:
    routed(30)
    Report.objects.filter(unit__code="pupr").update(unit=Unit.objects.get(code="dlh"))
    assert "pupr" not in history.lessons(Subject.UNIT)[1]


def test_of_more_than_memory_holds_the_newest_are_learned_from(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    routed(30)
    texts, labels = history.lessons(Subject.UNIT)
    monkeypatch.setattr(history, "MOST_CHARACTERS", sum(len(text) for text in texts[-10:]))
    assert history.lessons(Subject.UNIT) == (texts[-10:], labels[-10:])


def test_too_few_reports_are_said_in_words(cast: Cast) -> None:
    routed(20)
    with pytest.raises(OutOfTurn) as refused:
        teach.all_subjects(tell=quiet)
    assert ("20" in refused.value.sentence, Learned.objects.count()) == (True, 0)


def test_the_newest_is_in_force_and_a_few_older_ones_stay(cast: Cast) -> None:
    routed(210)
    for _time in range(4):
        teach.from_history(Subject.UNIT, tell=quiet)
    rows = Learned.objects.order_by("-id")
    assert [row.is_current for row in rows] == [True, False, False]


def test_a_model_that_cannot_be_read_suggests_nothing(cast: Cast, caplog: pytest.LogCaptureFixture) -> None:
    routed(210)
    teach.from_history(Subject.UNIT, tell=quiet)
    Learned.objects.update(content=b"broken")
    suggest.forget()
    assert suggest.units(hole()).is_learned is False
    assert "cannot be read" in caplog.text


def test_asking_again_costs_one_statement(taught: None) -> None:
    report = hole()
    suggest.units(report)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        suggest.units(report)
    assert len(queries) == 1


def test_how_it_stands(cast: Cast) -> None:
    assert [(each.there, each.needed, each.learned_at) for each in standing()] == [(0, 200, None)] * 2
    routed(210)
    teach.from_history(Subject.UNIT, tell=quiet)
    unit = standing()[0]
    assert (unit.there, unit.examples, unit.labels) == (210, 210, 3)
    assert unit.accuracy is not None and unit.accuracy > 0.9
