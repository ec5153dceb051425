"""The words of a report: written with it and with what comes later, never of a whistleblower."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from arcadumas.core.handling import ask, beside
from arcadumas.core.handling.verify import Finding, classify
from arcadumas.core.organisation.models import Area
from arcadumas.core.reports import sought
from arcadumas.core.reports.models import Sought, Word
from tests import builders
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def found(text: str, *, by: Callable[[str], str] = sought.query) -> list[str]:
    return list(
        Sought.objects.filter(lookup=sought.lookup(by(text))).order_by("report").values_list("report__code", flat=True)
    )


def test_prefixes_suffixes_abbreviations_and_old_spelling_meet(cast: Cast) -> None:
    code = builders.received(title="Jl. Tjempaka dirusak truk", body="Kerusakan sdh lama, blm diperbaiki.").report.code
    for text in ("jalan rusak", "jln cempaka", "merusak", "perbaikan", "sudah", "RUSAKNYA", "cempa"):
        assert found(text) == [code], text
    assert found("jalan puskesmas") == []


def test_names_of_place_topic_and_unit_are_words_too(cast: Cast) -> None:
    area = Area.objects.filter(level="village").select_related("parent").order_by("code").first()
    assert area is not None and area.parent is not None
    code = builders.disposed(cast, village=area.code, category="", to="dinkes").report.code
    assert found(area.name) == found(area.parent.name) == found("dinas kesehatan") == [code]


def test_letters_notes_and_answers_are_added_as_they_come(cast: Cast) -> None:
    report = builders.answered(cast).report
    ask.send(report.code, by=cast.reporter(report), text="Di seberang dermaga lama.")
    beside.note(report.code, by=cast.front_officer, text="Sudah ditelepon kontraktor.")
    assert found("aspal") == found("dermaga") == found("kontraktor") == [report.code]


def test_a_new_report_needs_no_statement_of_its_own(cast: Cast) -> None:
    builders.received()
    with CaptureQueriesContext(
        connection,
    ) as asked:
        builders.received(village=Area.objects.filter(level="village").order_by("code")[0].code)
    assert [query["sql"] for query in asked if 'INSERT INTO "reports_sought"' in query["sql"]].__len__() == 1
    assert len([query for query in asked if "SAVEPOINT" not in query["sql"]]) <= 6


def test_a_whistleblowers_words_are_forgotten_and_never_added_to(cast: Cast) -> None:
    report = builders.received(title="Suap di pasar").report
    classify(report.code, by=cast.front_officer, finding=Finding(is_whistleblowing=True))
    ask.send(report.code, by=cast.reporter(report), text="Di belakang pasar.")
    assert not Sought.objects.filter(report=report).exists()


def test_a_mistyped_word_is_held_against_those_that_were_learnt(cast: Cast) -> None:
    code = builders.received(title="Jembatan lapuk").report.code
    builders.received(title="Rahasia mengerikan", is_confidential=True)
    assert found("jembtan", by=sought.wider) == []
    assert sought.learn() > 0
    assert sought.learn() == 0
    assert found("jembtan", by=sought.wider) == found("jembatn lapk", by=sought.wider) == [code]
    assert found("jembtan") == []
    assert not Word.objects.filter(text="mengerikan").exists()
    assert found("jembatan xyzzyq", by=sought.wider) == []


def words() -> set[str]:
    return set(Word.objects.values_list("text", flat=True))


@pytest.mark.parametrize("finding", [Finding(visibility=["confidential"]), Finding(is_whistleblowing=True)])
def test_the_words_of_a_report_go_out_of_the_list_when_it_is_protected(cast: Cast, finding: Finding) -> None:
    report = builders.received(title="Kanarijudul di pasar", body="Kanariisi").report
    builders.received(title="Lampu pasar", body="Mati")
    sought.learn()
    assert words() == {"kanarijudul", "kanariisi", "pasar", "lampu", "mati"}
    classify(report.code, by=cast.front_officer, finding=finding)
    assert words() == {"lampu", "mati"}
    assert sought.learn(within=timedelta(minutes=1)) == 1
    assert words() == {"lampu", "mati", "pasar"}


def test_once_a_day_what_stands_in_no_report_any_more_goes_out(cast: Cast) -> None:
    builders.received(title="Lampu pasar", body="Mati")
    Word.objects.create(text="kanari")
    sought.learn(within=timedelta(minutes=1))
    assert "kanari" in words()
    sought.learn()
    assert words() == {"lampu", "pasar", "mati"}


def test_what_is_no_word_is_not_asked() -> None:
    assert sought.query("?!") == ""
    assert sought.shown("") == ""
