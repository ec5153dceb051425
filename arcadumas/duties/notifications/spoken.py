"""What somebody typed to us, and what came of it: the shapes that officers' words (typed.py) and reporters' (talking.py) share."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

Outcome = Literal["taken", "which", "refused", "unknown"]
MOST = 9  # cases in one question


@dataclass(frozen=True, kw_only=True)
class Typed:
    """`answers`: the provider's id of the message of ours that is answered, or "". `files`: as they came, not yet cleaned.
    `at`: when it was sent, by the provider's clock."""

    number: str = field(repr=False)
    text: str = field(repr=False)
    answers: str = ""
    files: Sequence[tuple[str, bytes]] = ()
    at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Heard:
    """`sentence` is said back, in `language`. With `which`: `codes` to choose from, and how each stands."""

    outcome: Outcome
    language: str = "id"
    sentence: str = ""
    codes: Sequence[str] = ()
    standings: Sequence[str] = ()
