"""Suggested are reports near in place and time and alike in words, to those who may read them."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from arcadumas.base.refusals import Unfit
from arcadumas.core.handling import similar
from arcadumas.core.handling.split import Part, split
from arcadumas.core.handling.verify import Finding, classify
from arcadumas.core.organisation.models import Area
from arcadumas.core.reports.models import About, Report
from tests import builders
from tests.cast import Cast

pytestmark = pytest.mark.django_db
HERE = {"latitude": -3.2000, "longitude": 114.6000}
THERE = {"latitude": -3.2020, "longitude": 114.6010}  # some 250 m away
FAR = {"latitude": -3.2000, "longitude": 114.6040}  # some 440 m away


def lamp(**values: Any) -> Report:
    return builders.received(
        **{"title": "Lampu jalan padam", "body": "Lampu jalan di depan pasar padam sejak Senin.", **values}
    ).report


def like(report: Report, cast: Cast) -> list[Report]:
    return [near.report for near in similar.similar(report, by=cast.front_officer)]


def test_near_alike_and_of_late_but_nothing_else(cast: Cast) -> None:
    report, near = lamp(**HERE), lamp(**THERE)
    lamp(**FAR)
    builders.received(title="Sampah menumpuk", body="Bau busuk setiap pagi.", **HERE)
    old = lamp(**HERE)
    Report.objects.filter(pk=old.pk).update(received_at=timezone.now() - timedelta(days=31))
    found = similar.similar(report, by=cast.front_officer)
    assert [each.report for each in found] == [near]
    assert 200 < (found[0].metres or 0) < 300


def test_joined_may_be_what_is_unanswered_and_protected_alike(cast: Cast) -> None:
    report, plain, hidden, official = lamp(**HERE), lamp(**HERE), lamp(**HERE, is_confidential=True), lamp(**HERE)
    About.objects.create(report=official, unit_id=cast.pupr_admin.seats[0].unit_id)
    done = builders.answered(cast, title="Lampu jalan padam", body="Lampu jalan di depan pasar padam.", **HERE).report
    found = {each.report: each.may_join for each in similar.similar(report, by=cast.front_officer)}
    assert found == {plain: True, hidden: False, official: False, done: False}


def test_of_the_same_village_where_there_is_no_point(cast: Cast) -> None:
    one, other = Area.objects.filter(level="village").order_by("code").values_list("code", flat=True)[:2]
    report, same = (
        lamp(village=one),
        lamp(village=one, title="Lampu di jalan mati", body="Lampu jalan depan pasar padam."),
    )
    lamp(village=other)
    assert like(report, cast) == [same]


def test_where_one_has_no_place_unit_days_and_words_speak_for_it_and_it_is_said(cast: Cast) -> None:
    """As those of SP4N-LAPOR!, which name an agency and no place."""
    placed, bare, other = lamp(unit="dishub", **HERE), lamp(unit="dishub"), lamp(unit="dishub", **FAR)
    elsewhere, nobodys, unlike = lamp(unit="pupr"), lamp(), builders.received(title="Angkot ngetem", body="Macet tiap pagi.", unit="dishub").report  # fmt: skip
    old = lamp(unit="dishub")
    Report.objects.filter(pk=old.pk).update(received_at=timezone.now() - timedelta(days=31))
    assert set(like(bare, cast)) == {placed, other, nobodys}
    assert set(like(placed, cast)) == {bare, nobodys}
    assert set(like(nobodys, cast)) == {placed, bare, other, elsewhere}
    assert like(unlike, cast) == []
    found = similar.similar(bare, by=cast.front_officer)
    assert [(each.is_unplaced, each.metres, each.may_join) for each in found] == [(True, None, True)] * 3
    near = lamp(unit="dishub", **THERE)
    assert [(each.report, each.is_unplaced) for each in similar.similar(placed, by=cast.front_officer)][0] == (near, False)  # fmt: skip
    mine = builders.disposed(cast, title="Lampu jalan padam", body="Lampu jalan di depan pasar padam.").report
    assert like(mine, cast) and similar.similar(mine, by=cast.pupr_admin) == []


def test_before_it_is_filed_an_officer_sees_what_is_like_it(cast: Cast) -> None:
    near, bare = lamp(unit="dishub", **THERE), lamp(unit="dishub")
    lamp(unit="dishub", **FAR)
    draft = builders.draft(title="Lampu jalan padam", body="Lampu jalan depan pasar padam.", unit="dishub", **HERE)
    found = similar.before_filing(draft, by=cast.front_officer, at=timezone.now())
    assert [(each.report, each.is_unplaced) for each in found] == [(near, False), (bare, True)]
    assert Report.objects.count() == 3
    with pytest.raises(Unfit):
        similar.before_filing(builders.draft(unit="tidak-ada"), by=cast.front_officer, at=timezone.now())


def test_nothing_that_its_reader_may_not_read_and_nothing_of_an_insider(cast: Cast) -> None:
    report = builders.disposed(cast, title="Lampu jalan padam", **HERE).report
    insider = lamp(**HERE)
    classify(insider.code, by=cast.front_officer, finding=Finding(is_whistleblowing=True))
    closed = lamp(is_confidential=True, **HERE)
    assert like(report, cast) == [closed]
    assert similar.similar(report, by=cast.pupr_admin) == similar.similar(report, by=cast.secretary) == []
    assert similar.similar(Report.objects.get(pk=insider.pk), by=cast.inspector) == []


def test_not_its_own_parts(cast: Cast) -> None:
    report = builders.in_work(cast, **HERE).report
    (part,) = split(report.code, parts=[Part(unit="dinkes", title="Jalan berlubang lain")], by=cast.front_officer)
    assert like(report, cast) == like(Report.objects.get(pk=part.pk), cast) == []


def test_to_citizens_open_reports_alone(cast: Cast) -> None:
    shown = lamp(**HERE)
    lamp(is_anonymous=True, **HERE)
    lamp(is_confidential=True, **HERE)
    lamp(about_officials=True, **HERE)
    About.objects.create(report=lamp(**HERE), person=cast.person("pupr_head"))
    draft = builders.draft(title="Lampu jalan padam", body="Depan pasar padam.", **HERE)
    assert [near.report for near in similar.public_like(draft, area_id=None, at=timezone.now())] == [shown]


@pytest.mark.parametrize(("others", "statements"), [(0, 2), (1, 4), (3, 4)])
def test_four_statements_however_many_and_two_where_there_is_none(cast: Cast, others: int, statements: int) -> None:
    report = lamp(**HERE)
    for _n in range(others):
        lamp(**HERE)
    with CaptureQueriesContext(connection) as asked:
        assert len(similar.similar(report, by=cast.front_officer)) == others
    assert len(asked) == statements


def test_in_the_same_village_the_points_decide_where_both_have_one(cast: Cast) -> None:
    village = Area.objects.filter(level="village").order_by("code").values_list("code", flat=True)[0]
    report, near, bare = lamp(village=village, **HERE), lamp(village=village, **THERE), lamp(village=village)
    lamp(village=village, **FAR)
    assert set(like(report, cast)) == {near, bare}
    draft = builders.draft(title="Lampu jalan padam", body="Depan pasar padam.", village=village, **HERE)
    shown = similar.public_like(draft, area_id=village, at=timezone.now())
    assert {each.report for each in shown} == {report, near, bare}


def test_whoever_asks_from_all_sides_learns_a_cell_and_no_distance(cast: Cast) -> None:
    """The same answers wherever the report lies in its cell, and wherever in theirs one asks; within 300 m always found."""
    words = {"title": "Lampu jalan padam", "body": "Depan pasar padam."}
    report = lamp(latitude=-3.2004, longitude=114.6004)
    sides = [(-3.2 + x / 2000, 114.6 + y / 2000) for x, y in ((0, 0), (6, 0), (0, 6), (8, 0), (0, -8), (9, 9), (5, -5))]
    asked = [builders.draft(**words, latitude=lat, longitude=lon) for lat, lon in sides]

    def answers() -> list[int]:
        return [len(similar.public_like(draft, area_id=None, at=timezone.now())) for draft in asked]

    first = answers()
    for latitude, longitude in ((-3.1996, 114.5996), (-3.2, 114.6003)):
        Report.objects.filter(pk=report.pk).update(latitude=latitude, longitude=longitude)
        assert answers() == first
    assert (first[0], first[1], first[2], first[5]) == (1, 1, 1, 0)
    assert similar.public_like(asked[0], area_id=None, at=timezone.now())[0].metres is None
