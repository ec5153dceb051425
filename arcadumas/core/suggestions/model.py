"""A learned model: words, their weights and the labels they speak for. Arrays and JSON, so that reading one runs nothing.

Weights are bytes, 128 being nothing, under one scale a label. A text is looked at by TF-IDF with 1 + ln(tf) and lengths of one, words
and pieces each by themselves, and the labels' sums become shares by a softmax whose temperature was fitted on reports
that the model had not seen (Guo et al. 2017, On Calibration of Modern Neural Networks, section 4.2)."""

import json
import zlib
from array import array
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from math import exp, log, sqrt

from arcadumas.core.suggestions.terms import pairs, pieces, pieces_of, words_of

FORMAT = 1
ZERO = 128  # the byte of a weight of nothing
FINE = 4_096  # steps of how much a term counts


@dataclass(frozen=True, kw_only=True)
class Choice:
    """`confidence` from 0 to 1; all labels together make 1."""

    label: str
    confidence: float
    words: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Part:
    """One kind of term: its vocabulary, the rarity of each term, and the row of its weights."""

    terms: tuple[str, ...]
    rarity: "array[float]"
    first_row: int
    place: dict[str, int] = field(repr=False, compare=False)


class Model:
    """Labels ranked for a text. Raises ValueError for content that is not a model's."""

    def __init__(
        self,
        *,
        labels: Sequence[str],
        words: tuple[Sequence[str], Iterable[float]],
        pieces: tuple[Sequence[str], Iterable[float]],
        weights: bytes,
        scales: Iterable[float],
        offsets: Iterable[float],
        temperature: float,
    ) -> None:
        self.labels = tuple(labels)
        self.words, self.pieces = _part(words, 0), _part(pieces, len(words[0]))
        self.weights = memoryview(weights)
        self.scales, self.offsets = array("f", scales), array("f", offsets)
        self.temperature = temperature
        rows = len(self.words.terms) + len(self.pieces.terms)
        fits = len(self.weights) == rows * len(self.labels) and len(self.scales) == len(self.offsets) == len(labels)
        if not labels or not fits:
            raise ValueError("the parts of the model do not fit each other")

    # -- Kept ----------------------------------------------------------------------------------------------------------
    def content(self) -> bytes:
        """One line of JSON, then the arrays, packed."""
        head = {
            "format": FORMAT,
            "labels": self.labels,
            "words": self.words.terms,
            "pieces": self.pieces.terms,
            "temperature": self.temperature,
        }
        numbers = (self.words.rarity, self.pieces.rarity, self.scales, self.offsets)
        rest = b"".join(each.tobytes() for each in numbers) + self.weights.tobytes()
        return zlib.compress(json.dumps(head, ensure_ascii=False).encode() + b"\n" + rest, 9)

    @classmethod
    def read(cls, content: bytes) -> "Model":
        try:
            line, _end, rest = zlib.decompress(content).partition(b"\n")
            head = json.loads(line)
        except (zlib.error, ValueError) as error:
            raise ValueError("this is no model") from error
        if head.get("format") != FORMAT:
            raise ValueError("this model has another format")
        sizes = (len(head["words"]), len(head["pieces"]), len(head["labels"]), len(head["labels"]))
        arrays, at = [], 0
        for size in sizes:
            arrays.append(array("f", rest[at : at + 4 * size]))
            at += 4 * size
        return cls(
            labels=head["labels"], words=(head["words"], arrays[0]), pieces=(head["pieces"], arrays[1]),
            weights=rest[at:], scales=arrays[2], offsets=arrays[3], temperature=head["temperature"],
        )  # fmt: skip

    # -- Asked ---------------------------------------------------------------------------------------------------------
    def rank(self, text: str, *, most: int = 3, among: frozenset[str] | None = None) -> list[Choice]:
        """The most probable labels, with the words that spoke for each. Nothing for a text of which no term is known.

        `among`: labels that may be named; their shares stay those among all."""
        words = words_of(text)
        known = self._known(words)
        if not known:
            return []
        shares = self._shares(known)
        order = sorted(range(len(shares)), key=lambda label: -shares[label])
        named = [label for label in order if among is None or self.labels[label] in among][:most]
        rows = self._rows(words)
        return [
            Choice(label=self.labels[each], confidence=shares[each], words=self._spoke(each, rows, known))
            for each in named
        ]

    def shares(self, text: str) -> list[float]:
        """One for each of `labels`; all alike for a text of which no term is known."""
        known = self._known(words_of(text))
        return self._shares(known) if known else [1 / len(self.labels)] * len(self.labels)

    def _shares(self, known: dict[int, float]) -> list[float]:
        return softmax([each / self.temperature for each in self._sums(known)])

    def _known(self, words: list[str]) -> dict[int, float]:
        """Row of each known term, and how much it counts in this text."""
        found = _weighed(self.words, pairs(words))
        return found | _weighed(self.pieces, pieces(words))

    def _sums(self, known: dict[int, float]) -> list[float]:
        """What all rows say together for each label: every row is one long number with a lane of 32 bits for each label,
        so that plain Python adds all labels at once. No lane overflows: the values of a part have length one, so those of
        n terms add up to the root of n at most, and a text of MOST characters has fewer than 20,000."""
        width, lanes, total = len(self.labels), 0, 0
        for row, value in known.items():
            counted = round(value * FINE)
            total += counted
            lanes += counted * int.from_bytes(
                array("I", self.weights[row * width : (row + 1) * width]).tobytes(), "little"
            )
        sums = memoryview(lanes.to_bytes(4 * width, "little")).cast("I")
        middle = ZERO * total
        return [
            offset + scale * (each - middle) / FINE
            for offset, scale, each in zip(self.offsets, self.scales, sums, strict=True)
        ]

    def _rows(self, words: list[str]) -> dict[str, list[int]]:
        """For each word its own row and those of its pieces, where they are known."""
        places = {
            word: [self.words.place.get(word), *map(self.pieces.place.get, set(pieces_of(word)))]
            for word in dict.fromkeys(words)
            if not word.isdigit()
        }
        return {word: [row for row in rows if row is not None] for word, rows in places.items()}

    def _spoke(self, label: int, rows: dict[str, list[int]], known: dict[int, float], *, most: int = 4) -> tuple[str, ...]:  # fmt: skip
        """The words that spoke most for a label: each with what its own row and its pieces' rows added."""
        width, weights = len(self.labels), self.weights
        says = {
            word: sum(known[row] * (weights[row * width + label] - ZERO) for row in its) for word, its in rows.items()
        }
        return tuple(word for word in sorted(says, key=lambda word: -says[word])[:most] if says[word] > 0)


def _part(given: tuple[Sequence[str], Iterable[float]], first_row: int) -> Part:
    terms, rarity = tuple(given[0]), array("f", given[1])
    if len(terms) != len(rarity):
        raise ValueError("not every term has its rarity")
    place = {term: row for row, term in enumerate(terms, first_row)}
    return Part(terms=terms, rarity=rarity, first_row=first_row, place=place)


def _weighed(part: Part, terms: list[str]) -> dict[int, float]:
    counted = Counter(row for term in terms if (row := part.place.get(term)) is not None)
    values = {row: (1 + log(count)) * part.rarity[row - part.first_row] for row, count in counted.items()}
    length = sqrt(sum(value * value for value in values.values())) or 1.0
    return {row: value / length for row, value in values.items()}


def softmax(sums: Sequence[float]) -> list[float]:
    highest = max(sums)
    parts = [exp(each - highest) for each in sums]
    total = sum(parts)
    return [part / total for part in parts]
