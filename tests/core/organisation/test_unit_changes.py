"""Units by hand: the rules of the file, who may, and that it is written down."""

import pytest

from arcadumas.base.refusals import OutOfTurn, Powerless, Stale, Unfit, Unseen
from arcadumas.core.audit.models import Entry
from arcadumas.core.organisation import unit_changes, units
from arcadumas.core.organisation.models import Alias, Unit
from tests.cast import Cast

pytestmark = pytest.mark.django_db
ROW = {"code": "perkim", "name": "Dinas Perumahan", "kind": "office", "parent": "batola", "phone": "0511 479 9000"}


def row_of(unit: Unit, **values: str) -> dict[str, str]:
    above = unit.parent.code if unit.parent else ""
    return {"name": unit.name, "kind": unit.kind, "parent": above, "email": unit.email, "phone": unit.phone, **values}


def last() -> Entry:
    return Entry.objects.order_by("-seq")[0]


def top() -> str:
    return Unit.objects.filter(parent=None).order_by("id")[0].code


def test_a_unit_is_entered_and_found_by_its_name(cast: Cast) -> None:
    unit = unit_changes.add_unit(ROW | {"parent": top()}, by=cast.front_officer, needs_approval=True)
    assert (unit.phone, unit.answer_needs_approval, units.match("DINAS  perumahan")) == ("+625114799000", True, unit)
    assert (last().act, last().by, last().subject) == ("unit_added", cast.front_officer.login, "unit:perkim")


@pytest.mark.parametrize(("values", "field"), [
    ({"code": "pupr"}, "code"), ({"code": "dua kata"}, "code"), ({"phone": "12"}, "phone"), ({"email": "x"}, "email"),
    ({"parent": "tidak-ada"}, "parent"), ({"kind": "kingdom"}, "kind"), ({"name": "x\x00y"}, "name"),
])  # fmt: skip
def test_what_does_not_fit_is_said_at_its_field(cast: Cast, values: dict[str, str], field: str) -> None:
    before = Unit.objects.count()
    with pytest.raises(Unfit) as refused:
        unit_changes.add_unit(ROW | {"parent": top()} | values, by=cast.front_head)
    assert (refused.value.field, Unit.objects.count()) == (field, before)


def test_a_second_unit_of_one_name_is_entered_by_hand_and_one_without_a_parent_stands_alone(cast: Cast) -> None:
    unit = unit_changes.add_unit(ROW | {"parent": top()}, by=cast.front_head)
    other = unit_changes.add_unit(ROW | {"parent": top(), "code": "perkim2"}, by=cast.front_head)
    assert (units.match(unit.name), units.match(other.name)) == (None, None)
    seen = unit_changes.mark(other)
    alone = unit_changes.change_unit(
        "perkim2", row_of(other, parent=""), by=cast.front_head, needs_approval=False, seen=seen
    )
    assert alone.parent is None


def test_a_new_name_goes_beside_the_old_and_what_is_emptied_goes(cast: Cast) -> None:
    unit = Unit.objects.get(code="pupr")
    old, row = unit.name, row_of(unit, name="Dinas Pekerjaan Umum Baru", email="", phone="", address="")
    seen = unit_changes.mark(unit)
    unit_changes.change_unit("pupr", row, by=cast.engineer, needs_approval=True, seen=seen)
    unit.refresh_from_db()
    assert (unit.name, unit.email, unit.phone, unit.address, unit.answer_needs_approval) == (row["name"], "", "", "", True)  # fmt: skip
    assert (units.match(old), units.match(row["name"])) == (unit, unit)
    assert (last().act, last().facts["answer_needs_approval"]) == ("unit_changed", True)
    with pytest.raises(Stale):
        unit_changes.change_unit("pupr", row, by=cast.engineer, needs_approval=False, seen=seen)


def test_nothing_changed_writes_nothing(cast: Cast) -> None:
    unit = Unit.objects.get(code="dinkes")
    row, before = row_of(unit, address=unit.address), Entry.objects.count()
    unit_changes.change_unit("dinkes", row, by=cast.engineer, needs_approval=True, seen=unit_changes.mark(unit))
    assert Entry.objects.count() == before


def test_a_unit_cannot_stand_under_what_stands_under_it(cast: Cast) -> None:
    above = Unit.objects.get(code=top())
    row = row_of(above, parent="pupr")
    with pytest.raises(Unfit) as refused:
        unit_changes.change_unit(above.code, row, by=cast.front_head, needs_approval=False, seen=unit_changes.mark(above))  # fmt: skip
    assert refused.value.field == "parent"


def test_another_name_is_added_once_and_taken_away(cast: Cast) -> None:
    for _time in range(2):
        unit_changes.add_name("pupr", " Dinas Jalan ", by=cast.front_officer)
    alias = Alias.objects.get(name="Dinas Jalan")
    assert (units.match("dinas jalan"), Entry.objects.filter(act="unit_name_added").count()) == (alias.unit, 1)
    with pytest.raises(Unfit):
        unit_changes.add_name("dinkes", "dinas JALAN", by=cast.front_officer)
    with pytest.raises(Unseen):
        unit_changes.end_name("dinkes", alias.pk, by=cast.front_officer)
    unit_changes.end_name("pupr", alias.pk, by=cast.front_officer)
    assert units.match("Dinas Jalan") is None
    unit_changes.add_name("dinkes", "Dinas Jalan", by=cast.front_officer)
    assert units.match("Dinas Jalan") == Unit.objects.get(code="dinkes")


def test_the_own_name_stays(cast: Cast) -> None:
    unit = Unit.objects.get(code="pupr")
    own = Alias.objects.get(unit=unit, key=units.key(unit.name))
    assert own not in unit_changes.names(unit)
    with pytest.raises(OutOfTurn):
        unit_changes.end_name("pupr", own.pk, by=cast.front_officer)


@pytest.mark.parametrize("role", ["pupr_admin", "pupr_head", "secretary", "regional_head", "inspector"])
def test_others_may_not(cast: Cast, role: str) -> None:
    who = getattr(cast, role)
    unit = Unit.objects.get(code="pupr")
    with pytest.raises(Powerless):
        unit_changes.add_unit(ROW, by=who)
    with pytest.raises(Powerless):
        unit_changes.change_unit("pupr", row_of(unit), by=who, needs_approval=True, seen=unit_changes.mark(unit))
    with pytest.raises(Powerless):
        unit_changes.add_name("pupr", "Dinas Jalan", by=who)
    with pytest.raises(Powerless):
        unit_changes.end_name("pupr", 1, by=who)
