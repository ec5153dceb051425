"""Another regency's places: from its own list, or out of the whole country's."""

import pytest

from arcadumas.core.organisation import areas
from arcadumas.core.organisation.models import Area
from tests import builders

pytestmark = pytest.mark.django_db

COUNTRY = [
    ("63", "Kalimantan Selatan"),
    ("63.05", "Kabupaten Tapin"),
    ("63.05.01", "Binuang"),
    ("63.05.01.1001", "Binuang"),
    ("63.05.01.2004", "Tungkap"),
    ("63.06", "Kabupaten Hulu Sungai Selatan"),
    ("63.06.01", "Sungai Raya"),
]


def rows(*pairs: tuple[str, str]) -> list[tuple[int, dict[str, str]]]:
    return [(number, {"code": code, "name": name}) for number, (code, name) in enumerate(pairs, start=2)]


def test_one_regency_comes_out_of_the_whole_countrys_list() -> None:
    outcome = areas.bring_in(rows(*reversed(COUNTRY)), under="63.05")
    assert (outcome.rows, outcome.created, outcome.rejected) == (4, 4, [])
    found = Area.objects.filter(code__startswith="63.05").order_by("code").values_list("code", "level", "parent")
    assert list(found) == [
        ("63.05", "regency", None),
        ("63.05.01", "district", "63.05"),
        ("63.05.01.1001", "ward", "63.05.01"),
        ("63.05.01.2004", "village", "63.05.01"),
    ]
    assert Area.objects.filter(code__in=["63", "63.06"]).count() == 0


def test_a_second_time_changes_nothing_and_a_new_name_is_taken_over() -> None:
    areas.bring_in(rows(*COUNTRY[1:5]))
    again = areas.bring_in(rows(*COUNTRY[1:5]))
    assert (again.created, again.updated, again.unchanged) == (0, 0, 4)
    renamed = areas.bring_in(rows(("63.05", "Kabupaten Tapin"), ("63.05.01.2004", "  Tungkap   Baru ")))
    assert (renamed.updated, renamed.unchanged) == (1, 1)
    assert Area.objects.get(code="63.05.01.2004").name == "Tungkap Baru"


def test_of_several_regencies_one_must_be_named() -> None:
    before = Area.objects.count()
    with pytest.raises(areas.Several):
        areas.bring_in(rows(*COUNTRY))
    assert Area.objects.count() == before


@pytest.mark.parametrize(
    "bad",
    [("63.05.1", "Salah"), ("63.05.02", ""), ("63.05.02", "x" * 101), ("63.05.03.2001", "Tanpa kecamatan"), ("63.05.02", "a\x00b"), ("", "")],
)  # fmt: skip
def test_a_bad_row_is_named_and_harms_no_other(bad: tuple[str, str]) -> None:
    outcome = areas.bring_in(rows(*COUNTRY[1:3], bad, COUNTRY[4]), under="63.05")
    assert (outcome.created, [(number, code) for number, code, _reason in outcome.rejected]) == (3, [(4, bad[0])])


def test_other_places_go_unless_a_report_names_them() -> None:
    areas.sow()
    named = Area.objects.filter(level="village").order_by("code").first()
    assert named is not None
    report = builders.received().report
    report.area = named
    report.save(update_fields=["area"])
    areas.bring_in(rows(*COUNTRY), under="63.05")
    others = Area.objects.exclude(code__startswith="63.05").count()
    gone, stay = areas.keep_only("63.05")
    left = set(Area.objects.exclude(code__startswith="63.05").values_list("code", flat=True))
    assert left == {named.code, named.code[:8], named.code[:5]}
    assert (gone, stay) == (others - 3, 3)


def test_what_was_taken_away_is_not_sown_again() -> None:
    areas.bring_in(rows(*COUNTRY), under="63.05")
    areas.keep_only("63.05")
    assert areas.sow() == 0
    assert Area.objects.count() == 4
