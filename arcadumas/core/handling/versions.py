"""Two versions of a text, word by word: what went, what came, what stayed."""

import difflib
import re
from dataclasses import dataclass

TOKENS = re.compile(r"\s+|\w+|[^\w\s]")
MOST = 4_000  # tokens; longer texts are compared line by line


@dataclass(frozen=True, kw_only=True)
class Piece:
    """`kind`: same, gone or new."""

    kind: str
    text: str


def compare(before: str, after: str) -> list[Piece]:
    """Joined, the pieces that are not gone are `after`, those that are not new `before`."""
    old, new = _tokens(before), _tokens(after)
    if len(old) + len(new) > MOST:
        old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    pieces: list[Piece] = []
    for tag, a, b, c, d in difflib.SequenceMatcher(a=old, b=new, autojunk=False).get_opcodes():
        if tag == "equal":
            pieces.append(Piece(kind="same", text="".join(new[c:d])))
            continue
        for kind, part in (("gone", old[a:b]), ("new", new[c:d])):
            if part:
                pieces.append(Piece(kind=kind, text="".join(part)))
    return pieces


def _tokens(text: str) -> list[str]:
    return TOKENS.findall(text)
