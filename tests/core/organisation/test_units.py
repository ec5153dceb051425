"""Units from a file: a bad row is named with its reason and harms no other."""

import csv
import io
from collections.abc import Mapping
from datetime import date

import pytest
from django.utils import translation

from arcadumas.core.audit.models import Entry
from arcadumas.core.organisation.models import Alias, Unit
from arcadumas.core.organisation.units import COLUMNS, Outcome, import_rows, key, match

pytestmark = pytest.mark.django_db
TOP = {"code": "batola", "name": "Pemerintah Kabupaten Barito Kuala", "kind": "government"}
PUPR = {"code": "pupr", "name": "Dinas Pekerjaan Umum dan Penataan Ruang", "kind": "office", "parent": "batola"}


def bring(*rows: Mapping[str, str]) -> Outcome:
    return import_rows((number, dict.fromkeys(COLUMNS, "") | row) for number, row in enumerate(rows, start=2))


def counts(outcome: Outcome) -> tuple[int, int, int, int]:
    return outcome.created, outcome.updated, outcome.unchanged, len(outcome.rejected)


def reason(row: Mapping[str, str]) -> str:
    """Why this row alone is turned away; the row before it comes in all the same."""
    outcome = bring(TOP, row, PUPR)
    assert (outcome.rows, outcome.created, [(number, code) for number, code, _why in outcome.rejected]) == (
        3, 2, [(3, row.get("code", ""))],
    )  # fmt: skip
    return outcome.rejected[0][2]


def test_a_good_file_makes_units_with_all_they_have() -> None:
    outcome = bring(
        TOP,
        PUPR
        | {
            "aliases": "Dinas PUPR|PUPR",
            "email": "pupr@demo.test",
            "phone": "0511 479 9000",
            "valid_from": "2026-01-01",
        },
    )
    assert counts(outcome) == (2, 0, 0, 0)
    unit = Unit.objects.get(code="pupr")
    assert (unit.name, unit.kind, unit.parent, unit.email, unit.phone, unit.valid_from) == (
        PUPR["name"], "office", Unit.objects.get(code="batola"), "pupr@demo.test", "+625114799000", date(2026, 1, 1),
    )  # fmt: skip
    assert sorted(unit.aliases.values_list("name", flat=True)) == ["Dinas PUPR", PUPR["name"], "PUPR"]


def test_the_same_file_again_changes_nothing() -> None:
    rows = (TOP, PUPR | {"aliases": "Dinas PUPR|PUPR", "email": "pupr@demo.test"})
    bring(*rows)
    before = list(Unit.objects.order_by("id").values())
    assert counts(bring(*rows)) == (0, 0, 2, 0)
    assert (list(Unit.objects.order_by("id").values()), Alias.objects.count()) == (before, 4)


def test_a_changed_row_updates_and_the_old_name_stays_known() -> None:
    bring(TOP, PUPR)
    assert counts(bring(PUPR | {"name": "Dinas PUPRPKP"})) == (0, 1, 0, 0)
    assert counts(bring(PUPR | {"name": "Dinas PUPRPKP", "aliases": "PUPRPKP"})) == (0, 1, 0, 0)
    found = [match(name) for name in (PUPR["name"], "dinas  puprpkp", "PUPRPKP")]
    assert {unit.code if unit else "" for unit in found} == {"pupr"}


def test_what_a_file_leaves_empty_is_not_wiped() -> None:
    bring(TOP, PUPR | {"email": "pupr@demo.test", "phone": "0511 479 9000", "valid_from": "2026-01-01"})
    assert counts(bring(PUPR)) == (0, 0, 1, 0)


def test_an_empty_or_missing_parent_leaves_a_unit_where_it_is() -> None:
    bring(TOP, PUPR)
    assert counts(bring(PUPR | {"parent": ""})) == (0, 0, 1, 0)
    bare = {name: value for name, value in PUPR.items() if name != "parent"}
    assert counts(import_rows([(2, bare | {"name": "Dinas PUPRPKP"})])) == (0, 1, 0, 0)
    assert Unit.objects.get(code="pupr").parent == Unit.objects.get(code="batola")


def test_two_villages_of_one_name_come_in_and_the_name_means_neither() -> None:
    villages = [{"code": code, "name": "Desa Karya Baru", "kind": "village", "aliases": f"Karya Baru {code}"} for code in ("barambai", "marabahan")]  # fmt: skip
    assert counts(bring(villages[0])) == (1, 0, 0, 0)
    assert match("Desa Karya Baru") == Unit.objects.get(code="barambai")
    assert counts(bring(*villages)) == (1, 0, 1, 0)
    assert (match("desa karya baru"), match("Karya Baru Marabahan")) == (None, Unit.objects.get(code="marabahan"))
    ended = Entry.objects.get(act="unit_name_ended")
    assert (ended.subject, ended.facts["name"]) == ("unit:barambai", "Desa Karya Baru")
    assert counts(bring(*villages)) == (0, 0, 2, 0)
    assert match("Desa Karya Baru") is None


def test_a_village_that_is_renamed_leaves_the_shared_name_to_the_other() -> None:
    bring(*({"code": code, "name": "Karya Baru", "kind": "village"} for code in ("a", "b")))
    assert counts(bring({"code": "b", "name": "Karya Baru Timur", "kind": "village"})) == (0, 1, 0, 0)
    assert (match("Karya Baru"), match("Karya Baru Timur")) == (None, Unit.objects.get(code="b"))
    bring({"code": "a", "name": "Karya Baru", "kind": "village"})
    assert match("Karya Baru") == Unit.objects.get(code="a")


def test_another_name_that_was_written_for_one_stays_with_it() -> None:
    bring({"code": "a", "name": "Karya Baru Barat", "kind": "village", "aliases": "Karya Baru"})
    assert counts(bring({"code": "b", "name": "Karya Baru", "kind": "village"})) == (1, 0, 0, 0)
    assert match("Karya Baru") == Unit.objects.get(code="a")


def test_parents_may_stand_after_their_children() -> None:
    below = {"code": "uptd", "name": "UPTD Jalan", "kind": "service_unit", "parent": "pupr"}
    assert counts(bring(below, PUPR, TOP)) == (3, 0, 0, 0)
    assert Unit.objects.get(code="uptd").parent == Unit.objects.get(code="pupr")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"code": ""}, "code"),
        ({"name": "  "}, "name"),
        ({"kind": ""}, "kind"),
        ({"kind": "dinas"}, "dinas"),
        ({"code": "dinas lingkungan"}, ""),
        ({"code": "x" * 41}, "40"),
        ({"name": "x" * 201}, ""),
        ({"name": "Dinas\x00"}, ""),
        ({"name": "---"}, ""),
        ({"aliases": "x" * 251}, ""),
        ({"parent": "nowhere"}, "nowhere"),
        ({"parent": "dlh"}, ""),
        ({"email": "dlh(at)demo.test"}, "dlh(at)demo.test"),
        ({"email": f"{'x' * 60}@{'y.' * 110}test"}, "@"),
        ({"phone": "12"}, ""),
        ({"valid_from": "1 Januari 2026"}, "2026-11-24"),
        ({"aliases": "PUPR lama|Pemerintah Kabupaten Barito Kuala"}, "batola"),
    ],
)
def test_a_bad_row_is_named_with_its_reason(change: dict[str, str], words: str) -> None:
    why = reason({"code": "dlh", "name": "Dinas Lingkungan Hidup", "kind": "office"} | change)
    assert (words in why, why != "") == (True, True)
    assert Unit.objects.filter(code="dlh").count() == 0


@pytest.mark.parametrize("rows", [("a>b", "b>a"), ("a>b", "b>c", "c>a")])
def test_units_above_each_other_in_a_circle_are_turned_away(rows: tuple[str, ...]) -> None:
    made = [{"code": one[0], "name": f"Unit {one[0]}", "kind": "office", "parent": one[2]} for one in rows]
    outcome = bring(*made, TOP)
    assert (outcome.created, [code for _n, code, _why in outcome.rejected]) == (1, [one[0] for one in rows])


def test_a_parent_moved_below_its_child_is_turned_away() -> None:
    bring(TOP, PUPR)
    outcome = bring(TOP | {"parent": "pupr"})
    assert (counts(outcome), Unit.objects.get(code="batola").parent) == ((0, 0, 0, 1), None)


def test_a_child_of_a_bad_row_is_turned_away_with_it() -> None:
    outcome = bring(
        {"code": "x", "name": "X", "kind": "nothing"}, {"code": "y", "name": "Y", "kind": "office", "parent": "x"}
    )
    assert [(number, code) for number, code, _why in outcome.rejected] == [(2, "x"), (3, "y")]


def test_a_name_with_commas_is_one_name() -> None:
    name = "Dinas Koperasi, Usaha Kecil, Perindustrian, dan Perdagangan"
    bring(
        {"code": "diskoperindag", "name": name, "kind": "office", "aliases": f"{name} Kab. Barito Kuala|Diskoperindag"}
    )
    written = (name, f"{name} Kabupaten Barito Kuala", f"{name.upper()} KAB BARITO KUALA", "diskoperindag")
    assert [match(one) for one in written] == [Unit.objects.get(code="diskoperindag")] * 4
    assert [match(one) for one in ("Dinas Koperasi", "Perdagangan")] == [None, None]


def test_an_alias_that_has_ended_means_nothing_any_more() -> None:
    bring(TOP, PUPR | {"aliases": "Dinas PU"})
    Alias.objects.filter(key="dinas pu").update(valid_to=date(2026, 1, 1))
    assert match("Dinas PU") is None


def test_short_and_long_rows_of_a_csv_file_are_read() -> None:
    text = "code,name,kind,parent,aliases\nbatola,Pemkab,government\npupr,PUPR,office,batola,Dinas PUPR,too,many\n"
    outcome = import_rows(enumerate(csv.DictReader(io.StringIO(text)), start=2))
    assert (counts(outcome), match("dinas pupr")) == ((2, 0, 0, 0), Unit.objects.get(code="pupr"))


def test_the_outcome_is_told_as_json() -> None:
    outcome = bring(TOP, {"code": "x", "name": "X", "kind": "nothing"}).as_json()
    assert {name: outcome[name] for name in ("rows", "created", "updated", "unchanged")} == {
        "rows": 2, "created": 1, "updated": 0, "unchanged": 0,
    }  # fmt: skip
    assert [(bad["row"], bad["code"]) for bad in outcome["rejected"]] == [(3, "x")]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("name", "matched"),
    [
        ("Dinas PUPR Kab. Barito Kuala", "dinas pupr kabupaten barito kuala"),
        ("  RSUD (H. Abdul) ", "rsud h abdul"),
        ("KABAR", "kabar"),
    ],
)
def test_names_are_matched_without_case_points_and_doubled_blanks(name: str, matched: str) -> None:
    assert key(name) == matched


def test_the_file_says_which_unit_is_the_front_desk_and_whose_answers_are_approved() -> None:
    assert counts(bring(TOP, PUPR | {"is_front_desk": "Ya", "answer_needs_approval": "yes"})) == (2, 0, 0, 0)
    unit = Unit.objects.get(code="pupr")
    assert (unit.is_front_desk, unit.answer_needs_approval) == (True, True)
    assert counts(bring(TOP, PUPR)) == (0, 0, 2, 0)  # empty cells change nothing
    assert counts(bring(PUPR | {"is_front_desk": "yes", "answer_needs_approval": "tidak"})) == (0, 1, 0, 0)
    flags = [(entry.subject, entry.facts) for entry in Entry.objects.order_by("seq")]
    assert flags == [
        ("unit:pupr", {"is_front_desk": True, "answer_needs_approval": True}), ("unit:pupr", {"answer_needs_approval": False}),
    ]  # fmt: skip


def test_there_is_one_front_desk_and_a_file_moves_it_nowhere() -> None:
    bring(TOP, PUPR | {"is_front_desk": "yes"})
    other = PUPR | {"code": "dishub", "name": "Dinas Perhubungan", "is_front_desk": "yes"}
    odd = PUPR | {"code": "dlh", "name": "Dinas LH", "is_front_desk": "mungkin"}
    with translation.override("en"):
        said = [bring(row).rejected[0][2] for row in (other, PUPR | {"is_front_desk": "no"}, odd)]
    moved = "pupr is the front desk; it is moved under settings"
    assert said == [moved, moved, "write yes or no in the column is_front_desk"]
