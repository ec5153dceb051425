"""Ready texts: kept by the unit, offered by unit and topic, filled with what is known of the report."""

import pytest
import time_machine
from django.utils import translation

from arcadumas.base.refusals import Powerless, Unfit, Unseen
from arcadumas.core.handling import canned
from arcadumas.core.handling.canned import add_canned, retire_canned
from tests import builders
from tests.cast import Cast

pytestmark = pytest.mark.django_db
TEXT = "Laporan {code} tentang {topic} ditangani {unit}. Pada {date} petugas {melakukan apa}."


def test_it_is_filled_and_what_is_no_placeholder_stays(cast: Cast) -> None:
    report = builders.in_work(cast, category="jembatan").report
    made = add_canned(by=cast.pupr_head, title="Jembatan", text=TEXT, unit="pupr", category="jembatan")
    text = canned.filled(made, report)
    assert text.startswith(f"Laporan {report.code} tentang ")
    assert ("Dinas Pekerjaan Umum" in text, "{melakukan apa}" in text, "{date}" in text) == (True, True, False)


@pytest.mark.parametrize("officers", ["id", "en"])
@pytest.mark.parametrize(("language", "day"), [("id", "Senin, 30 November 2026"), ("en", "Monday 30 November 2026")])
def test_its_words_are_in_the_language_of_the_report_whatever_the_officers(
    cast: Cast, officers: str, language: str, day: str
) -> None:
    report = builders.in_work(cast, category="jembatan", language=language).report
    made = add_canned(by=cast.pupr_head, title="Topik", text="Tentang {topic}, {date}.", unit="pupr")
    with translation.override(officers), time_machine.travel("2026-11-30T04:00:00Z"):
        text = canned.filled(made, report)
    assert text == f"Tentang {getattr(report.category, f'name_{language}')}, {day}."


def test_the_units_own_and_the_topics_own_come_first_and_no_other_units(cast: Cast) -> None:
    add_canned(by=cast.front_head, title="Umum", text=TEXT)
    add_canned(by=cast.pupr_admin, title="Unit", text=TEXT, unit="pupr")
    add_canned(by=cast.pupr_head, title="Topik", text=TEXT, unit="pupr", category="jembatan")
    add_canned(by=cast.dinkes_head, title="Lain", text=TEXT, unit="dinkes")
    report = builders.in_work(cast, category="jembatan").report
    assert [one.title for one in canned.offered(report, by=cast.pupr_admin)] == ["Topik", "Unit", "Umum"]
    other = builders.in_work(cast, category="drainase").report
    assert [one.title for one in canned.offered(other, by=cast.pupr_admin)] == ["Unit", "Umum"]


def test_a_unit_keeps_its_own_and_the_desk_those_for_all(cast: Cast) -> None:
    with pytest.raises(Powerless):
        add_canned(by=cast.pupr_head, title="Umum", text=TEXT)
    with pytest.raises(Unfit):
        add_canned(by=cast.pupr_head, title="Lain", text=TEXT, unit="dinkes")
    with pytest.raises(Powerless):
        add_canned(by=cast.pupr_member, title="Unit", text=TEXT, unit="pupr")
    made = add_canned(by=cast.pupr_head, title="Unit", text=TEXT, unit="pupr")
    with pytest.raises(Unseen):
        retire_canned(made.pk, by=cast.dinkes_head)
    retire_canned(made.pk, by=cast.pupr_admin)
    assert canned.offered(builders.in_work(cast).report, by=cast.pupr_admin) == []
