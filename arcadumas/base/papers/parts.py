"""What a paper is made of: plain values in words, in the order in which they stand."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, kw_only=True)
class Letterhead:
    """`above` is the government, `name` the unit that writes, `contact` its address and numbers on one line."""

    above: str
    name: str
    contact: str = ""


@dataclass(frozen=True)
class Heading:
    text: str


@dataclass(frozen=True)
class Prose:
    """Paragraphs are divided by line ends."""

    text: str


@dataclass(frozen=True)
class Quote:
    """Somebody else's words, set apart."""

    text: str


@dataclass(frozen=True)
class Facts:
    """Label and value, a row each."""

    rows: Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Table:
    """`widths` are shares of the line and add up to 1."""

    head: Sequence[str]
    rows: Sequence[Sequence[str]]
    widths: Sequence[float]


@dataclass(frozen=True)
class Signature:
    """Place for a hand: the closing words with it on one page, the post above, the name below, and what else stands under it."""

    post: str
    name: str
    closing: str = ""
    under: str = ""


Part = Heading | Prose | Quote | Facts | Table | Signature


@dataclass(frozen=True, kw_only=True)
class Paper:
    """`meta` stands between title and a rule, as in a letter; `foot` on every page. The same values give the same bytes."""

    title: str
    made_at: datetime
    parts: Sequence[Part]
    letterhead: Letterhead | None = None
    meta: Sequence[tuple[str, str]] = field(default=())
    foot: str = ""
    page_words: str = "{page} / {pages}"
    language: str = "id"
