"""What a page may say before an officer decides: probable categories or units, and what strikes the eye in the words."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from arcadumas.core.handling.folder import Folder
from arcadumas.core.reports import emergency
from arcadumas.core.suggestions import suggest
from arcadumas.core.suggestions.flags import Flag, flags
from arcadumas.core.suggestions.model import Choice
from arcadumas.core.suggestions.suggest import Suggested

FIELDS = {"verify": "category", "classify": "category", "dispose": "to"}


@dataclass(frozen=True, kw_only=True)
class Hint:
    """`value` goes into the form's field when it is picked."""

    value: str
    name: str
    percent: int
    words: tuple[str, ...]


def panel(folder: Folder, act: str, form: Any, picked: Mapping[str, str]) -> dict[str, Any]:
    """For the primary act of a page, to those who read the words. `picked` names a hint that was pressed."""
    if act not in FIELDS or not folder.is_read:
        return {}
    field = FIELDS[act]
    names = dict(_flat(form.fields[field].choices))
    if (value := picked.get(field, "")) and value in names and not form.is_bound:
        form.initial[field] = value
    suggested = _suggested(folder, act, frozenset(names))
    found = _flags(folder) if act == "verify" else ()
    return {
        "hints": [_hint(each, names) for each in suggested.choices if each.label in names],
        "hint_field": field,
        "is_learned": suggested.is_learned,
        "hints_from": suggest.FEWEST,
        "flags": found,
        "numbers": emergency.current() if Flag.DANGER in found else (),
    }


def _suggested(folder: Folder, act: str, among: frozenset[str]) -> Suggested:
    if act == "dispose":
        return suggest.units(folder.report, among=among)
    own = folder.report.category
    return suggest.categories(folder.report, among=among - {own.code} if own and not own.is_active else among)


def _flags(folder: Folder) -> tuple[Flag, ...]:
    return flags(folder.report.title, folder.report.body)


def _hint(choice: Choice, names: Mapping[str, str]) -> Hint:
    return Hint(
        value=choice.label, name=names[choice.label], percent=round(choice.confidence * 100), words=choice.words
    )


def _flat(choices: Any) -> list[tuple[str, str]]:
    """Choices with their groups dissolved."""
    found: list[tuple[str, str]] = []
    for value, label in choices:
        found += (
            [(one, str(name)) for one, name in label] if isinstance(label, (list, tuple)) else [(value, str(label))]
        )
    return [(value, name) for value, name in found if value]
