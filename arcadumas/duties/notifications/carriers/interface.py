"""What every way out is asked for, how it says no, and what it tells us later."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol, runtime_checkable
from uuid import UUID

from arcadumas.base.gateways.web import GatewayError, Kind

LONGEST = 6 * 3600.0  # seconds that a carrier may make us wait, whatever it says


@dataclass(frozen=True, kw_only=True)
class Parcel:
    """A message opened for its carrier. `content` is what `composing` put in for this channel."""

    id: UUID
    to: str = field(repr=False)
    template: str
    language: str
    content: Mapping[str, Any] = field(repr=False)
    lines: tuple[str, ...] = ()  # our lines that its recipient wrote to within 24 hours: free text is taken from there


@dataclass(frozen=True)
class Accepted:
    """The carrier answers for it from here on."""

    provider_id: str


class CarrierError(Exception):
    """Not sent, or (`uncertain`) nobody knows. `text` names no address.

    temporary: again later; permanent, address, template: never by this carrier; channel: nothing goes until the operator
    acts; busy: nothing goes for a while; pair: too fast for this recipient. `retry_after` in seconds, at most LONGEST.
    """

    def __init__(self, kind: Kind, *, code: str = "", text: str = "", retry_after: float | None = None) -> None:
        super().__init__(f"{kind} {code} {text}".strip())
        self.kind: Kind = kind
        self.code, self.text = code, text
        self.retry_after = None if retry_after is None else min(retry_after, LONGEST)

    @property
    def is_answer(self) -> bool:
        """Whether it speaks of this message alone, by a carrier that works: a mail server's "not now" (RFC 5321 4.2)."""
        return self.kind == "temporary" and self.code.isdigit() and 421 < int(self.code) < 500

    @property
    def permanent(self) -> bool:
        return self.kind in {"permanent", "address", "template"}


def said_no(error: GatewayError) -> CarrierError:
    return CarrierError(error.kind, code=error.code, text=error.text, retry_after=error.retry_after)


@dataclass(frozen=True, kw_only=True)
class Status:
    """What became of a message; `message_id` where the carrier tells our own. `stands_for`: an older provider id of the same message, which this one replaces."""

    provider_id: str
    status: str  # sent, delivered, read or failed
    at: datetime | None = None  # None: as it came in
    stands_for: str = ""
    code: str = ""
    message_id: str = ""


class Carrier(Protocol):
    """`channel`: what it carries, a value of Channel; `threads`: how many messages may be under way at once; `may_repeat`:
    whether an attempt whose answer was lost is made once more."""

    name: str
    channel: str
    threads: int
    may_repeat: bool

    def is_usable(self) -> bool:
        """Chosen for its channel, and set up."""

    def send(self, parcel: Parcel) -> Accepted:
        """Raises CarrierError."""

    def rest(self) -> None:
        """Called at the end of a sending thread: close what it alone holds open."""


@runtime_checkable
class Teller(Protocol):
    """A carrier that tells by webhook (`/webhooks/<name>`, or `/webhooks/<name>/<secret>`) what became of messages."""

    name: str

    def is_genuine(self, raw: bytes, *, headers: Mapping[str, str], secret: str) -> bool:
        """Whether these bytes come from the carrier; compared in constant time, False while no secret is set up."""

    def statuses(self, raw: bytes) -> Sequence[Status]:
        """Every status in the payload, in order. Raises ValueError for what is not a payload at all."""
