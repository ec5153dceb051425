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

from arcadumas.core.suggestions.terms import pairs, pieces_of, words_of

FORMAT = 1
ZERO = 128  # the byte of a weight of nothing
FINE = 4_096  # steps of how much a term counts
LANES = 4  # labels whose bytes lie in one lane of a long number


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
        rows = self._rows(words := words_of(text))
        known = self._known(words, rows)
        if not known:
            return []
        shares = self._shares(known)
        order = sorted(range(len(shares)), key=lambda label: -shares[label])
        named = [label for label in order if among is None or self.labels[label] in among][:most]
        return [
            Choice(label=self.labels[each], confidence=shares[each], words=self._spoke(each, rows, known))
            for each in named
        ]

    def shares(self, text: str) -> list[float]:
        """One for each of `labels`; all alike for a text of which no term is known."""
        words = words_of(text)
        known = self._known(words, self._rows(words))
        return self._shares(known) if known else [1 / len(self.labels)] * len(self.labels)

    def _shares(self, known: dict[int, float]) -> list[float]:
        return softmax([each / self.temperature for each in self._sums(known)])

    def _rows(self, words: list[str]) -> dict[str, list[int]]:
        """For each word the rows of its pieces, where they are known."""
        find = self.pieces.place.get
        return {word: [row for row in map(find, pieces_of(word)) if row is not None] for word in dict.fromkeys(words)}

    def _known(self, words: list[str], rows: dict[str, list[int]]) -> dict[int, float]:
        """Row of each known term, and how much it counts in this text."""
        find = self.words.place.get
        whole = _weighed(self.words, [row for row in map(find, pairs(words)) if row is not None])
        return whole | _weighed(self.pieces, [row for word in words for row in rows[word]])

    def _sums(self, known: dict[int, float]) -> list[float]:
        """What all rows say together for each label. A row is read as four long numbers, each with every fourth label's byte in a
        lane of 32 bits, so that plain Python adds all labels at once. No lane overflows: the values of a part have length
        one, so those of n terms add up to the root of n at most, and a text of MOST characters has fewer than 20,000."""
        width, weights, total = len(self.labels), self.weights, 0
        bytes_of, lanes = int.from_bytes, int.from_bytes(b"\xff\0\0\0" * (width // LANES + 1), "little")
        first = second = third = fourth = 0
        for row, value in known.items():
            counted = round(value * FINE)
            total += counted
            said = bytes_of(weights[row * width : (row + 1) * width], "little")
            first += (said & lanes) * counted
            second += (said >> 8 & lanes) * counted
            third += (said >> 16 & lanes) * counted
            fourth += (said >> 24 & lanes) * counted
        size, middle = 4 * (width // LANES + 1), ZERO * total
        parts = [memoryview(each.to_bytes(size, "little")).cast("I") for each in (first, second, third, fourth)]
        return [
            offset + scale * (parts[label % LANES][label // LANES] - middle) / FINE
            for label, (offset, scale) in enumerate(zip(self.offsets, self.scales, strict=True))
        ]

    def _spoke(self, label: int, rows: dict[str, list[int]], known: dict[int, float], *, most: int = 4) -> tuple[str, ...]:  # fmt: skip
        """The words that spoke most for a label: each with what its own row and its pieces' rows added."""
        width, weights, find = len(self.labels), self.weights, self.words.place.get
        says = {}
        for word, its in rows.items():
            if not word.isdigit():
                own = find(word)
                both = its if own is None else [own, *its]
                says[word] = sum([known[row] * (weights[row * width + label] - ZERO) for row in both])
        return tuple(word for word in sorted(says, key=lambda word: -says[word])[:most] if says[word] > 0)


def _part(given: tuple[Sequence[str], Iterable[float]], first_row: int) -> Part:
    terms, rarity = tuple(given[0]), array("f", given[1])
    if len(terms) != len(rarity):
        raise ValueError("not every term has its rarity")
    place = {term: row for row, term in enumerate(terms, first_row)}
    return Part(terms=terms, rarity=rarity, first_row=first_row, place=place)


def _weighed(part: Part, rows: list[int]) -> dict[int, float]:
    rarity, first = part.rarity, part.first_row
    values = {row: (1 + log(count)) * rarity[row - first] for row, count in Counter(rows).items()}
    length = sqrt(sum(value * value for value in values.values())) or 1.0
    return {row: value / length for row, value in values.items()}


def softmax(sums: Sequence[float]) -> list[float]:
    highest = max(sums)
    parts = [exp(each - highest) for each in sums]
    total = sum(parts)
    return [part / total for part in parts]
