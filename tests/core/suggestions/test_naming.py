import pytest

from arcadumas.core.organisation import units
from arcadumas.core.organisation.models import Alias, Unit
from arcadumas.core.reports.models import Category
from arcadumas.core.suggestions.naming import codes
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def test_a_unit_is_known_by_code_name_or_alias(cast: Cast) -> None:
    pupr = Unit.objects.get(code="pupr")
    Alias.objects.create(unit=pupr, name="DPU Batola", key=units.key("DPU Batola"))
    names = ["PUPR", pupr.name.upper(), "dpu  batola", "Dinas Antariksa"]
    assert codes("unit", names) == dict.fromkeys(names[:3], "pupr")


def test_a_category_is_known_by_code_or_name(cast: Cast) -> None:
    category = Category.objects.exclude(parent=None).order_by("id")[0]
    assert codes("category", [category.name_id, category.code, "Antariksa"]) == {
        category.name_id: category.code, category.code: category.code,
    }  # fmt: skip
