"""A visit to the place: its time is told to the reporter when it lies ahead, its place and people are not."""

from datetime import timedelta

import pytest
from django.utils import timezone

from arcadumas.base.refusals import Unfit
from arcadumas.core.handling import archive, close, story
from arcadumas.core.handling.dispose import dispose
from arcadumas.core.handling.giveback import give_back
from arcadumas.core.handling.inspect import Place, inspect
from arcadumas.core.handling.merge import merge
from arcadumas.core.handling.models import Inspection
from arcadumas.core.handling.release import end_support
from arcadumas.core.handling.respond import respond
from arcadumas.core.reports.models import Event, Report
from tests import builders
from tests.cast import Cast
from tests.core.handling.glance import REASON

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
    told = story.lines(report, for_staff=True, reader=cast.pupr_head)
    assert [line.words for line in told if line.event == "inspected"] == [
        "Alalak; Jembatan lama; -3.10000, 114.60000",
        "Gudang",
        "",
    ]


def test_one_that_was_made_already_is_told_as_past(cast: Cast) -> None:
    report = builders.in_work(cast).report
    inspect(report.code, by=cast.pupr_member, visit_at=timezone.now() - DAY)
    assert "is_planned" not in {
        name for name, value in Event.objects.filter(report=report).latest("seq").facts.items() if value
    }


def planned(cast: Cast, report: Report, *, days: int = 1, by: str = "pupr_member") -> Inspection:
    return inspect(report.code, by=getattr(cast, by), visit_at=timezone.now() + days * DAY)


def ended(report: Report) -> list[tuple[int, str]]:
    found = Event.objects.filter(report=report, kind="inspection_ended").order_by("seq")
    return [(facts["inspection"], facts["cause"]) for facts in found.values_list("facts", flat=True)]


def test_another_one_that_the_unit_plans_takes_its_place(cast: Cast) -> None:
    report = builders.helped(cast).report
    theirs = planned(cast, report, by="alalak_admin")
    first, second = planned(cast, report), planned(cast, report, days=3)
    planned(cast, report, days=-1)
    assert ended(report) == [(first.pk, "moved")]
    third = planned(cast, report, days=2)
    assert ended(report) == [(first.pk, "moved"), (second.pk, "moved")]
    told = [line.text for line in story.lines(report, for_staff=False) if line.event == "inspection_ended"]
    assert ("Peninjauan oleh Dinas" in told[0], "dipindahkan ke waktu lain." in told[0]) == (True, True)
    end_support(report.code, unit="63.04.05", by=cast.pupr_admin)
    give_back(report.code, by=cast.pupr_admin, reason=REASON)
    assert ended(report)[2:] == [(theirs.pk, "lost"), (third.pk, "lost")]


def test_it_ends_with_its_report(cast: Cast) -> None:
    one, two, three = (builders.in_work(cast).report for _ in range(3))
    visits = [planned(cast, report) for report in (one, two, three)]
    archive.withdraw(one.code, by=cast.reporter(one))
    for report in (two, three):
        respond(report.code, by=cast.pupr_admin, text=builders.ANSWER)
    assert ended(two) == []
    close.confirm(two.code, by=cast.reporter(two))
    close.close(three.code, by=cast.front_officer, reason=REASON)
    assert [ended(report) for report in (one, two, three)] == [[(visit.pk, "over")] for visit in visits]


def test_it_ends_when_another_unit_leads_or_answers_for_the_group(cast: Cast) -> None:
    passed, joined, main = builders.disposed(cast).report, builders.in_work(cast).report, builders.in_work(cast, to="dinkes").report  # fmt: skip
    visits = [planned(cast, report) for report in (passed, joined)]
    dispose(passed.code, to="dinkes", by=cast.front_officer)
    merge(joined.code, into=main.code, by=cast.front_head)
    respond(main.code, by=cast.dinkes_head, text=builders.ANSWER)
    assert [ended(report) for report in (passed, joined)] == [[(visit.pk, "lost")] for visit in visits]


@pytest.mark.parametrize("half", [Place(lat=-3.1), Place(lon=114.6), Place(lat=-91.0, lon=114.6)])
def test_half_a_point_is_refused_as_that_of_a_report_is(cast: Cast, half: Place) -> None:
    report = builders.in_work(cast).report
    with pytest.raises(Unfit) as refused:
        inspect(report.code, by=cast.pupr_member, visit_at=timezone.now() + DAY, place=half)
    assert (refused.value.code, refused.value.field) == ("form.place_unreadable", "place")
    assert not Inspection.objects.exists()


@pytest.mark.parametrize(
    ("days", "village", "field"), [(800, "", "at"), (-800, "", "at"), (1, "99.99", "place.village")]
)
def test_what_cannot_be_is_refused(cast: Cast, days: int, village: str, field: str) -> None:
    report = builders.in_work(cast).report
    with pytest.raises(Unfit) as refused:
        inspect(report.code, by=cast.pupr_member, visit_at=timezone.now() + days * DAY, place=Place(village=village))
    assert refused.value.field == field
