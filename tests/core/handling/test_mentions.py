"""Colleagues named in a note: only who sees the report is named, and the line holds their ids alone."""

import pytest

from arcadumas.base.refusals import Unfit
from arcadumas.core.handling.beside import note
from arcadumas.core.handling.mentions import nameable
from arcadumas.core.handling.visible import ground
from arcadumas.core.reports.models import About, Event, Report
from tests import builders
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def named(report: Report) -> list[int]:
    found: list[int] = Event.objects.filter(report=report, kind="note_added").latest("seq").facts.get("mentioned", [])
    return found


@pytest.mark.parametrize("text", ["Mohon dicek @pupr.kepala.", "@PUPR.kepala, mohon dicek", "(@pupr.kepala)"])
def test_at_and_a_login_names_a_colleague(cast: Cast, text: str) -> None:
    report = builders.in_work(cast).report
    note(report.code, by=cast.pupr_admin, text=text)
    assert named(report) == [cast.pupr_head.person_id]


def test_picked_and_written_ones_are_named_once_and_the_writer_never(cast: Cast) -> None:
    report = builders.in_work(cast).report
    note(report.code, by=cast.pupr_admin, text="@pupr.kepala @pupr.admin", mentions=["pupr.kepala", "kominfo"])
    assert named(report) == [cast.pupr_head.person_id, cast.front_officer.person_id]


@pytest.mark.parametrize("text", ["surat ke a@pupr.kepala", "@tidak.ada", "@dinkes.admin", "@"])
def test_a_word_that_names_nobody_who_sees_it_stays_a_word(cast: Cast, text: str) -> None:
    report = builders.in_work(cast).report
    note(report.code, by=cast.pupr_admin, text=text)
    assert named(report) == []


@pytest.mark.parametrize("login", ["dinkes.admin", "teknisi", "tidak.ada"])
def test_picking_somebody_who_does_not_see_it_is_refused(cast: Cast, login: str) -> None:
    report = builders.in_work(cast).report
    with pytest.raises(Unfit) as refused:
        note(report.code, by=cast.pupr_admin, text="Mohon dicek.", mentions=[login])
    assert (refused.value.code, refused.value.field) == ("note.mention_unseen", "mentions")


def test_whoever_is_complained_of_is_not_told(cast: Cast) -> None:
    report = builders.in_work(cast).report
    About.objects.create(report=report, person=cast.person("pupr_head"))
    note(report.code, by=cast.pupr_admin, text="@pupr.kepala")
    assert named(report) == []


def test_a_colleague_learns_from_no_refusal_of_whom_a_report_complains(cast: Cast) -> None:
    report = builders.in_work(cast).report
    About.objects.create(report=report, person=cast.person("pupr_head"))
    note(report.code, by=cast.pupr_admin, text="Mohon dicek.", mentions=["pupr.kepala", "pupr.penghubung"])
    assert named(report) == [cast.pupr_liaison.person_id]
    with pytest.raises(Unfit):  # who may know of whom is told why nobody hears of it
        note(report.code, by=cast.front_officer, text="Mohon dicek.", mentions=["pupr.kepala"])


def test_those_to_pick_from_are_of_the_teams_that_hold_it_and_the_desk(cast: Cast) -> None:
    report = builders.in_work(cast).report
    logins = {login for login, _post in nameable(ground(report, cast.pupr_admin), cast.pupr_admin)}
    assert {"pupr.kepala", "kominfo"} <= logins
    assert logins & {"pupr.admin", "dinkes.admin", "teknisi"} == set()
