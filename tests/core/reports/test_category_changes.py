"""Categories by hand: a new one, another name or place, retired and taken up again; who may, and that it is written down."""

from typing import Any

import pytest

from arcadumas.base.refusals import OutOfTurn, Powerless, Stale, Unfit, Unseen
from arcadumas.core.audit.models import Entry
from arcadumas.core.reports import category_changes
from arcadumas.core.reports.category_changes import add_category, change_category, mark, retire, take_up_again
from arcadumas.core.reports.models import Category
from tests import builders
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def last() -> Entry:
    return Entry.objects.order_by("-seq")[0]


def named(code: str) -> Category:
    return Category.objects.select_related("parent").get(code=code)


def change(cast: Cast, code: str, **values: Any) -> Category:
    one = named(code)
    kept = {"name_id": one.name_id, "name_en": one.name_en, "parent": one.parent.code if one.parent else "",
            "sp4n_names": one.sp4n_names, "is_sensitive": one.is_sensitive, "seen": mark(one)}  # fmt: skip
    return change_category(code, by=cast.front_head, **{**kept, **values})


def test_a_new_one_gets_a_code_of_its_name_and_stands_where_it_is_put(cast: Cast) -> None:
    made = add_category(
        by=cast.front_head, name_id="Parkir & Terminal", parent="agama", sp4n_names=["Parkir Liar", " "]
    )
    assert (made.code, made.name_en, made.parent.code) == ("parkir_terminal", "Parkir & Terminal", "agama")
    assert (made.sp4n_names, made.is_active) == (["Parkir Liar"], True)
    again = add_category(by=cast.front_head, name_id="Parkir dan  Terminal".replace("dan ", "& "))
    assert (again.code, again.parent) == ("parkir_terminal_2", None)
    assert (last().act, last().subject, last().by) == ("category_added", "category:parkir_terminal_2", "kominfo.kepala")


@pytest.mark.parametrize(("values", "field"), [
    ({"name_id": "ab"}, "name_id"), ({"name_id": "x" * 121}, "name_id"), ({"name_id": "a\x00bc"}, "name_id"), ({"name_en": "a"}, "name_en"),
    ({"parent": "haji_umrah"}, "parent"), ({"parent": "tidak_ada"}, "parent"), ({"sp4n_names": ["x" * 300]}, "sp4n_names"),
    ({"name_id": "HAJI dan umrah", "parent": "agama"}, "name_id"),
])  # fmt: skip
def test_what_does_not_fit_is_said_at_its_field(cast: Cast, values: dict[str, Any], field: str) -> None:
    before = Category.objects.count()
    with pytest.raises(Unfit) as refused:
        add_category(by=cast.front_head, **{"name_id": "Parkir", **values})
    assert (refused.value.field, Category.objects.count()) == (field, before)


def test_another_name_keeps_the_code_and_the_old_name_finds_it_in_sp4n(cast: Cast) -> None:
    change(cast, "haji_umrah", name_id="Haji, Umrah, dan Ziarah", name_en="Pilgrimages", is_sensitive=True)
    one = named("haji_umrah")
    assert (one.name_id, one.name_en, one.is_sensitive) == ("Haji, Umrah, dan Ziarah", "Pilgrimages", True)
    assert one.sp4n_names == ["Haji dan Umroh", "Haji dan Umrah"]
    assert (last().act, sorted(last().facts["changed"])) == (
        "category_changed",
        ["is_sensitive", "name_en", "name_id", "sp4n_names"],
    )


def test_nothing_changed_writes_nothing(cast: Cast) -> None:
    before = Entry.objects.count()
    change(cast, "haji_umrah")
    assert Entry.objects.count() == before


def test_it_moves_under_another_topic_and_becomes_one_itself(cast: Cast) -> None:
    change(cast, "haji_umrah", parent="ekonomi_keuangan")
    assert named("haji_umrah").parent == named("ekonomi_keuangan")
    change(cast, "haji_umrah", parent="")
    assert named("haji_umrah").parent is None
    for above, field in (("agama", "parent"), ("haji_umrah", "parent")):
        with pytest.raises(Unfit) as refused:
            change(cast, "agama" if above == "haji_umrah" else "corona_virus", parent=above)
        assert refused.value.field == field


def test_the_second_of_two_who_write_is_told(cast: Cast) -> None:
    seen = mark(named("haji_umrah"))
    change(cast, "haji_umrah", name_id="Haji")
    with pytest.raises(Stale):
        change(cast, "haji_umrah", name_id="Umrah", seen=seen)


def test_a_retired_one_stays_with_its_reports_and_is_taken_up_again(cast: Cast) -> None:
    report = builders.received(category="haji_umrah").report
    retire("haji_umrah", by=cast.front_head)
    assert last().act == "category_retired"
    retire("haji_umrah", by=cast.front_head)
    assert Entry.objects.filter(act="category_retired").count() == 1
    report.refresh_from_db()
    assert report.category == named("haji_umrah")
    with pytest.raises(Unfit):
        builders.received(category="haji_umrah")
    take_up_again("haji_umrah", by=cast.front_head)
    assert (last().act, named("haji_umrah").is_active) == ("category_resumed", True)


def test_a_topic_is_retired_after_what_stands_below_it_and_comes_back_before_it(cast: Cast) -> None:
    with pytest.raises(OutOfTurn) as refused:
        retire("agama", by=cast.front_head)
    assert refused.value.code == "category.has_more"
    for code in Category.objects.filter(parent__code="agama").values_list("code", flat=True):
        retire(code, by=cast.front_head)
    retire("agama", by=cast.front_head)
    with pytest.raises(OutOfTurn) as refused:
        take_up_again("haji_umrah", by=cast.front_head)
    assert refused.value.code == "category.topic_retired"
    take_up_again("agama", by=cast.front_head)
    take_up_again("haji_umrah", by=cast.front_head)


def test_a_name_that_was_taken_meanwhile_stays_taken(cast: Cast) -> None:
    retire("haji_umrah", by=cast.front_head)
    add_category(by=cast.front_head, name_id="Haji dan Umrah", parent="agama")
    with pytest.raises(Unfit):
        take_up_again("haji_umrah", by=cast.front_head)


def test_the_head_of_the_front_desk_alone_may(cast: Cast) -> None:
    for by in (cast.front_officer, cast.pupr_head, cast.engineer, cast.regional_head):
        for act in (lambda by=by: add_category(by=by, name_id="Parkir"), lambda by=by: retire("haji_umrah", by=by)):
            with pytest.raises(Powerless):
                act()


def test_what_is_not_there_is_not_found(cast: Cast) -> None:
    with pytest.raises(Unseen):
        category_changes.retire("tidak_ada", by=cast.front_head)
