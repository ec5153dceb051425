"""A visit to the place: its time is told to the reporter when it lies ahead, its place and people are not."""

from datetime import timedelta

import pytest
from django.utils import timezone

from arcadumas.base.refusals import Unfit
from arcadumas.core.handling import story
from arcadumas.core.handling.inspect import Place, inspect
from arcadumas.core.handling.models import Inspection
from arcadumas.core.reports.models import Event
from tests import builders
from tests.cast import Cast

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def test_place_and_time_are_kept_as_a_row(cast: Cast) -> None:
    report, at = builders.in_work(cast).report, timezone.now() + DAY
    inspect(
        report.code,
        by=cast.pupr_member,
        visit_at=at,
        place=Place(lat=-3.1, lon=114.6, village="63.04.05", text="Jembatan"),
    )
    visit = Inspection.objects.get(report=report)
    assert (visit.visit_at, visit.latitude, visit.area_id, visit.place_text) == (at, -3.1, "63.04.05", "Jembatan")
    assert Event.objects.filter(report=report).latest("seq").facts == {
        "inspection": visit.pk, "visit_at": at.isoformat(), "is_planned": True,
    }  # fmt: skip


def test_the_reporter_reads_the_time_and_no_place(cast: Cast) -> None:
    report = builders.in_work(cast).report
    inspect(report.code, by=cast.pupr_member, visit_at=timezone.now() + DAY, place=Place(text="Rumah Bu Siti"))
    line = story.lines(report, for_staff=False)[-1]
    assert (line.event, "Siti" in f"{line.text}{line.words}{line.reason}") == ("inspected", False)


def test_officers_read_where_it_goes(cast: Cast) -> None:
    report, at = builders.in_work(cast).report, timezone.now() + DAY
    bridge = Place(lat=-3.1, lon=114.6, village="63.04.05", text="Jembatan lama")
    for place in (bridge, Place(text="Gudang"), None):
        inspect(report.code, by=cast.pupr_member, visit_at=at, place=place)
    told = story.lines(report, for_staff=True, reader=cast.pupr_head)[-3:]
    assert [line.words for line in told] == ["Alalak; Jembatan lama; -3.10000, 114.60000", "Gudang", ""]


def test_one_that_was_made_already_is_told_as_past(cast: Cast) -> None:
    report = builders.in_work(cast).report
    inspect(report.code, by=cast.pupr_member, visit_at=timezone.now() - DAY)
    assert "is_planned" not in {
        name for name, value in Event.objects.filter(report=report).latest("seq").facts.items() if value
    }


@pytest.mark.parametrize("half", [Place(lat=-3.1), Place(lon=114.6), Place(lat=-91.0, lon=114.6)])
def test_half_a_point_is_refused_as_that_of_a_report_is(cast: Cast, half: Place) -> None:
    report = builders.in_work(cast).report
    with pytest.raises(Unfit) as refused:
        inspect(report.code, by=cast.pupr_member, visit_at=timezone.now() + DAY, place=half)
    assert (refused.value.code, refused.value.field) == ("form.place_unreadable", "place")
    assert not Inspection.objects.exists()


@pytest.mark.parametrize(("days", "village", "field"), [(800, "", "at"), (-800, "", "at"), (1, "99.99", "place")])
def test_what_cannot_be_is_refused(cast: Cast, days: int, village: str, field: str) -> None:
    report = builders.in_work(cast).report
    with pytest.raises(Unfit) as refused:
        inspect(report.code, by=cast.pupr_member, visit_at=timezone.now() + days * DAY, place=Place(village=village))
    assert refused.value.field == field
