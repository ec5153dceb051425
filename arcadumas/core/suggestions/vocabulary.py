"""Which terms of the learned texts count, and how much each: by how rare it is and by how far it tells labels apart.

"Mohon ditindaklanjuti" stands in reports to everybody and says nothing; "PDAM" stands in reports to one unit. Rarity alone
(idf) cannot see that. What a term tells is how far the labels of its reports diverge from those of all reports (Kullback
and Leibler), held back by DOUBT reports of the usual mixture, since a term met twice may have met one unit by chance."""

from array import array
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix, diags, hstack

from arcadumas.core.suggestions.terms import pairs, pieces, words_of

FEWEST = 2  # reports that a term stands in: what one person wrote teaches nothing
DOUBT = 5.0
SILENT = 0.02  # of what is said in all texts: the terms that may be left out together for saying no more
AT_ONCE = 10_000  # terms whose labels are looked at together, which bounds the memory for many labels
Numbers = Any  # arrays of numpy, whose types say little here
Analysis = Callable[[str], list[str]]


def _pairs(text: str) -> list[str]:
    return pairs(words_of(text))


def _pieces(text: str) -> list[str]:
    return pieces(words_of(text))


@dataclass(frozen=True, kw_only=True)
class Kind:
    """One kind of term: the column of each, and how much it counts."""

    analysis: Analysis
    column: dict[str, int]
    weight: Numbers

    def counted(self, texts: Iterable[str]) -> csr_matrix:
        return _scaled(_counts(texts, self.analysis, self.column), self.weight)


@dataclass(frozen=True, kw_only=True)
class Terms:
    words: Kind
    pieces: Kind

    @property
    def size(self) -> int:
        return len(self.words.column) + len(self.pieces.column)

    def counted(self, texts: Sequence[str]) -> csr_matrix:
        """A row a text, in which words and pieces each have the length one."""
        return csr_matrix(hstack([self.words.counted(texts), self.pieces.counted(texts)]))


def terms_of(texts: Sequence[str], labels: Sequence[str], *, most: int) -> tuple[Terms, csr_matrix]:
    """At most so many terms, those that move the labels of most reports furthest; and the texts, counted."""
    there = [_there(texts, labels, analysis) for analysis in (_pairs, _pieces)]
    moves = np.concatenate([each.moves for each in there])
    chosen = np.zeros(len(moves), dtype=bool)
    chosen[np.argsort(-moves, kind="stable")[:most]] = True
    split = len(there[0].names)
    kept = [each.only(here).loud() for each, here in zip(there, (chosen[:split], chosen[split:]), strict=True)]
    kinds = [Kind(analysis=analysis, column={name: row for row, name in enumerate(each.names)}, weight=each.weight) for analysis, each in zip((_pairs, _pieces), kept, strict=True)]  # fmt: skip
    counted = [_scaled(each.counts, each.weight) for each in kept]
    return Terms(words=kinds[0], pieces=kinds[1]), csr_matrix(hstack(counted))


@dataclass(frozen=True, kw_only=True)
class There:
    """All terms of a kind, before the best are chosen. `moves`: by how much, and in how many reports."""

    names: list[str]
    counts: csr_matrix
    weight: Numbers
    moves: Numbers

    def only(self, chosen: Numbers) -> "There":
        names = [name for name, is_in in zip(self.names, chosen, strict=True) if is_in]
        return There(names=names, counts=self.counts[:, chosen], weight=self.weight[chosen], moves=self.moves[chosen])

    def loud(self) -> "There":
        """Without those that stand everywhere and say next to nothing: half of all that is counted says SILENT."""
        said = np.asarray(_scaled(self.counts, self.weight).power(2).sum(axis=0)).ravel()
        order = np.argsort(self.weight, kind="stable")
        loud = np.ones(len(order), dtype=bool)
        loud[order[np.cumsum(said[order]) <= SILENT * said.sum()]] = False
        return self.only(loud)


def _there(texts: Sequence[str], labels: Sequence[str], analysis: Analysis) -> There:
    column: dict[str, int] = {}
    counts = _counts(texts, analysis, column, grows=True).tocsc()
    seen = np.diff(counts.indptr)
    several, names = seen >= FEWEST, np.array(list(column), dtype=object)
    counts, seen, names = counts[:, several], seen[several], names[several]
    told = _told(counts, labels)
    rarity = np.log((1 + len(texts)) / (1 + seen)) + 1
    return There(names=names.tolist(), counts=csr_matrix(counts), weight=rarity * told, moves=told * np.sqrt(seen))


def _told(counts: Any, labels: Sequence[str]) -> Numbers:
    """For each term the root of how far it moves the labels."""
    _names, place = np.unique(np.asarray(labels, dtype=str), return_inverse=True)
    whose = csr_matrix((np.ones(len(place)), (place, np.arange(len(place)))))
    usual = np.bincount(place) / len(place)
    stands = counts.astype(bool).astype(np.float64)
    told = [np.zeros(0)]
    for first in range(0, counts.shape[1], AT_ONCE):
        found = (whose @ stands[:, first : first + AT_ONCE]).toarray().T
        mixture = (found + DOUBT * usual) / (found.sum(axis=1, keepdims=True) + DOUBT)
        told.append(np.sqrt(np.maximum((mixture * np.log(mixture / usual)).sum(axis=1), 1e-9)))
    return np.concatenate(told)


def _counts(texts: Iterable[str], analysis: Analysis, column: dict[str, int], *, grows: bool = False) -> csr_matrix:
    """How often each term stands in each text; terms without a column get the next one, or are passed over."""
    ends, columns, times = array("q", [0]), array("i"), array("f")
    for text in texts:
        found = Counter(analysis(text))
        if grows:
            for term in found:
                column.setdefault(term, len(column))
        known = {place: count for term, count in found.items() if (place := column.get(term)) is not None}
        columns.extend(known.keys())
        times.extend(known.values())
        ends.append(len(columns))
    counted = csr_matrix(
        (np.array(times), np.array(columns), np.array(ends)), shape=(len(ends) - 1, len(column)), dtype=np.float64
    )
    counted.sort_indices()
    return counted


def _scaled(counts: csr_matrix, weight: Numbers) -> csr_matrix:
    """As Model weighs them: (1 + ln of how often) times the weight, and a length of one."""
    logged = csr_matrix(counts, dtype=np.float64, copy=True)
    logged.data = 1 + np.log(logged.data)
    weighed = logged @ diags(weight)
    lengths = np.sqrt(np.asarray(weighed.multiply(weighed).sum(axis=1)).ravel())
    return csr_matrix(diags(1 / np.where(lengths > 0, lengths, 1.0)) @ weighed)
