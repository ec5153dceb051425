"""How a journal line is described and read: the register behind facts.py.

Facts hold ids, codes and the names of units and posts; never a citizen's name, address, number or words.
Writing validates by construction; reading upcasts an older version to the newest.
"""

from collections.abc import Callable
from dataclasses import MISSING, asdict, dataclass, fields
from typing import Any, ClassVar, TypeVar

_KNOWN: dict[tuple[str, int], "type[Facts]"] = {}
_UPCASTS: dict[tuple[str, int], Callable[[dict[str, Any]], dict[str, Any]]] = {}


@dataclass(frozen=True, kw_only=True)
class Facts:
    kind: ClassVar[str]
    v: ClassVar[int] = 1

    def as_json(self) -> dict[str, Any]:
        """Without what is empty, unless a line of this kind must say it: what was written can be read."""
        musts = {field.name for field in fields(self) if field.default is field.default_factory is MISSING}
        return {name: value for name, value in asdict(self).items() if name in musts or value not in (None, "", (), [])}


Line = TypeVar("Line", bound=Facts)


def line(kind: str, v: int = 1) -> Callable[[type[Line]], type[Line]]:
    def name_it(cls: type[Line]) -> type[Line]:
        cls.kind, cls.v = kind, v
        _KNOWN[kind, v] = cls
        return cls

    return name_it


def known() -> list[tuple[str, int]]:
    """Every kind and version that stands in a journal or may."""
    return sorted({*_KNOWN, *_UPCASTS})


def of(kind: str, v: int) -> "type[Facts]":
    return _KNOWN[kind, v]


def kinds() -> list[str]:
    return sorted({kind for kind, _v in _KNOWN})


def read(kind: str, v: int, values: dict[str, Any]) -> Facts:
    """The newest dataclass of this kind. Raises KeyError for a line nobody has described."""
    while (kind, v) in _UPCASTS:
        values, v = _UPCASTS[kind, v](values), v + 1
    known = {field.name for field in fields(_KNOWN[kind, v])}
    return _KNOWN[kind, v](**{name: value for name, value in values.items() if name in known})
