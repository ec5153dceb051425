"""What the work on a topic needs is changed by the head of the front desk, and each change is audited."""

import pytest

from arcadumas.base.refusals import Powerless, Unfit, Unseen
from arcadumas.core.audit.models import Entry
from arcadumas.core.handling import topics
from arcadumas.core.handling.models import TaskTemplate
from arcadumas.core.reports.models import Category
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def test_a_photo_is_asked_for_and_that_is_written_down_once(cast: Cast) -> None:
    for _time in range(2):
        topics.need_evidence("jembatan", by=cast.front_head, is_needed=True)
    assert Category.objects.get(code="jembatan").needs_evidence
    assert [entry.facts for entry in Entry.objects.filter(act="topic_changed", subject="jembatan")] == [
        {"needs_evidence": True}
    ]


def test_a_usual_task_comes_and_goes(cast: Cast) -> None:
    made = topics.add_template(by=cast.front_head, title="Ukur lubang", days=2, category="jembatan")
    assert (made.category.code, made.days, made.is_active) == ("jembatan", 2, True)
    topics.retire_template(made.pk, by=cast.front_head)
    made.refresh_from_db()
    assert not made.is_active
    with pytest.raises(Unseen):
        topics.retire_template(made.pk, by=cast.front_head)


@pytest.mark.parametrize(
    ("title", "days", "category", "field"),
    [("x", 1, "", "title"), ("Ukur", 61, "", "days"), ("Ukur", 1, "tak-ada", "category")],
)
def test_what_does_not_fit_is_refused(cast: Cast, title: str, days: int, category: str, field: str) -> None:
    with pytest.raises(Unfit) as refused:
        topics.add_template(by=cast.front_head, title=title, days=days, category=category)
    assert refused.value.field == field


def test_nobody_else_may(cast: Cast) -> None:
    with pytest.raises(Powerless):
        topics.need_evidence("jembatan", by=cast.pupr_head, is_needed=True)
    with pytest.raises(Powerless):
        topics.add_template(by=cast.front_officer, title="Ukur lubang", days=1)


def test_sowing_twice_keeps_what_officials_took_away(cast: Cast) -> None:
    before = TaskTemplate.objects.count()
    topics.retire_template(TaskTemplate.objects.earliest("id").pk, by=cast.front_head)
    topics.sow()
    assert (TaskTemplate.objects.count(), before >= 5) == (before, True)
