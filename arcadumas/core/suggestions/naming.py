"""Which unit or category a name in a file means."""

from collections.abc import Sequence

from arcadumas.core.organisation import units
from arcadumas.core.organisation.models import Alias, Unit
from arcadumas.core.reports.models import Category
from arcadumas.core.suggestions.models import Subject


def codes(subject: str, names: Sequence[str]) -> dict[str, str]:
    """Name -> code, by code, name or alias, whatever the case; without those that are not known."""
    known = _units() if subject == Subject.UNIT else _categories()
    found = {name: known.get(units.key(name)) for name in set(names)}
    return {name: code for name, code in found.items() if code}


def _units() -> dict[str, str]:
    known = dict(Alias.objects.filter(valid_to=None, unit__valid_to=None).values_list("key", "unit__code"))
    for code, name in Unit.objects.filter(valid_to=None).values_list("code", "name"):
        known |= {units.key(code): code, units.key(name): code}
    return known


def _categories() -> dict[str, str]:
    known: dict[str, str] = {}
    for code, ours, english, theirs in Category.objects.values_list("code", "name_id", "name_en", "sp4n_names"):
        known |= {units.key(name): code for name in [*theirs, english, ours, code]}
    return known
