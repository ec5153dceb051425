"""Refusals: small exceptions that carry the sentence a person sees: what is so, then what to do.

The sentence is a lazy translation with `{name}` fields; it is put into words in the reader's language by `sentence`.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.functional import Promise


class Refusal(Exception):
    """Base of all refusals. `code` is the key of docs/words.md, e.g. `act.wrong_turn`."""

    def __init__(self, code: str, text: "str | Promise", /, **values: Any) -> None:
        super().__init__(code)
        self.code = code
        self.text = text
        self.values: Mapping[str, Any] = values

    @property
    def sentence(self) -> str:
        return str(self.text).format(**self.values)


class Unseen(Refusal):
    """There is no such thing, or not for this reader (404)."""


class Powerless(Refusal):
    """Seen, but this act is not theirs (403). `needs` says who or what is missing, when one thing is."""

    def __init__(self, code: str, text: "str | Promise", /, *, needs: str = "", **values: Any) -> None:
        super().__init__(code, text, **values)
        self.needs = needs


class OutOfTurn(Refusal):
    """Not its turn (409): carries the state and the acts now possible, or what is missing first."""

    def __init__(
        self, code: str, text: "str | Promise", /, *, state: str = "", may: tuple[str, ...] = (), needs: str = "", **values: Any
    ) -> None:  # fmt: skip
        super().__init__(code, text, state=state, **values)
        self.state, self.may, self.needs = state, may, needs


class Stale(Refusal):
    """Somebody changed it meanwhile (412): carries the present version and what changed."""

    def __init__(self, code: str, text: "str | Promise", /, *, version: int, changes: tuple[Any, ...] = (), **values: Any) -> None:  # fmt: skip
        super().__init__(code, text, **values)
        self.version, self.changes = version, changes


class Unfit(Refusal):
    """The words do not fit the field (422). Several at once: `Unfit.together`, the first speaks for all."""

    def __init__(self, code: str, text: "str | Promise", /, *, field: str = "", **values: Any) -> None:
        super().__init__(code, text, **values, field=field)
        self.field = field
        self.errors: tuple[Unfit, ...] = (self,)

    @classmethod
    def together(cls, errors: "Sequence[Unfit]") -> "Unfit":
        first = errors[0]
        whole = cls(first.code, first.text, **first.values)
        whole.errors = tuple(errors)
        return whole


class TooOften(Refusal):
    """Too many tries (429); `seconds` until the next."""

    def __init__(self, code: str, text: "str | Promise", /, *, seconds: int, **values: Any) -> None:
        super().__init__(code, text, **values)
        self.seconds = seconds
