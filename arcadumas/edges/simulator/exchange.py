"""One question and one answer over HTTP, free of sockets."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


class Unreadable(ValueError):
    """The body is not a JSON object."""


@dataclass(frozen=True, kw_only=True)
class Asked:
    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes
    peer: str
    origin: str

    def json(self) -> dict[str, Any]:
        """Raises Unreadable."""
        try:
            value = json.loads(self.body or b"{}")
        except ValueError as error:
            raise Unreadable(str(error)) from error
        if not isinstance(value, dict):
            raise Unreadable("not an object")
        return value


@dataclass(frozen=True, kw_only=True)
class Answer:
    """`wait`: seconds before it goes out. `ending`: "" answers, "drop" closes without a word, "reset" breaks off."""

    status: int = 200
    body: bytes = b""
    content_type: str = "application/json"
    headers: Mapping[str, str] = field(default_factory=dict)
    wait: float = 0.0
    ending: str = ""

    @classmethod
    def json(cls, value: Any, *, status: int = 200, **rest: Any) -> "Answer":
        return cls(status=status, body=json.dumps(value).encode(), **rest)
