"""What every way out is asked for, and how it says no."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol
from uuid import UUID

Kind = Literal["temporary", "permanent", "address", "template", "channel", "busy", "pair", "uncertain"]


@dataclass(frozen=True, kw_only=True)
class Parcel:
    """A message opened for its carrier. `content` is what `composing` put in for this channel."""

    id: UUID
    to: str = field(repr=False)
    template: str
    language: str
    content: Mapping[str, Any] = field(repr=False)


@dataclass(frozen=True)
class Accepted:
    """The carrier answers for it from here on."""

    provider_id: str


class CarrierError(Exception):
    """Not sent, or (`uncertain`) nobody knows. `text` names no address.

    temporary: again later; permanent, address, template: never by this carrier; channel: nothing goes until the operator
    acts; busy: nothing goes for a while; pair: too fast for this recipient. `retry_after` in seconds.
    """

    def __init__(self, kind: Kind, *, code: str = "", text: str = "", retry_after: float | None = None) -> None:
        super().__init__(f"{kind} {code} {text}".strip())
        self.kind: Kind = kind
        self.code, self.text, self.retry_after = code, text, retry_after

    @property
    def permanent(self) -> bool:
        return self.kind in {"permanent", "address", "template"}


class Carrier(Protocol):
    """`threads`: how many messages may be under way at once."""

    name: str
    threads: int

    def is_usable(self) -> bool: ...

    def send(self, parcel: Parcel) -> Accepted: ...

    def rest(self) -> None:
        """Called at the end of a sending thread: close what it alone holds open."""
