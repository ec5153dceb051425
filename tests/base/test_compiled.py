"""A statement composed once gives what its queryset gives, whatever the values and whoever asks."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connections
from django.db.models import Count, QuerySet
from django.test.utils import CaptureQueriesContext

from arcadumas.base.compiled import Slot, compiled, prepared
from arcadumas.core.organisation.models import Area, Post, Unit

pytestmark = pytest.mark.django_db


@compiled
def of_kind(kind: Slot) -> QuerySet[Unit]:
    return Unit.objects.filter(kind=kind).select_related("parent").order_by("code")


@compiled
def among(codes: Slot) -> QuerySet[Unit, tuple[str, str | None]]:
    return Unit.objects.filter(code__among=codes).order_by("code").values_list("code", "parent__code")


@compiled
def below(parents: Slot) -> QuerySet[Unit, str]:
    return Unit.objects.filter(parent__among=parents).order_by("code").values_list("code", flat=True)[:2]


@compiled
def counted(parent: Slot) -> QuerySet[Any]:
    return Unit.objects.filter(pk=parent).annotate(below=Count("children")).only("code")


@prepared
def by_keys(codes: Slot, kind: Slot) -> QuerySet[Unit]:
    return Unit.objects.filter(code__among=codes, kind=kind).select_related("parent").order_by("code")


@pytest.fixture
def tree() -> dict[str, Unit]:
    top = Unit.objects.create(code="atas", name="Atas", kind="secretariat")
    units = [Unit.objects.create(code=f"b{n}", name=f"B{n}", kind="office", parent=top) for n in range(3)]
    return {unit.code: unit for unit in (top, *units)}


def test_models_come_with_their_relations_and_nothing_is_asked_again(tree: dict[str, Unit]) -> None:
    with CaptureQueriesContext(connections["default"]) as asked:
        found = of_kind("office")
        assert [unit.parent.code for unit in found if unit.parent] == ["atas"] * 3
    assert len(asked) == 1
    assert found == list(Unit.objects.filter(kind="office").order_by("code"))
    assert [unit.parent for unit in of_kind("secretariat")] == [None]


def test_each_call_has_its_own_values(tree: dict[str, Unit]) -> None:
    assert [unit.code for unit in of_kind("secretariat")] == ["atas"]
    assert [unit.code for unit in of_kind("office")] == ["b0", "b1", "b2"]
    assert of_kind("nothing of the kind") == []
    assert of_kind.first("office") == tree["b0"]
    assert of_kind.first("nothing of the kind") is None


def test_a_list_is_one_value_whatever_its_length(tree: dict[str, Unit]) -> None:
    assert among(["b1", "atas"]) == [("atas", None), ("b1", "atas")]
    assert among([]) == []
    assert below([tree["atas"].pk, 0]) == ["b0", "b1"]
    assert list(Unit.objects.filter(code__among=("b1", "b2")).order_by("code")) == [tree["b1"], tree["b2"]]


def test_a_value_is_a_value_and_never_sql(tree: dict[str, Unit]) -> None:
    assert of_kind("office' OR 'a' = 'a") == []
    assert among(["b0') OR ('a' = 'a", "100%s"]) == []


def test_annotations_and_deferred_fields_are_as_django_has_them(tree: dict[str, Unit]) -> None:
    found = counted.first(tree["atas"].pk)
    assert (found.below, found.code, found.get_deferred_fields() >= {"name"}) == (3, "atas", True)
    assert found.name == "Atas"


def test_fields_are_converted_as_django_converts_them(tree: dict[str, Unit]) -> None:
    """Every column of two models, read both ways."""

    @compiled
    def areas(code: Slot) -> QuerySet[Area]:
        return Area.objects.filter(code=code).select_related("parent__parent")

    area = Area.objects.filter(parent__isnull=False).order_by("code").last() or Area.objects.create(code="1", name="A", level="regency")  # fmt: skip
    assert vars(areas(area.code)[0]).keys() >= {"code", "name", "level", "parent_id"}
    for unit, plain in zip(of_kind("office"), Unit.objects.filter(kind="office").order_by("code"), strict=True):
        own = {name: value for name, value in vars(unit).items() if name != "_state"}
        assert own == {name: value for name, value in vars(plain).items() if name != "_state"}


def test_what_can_have_no_rows_is_not_asked() -> None:
    nothing = compiled(lambda code: Unit.objects.none().filter(code=code))
    with CaptureQueriesContext(connections["default"]) as statements:
        assert (nothing("a"), nothing.first("a")) == ([], None)
    assert len(statements) == 0


def test_a_value_too_many_or_too_few_is_refused(tree: dict[str, Unit]) -> None:
    with pytest.raises(ValueError, match="argument"):
        of_kind()
    with pytest.raises(ValueError, match="argument"):
        of_kind("office", "more")


def test_what_cannot_be_given_as_a_list_is_refused() -> None:
    with pytest.raises(TypeError, match="values_list"):
        compiled(lambda unit: Post.objects.filter(unit=unit).values("title"))(1)
    with pytest.raises(TypeError, match="values_list"):
        compiled(lambda unit: Post.objects.filter(unit=unit).prefetch_related("delegation_set"))(1)


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_threads_share_the_statement_and_no_connection(tree: dict[str, Unit]) -> None:
    def ask(code: str) -> list[tuple[str, str | None]]:
        try:
            return among([code])
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(ask, ["b0", "b1", "b2", "atas"] * 25))
    assert found == [[(code, None if code == "atas" else "atas")] for code in ["b0", "b1", "b2", "atas"] * 25]


# -- Prepared ----------------------------------------------------------------------------------------------------------
def plans() -> list[tuple[int, int]]:
    """How often each statement of this connection was planned for its values, and how often not."""
    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT custom_plans, generic_plans FROM pg_prepared_statements ORDER BY prepare_time")
        return list(cursor.fetchall())


def test_what_is_prepared_gives_the_same_and_is_planned_once(tree: dict[str, Unit]) -> None:
    before = len(plans())
    for codes, kind in ((["b0", "b2"], "office"), (["b1"], "office"), ([], "office"), (["b0", "atas"], "secretariat")):
        assert by_keys(codes, kind) == list(Unit.objects.filter(code__in=codes, kind=kind).order_by("code"))
    assert plans()[before:] == [(0, 4)]
    of_kind("office")
    assert len(plans()) == before + 1


def test_what_is_prepared_is_counted_like_any_other(tree: dict[str, Unit]) -> None:
    with CaptureQueriesContext(connections["default"]) as asked:
        by_keys(["b0"], "office")
    assert [each["sql"].count("organisation_unit") > 0 for each in asked.captured_queries] == [True]
    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT %s", ["usual again"])
        assert cursor.fetchone() == ("usual again",)


def test_what_stands_in_several_places_is_read_once_a_statement(tree: dict[str, Unit]) -> None:
    read: list[str] = []

    def codes(kind: str) -> list[str]:
        read.append(kind)
        return ["b1"]

    @compiled
    def either(kind: Slot) -> QuerySet[Unit, str]:
        rows = Unit.objects.filter(code__among=Slot("kind", codes), kind=kind)
        return rows.union(Unit.objects.filter(code__among=Slot("kind", codes))).values_list("code", flat=True)

    assert (either("office"), either("secretariat")) == (["b1"], ["b1"])
    assert read == ["office", "secretariat"]
