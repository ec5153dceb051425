"""What a text is made of when a model looks at it: its words and pairs of words, and pieces of its words.

Pieces of three to five letters make spellings and endings meet (rusak, kerusakan, rsk). Plain Python, so that looking
at one report needs no library; learning uses the same functions."""

import re
import unicodedata
from collections.abc import Iterator

WORD = re.compile(r"\w\w+")
SHORTEST, LONGEST = 3, 5  # letters of a piece
MOST = 3_000  # characters of a text that are looked at


def words_of(text: str) -> list[str]:
    """In small letters, of two characters or more, in the order in which they stand."""
    return WORD.findall(unicodedata.normalize("NFKC", text[:MOST]).lower())


def pairs(words: list[str]) -> list[str]:
    """Single words and pairs of neighbours."""
    return words + [f"{first} {second}" for first, second in zip(words, words[1:], strict=False)]


def pieces(words: list[str]) -> list[str]:
    """Runs of letters within each word, whose beginning and end are marked by a blank."""
    return [piece for word in words for piece in pieces_of(word)]


def pieces_of(word: str) -> Iterator[str]:
    marked = f" {word} "
    for size in range(SHORTEST, LONGEST + 1):
        for start in range(max(len(marked) - size, 0) + 1):
            yield marked[start : start + size]
