"""Learning a model from texts and their labels. The only file that needs scikit-learn; nothing that serves a page imports it.

One-against-the-rest linear SVMs over TF-IDF of words and pieces. How hard it learns is chosen on the newest fifth of
what it learns from, since it will be asked about what comes next."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import CountVectorizer, TfidfTransformer
from sklearn.svm import LinearSVC

from arcadumas.core.suggestions import judging
from arcadumas.core.suggestions.model import ZERO, Model
from arcadumas.core.suggestions.terms import pairs, pieces, words_of

FEWEST = 3  # reports of a label, and reports that a term stands in: what one person wrote teaches nothing
HARDNESS = (0.1, 0.3, 1.0)
ROOM = 3_200_000  # weights of a model, a byte each
MOST_TERMS = 60_000
NEWEST = 5  # one part of so many is kept back for choosing
Told = Callable[[str], None]
Numbers = Any  # arrays of numpy, whose types say little here


@dataclass(frozen=True, kw_only=True)
class Learned:
    """`figures`: what it did on the newest part before it learned from that too."""

    model: Model
    examples: int
    figures: judging.Figures


class TooFew(Exception):
    """Fewer than two labels with enough reports each."""


def learn(texts: Sequence[str], labels: Sequence[str], *, tell: Told = lambda line: None) -> Learned:
    """From the oldest to the newest. Raises TooFew. Takes seconds for a thousand reports, minutes for ten thousand."""
    enough = {label for label, count in Counter(labels).items() if count >= FEWEST}
    kept = [(text, label) for text, label in zip(texts, labels, strict=True) if label in enough]
    if len(enough) < 2:
        raise TooFew
    texts, labels = [text for text, _label in kept], [label for _text, label in kept]
    head = len(texts) - len(texts) // NEWEST
    hardness, temperature, figures = _choose(texts, labels, head, tell)
    terms = Terms.of(texts)
    tell(f"learning from {len(texts)} reports, {len(enough)} labels, {terms.size} terms")
    fitted = _fit(terms.counted(texts), labels, hardness)
    if terms.size > (most := min(MOST_TERMS, ROOM // len(enough))):
        terms = terms.best(most, importance=_importance(fitted, terms.seen))
        fitted = _fit(terms.counted(texts), labels, hardness)
    return Learned(model=_model(terms, fitted, temperature), examples=len(texts), figures=figures)


@dataclass(frozen=True, kw_only=True)
class Terms:
    """The terms that count, as two vocabularies, with how rare each is."""

    words: CountVectorizer
    pieces: CountVectorizer
    rare_words: TfidfTransformer
    rare_pieces: TfidfTransformer
    seen: Numbers

    @classmethod
    def of(cls, texts: Sequence[str], words: Sequence[str] | None = None, pieces: Sequence[str] | None = None) -> "Terms":  # fmt: skip
        counters = (_counter(_pairs, words, fewest=2), _counter(_pieces, pieces, fewest=FEWEST))
        counts = [counter.fit_transform(texts) for counter in counters]
        rare = [TfidfTransformer(sublinear_tf=True).fit(count) for count in counts]
        seen = np.concatenate([np.asarray((count > 0).sum(axis=0)).ravel() for count in counts])
        return cls(words=counters[0], pieces=counters[1], rare_words=rare[0], rare_pieces=rare[1], seen=seen)

    @property
    def size(self) -> int:
        return len(self.seen)

    def counted(self, texts: Sequence[str]) -> csr_matrix:
        words = self.rare_words.transform(self.words.transform(texts))
        return csr_matrix(hstack([words, self.rare_pieces.transform(self.pieces.transform(texts))]))

    def names(self) -> tuple[list[str], list[str]]:
        return list(self.words.get_feature_names_out()), list(self.pieces.get_feature_names_out())

    def best(self, most: int, *, importance: Numbers) -> "Terms":
        """The most important terms, without what the others said in how rare each is."""
        words, pieces = self.names()
        chosen = set(np.argsort(-importance)[:most].tolist())
        kept = [[name for row, name in enumerate(names, first) if row in chosen] for names, first in ((words, 0), (pieces, len(words)))]  # fmt: skip
        rows = sorted(chosen)
        split = len(kept[0])
        fewer = Terms(
            words=_counter(_pairs, kept[0], fewest=1), pieces=_counter(_pieces, kept[1], fewest=1),
            rare_words=_rare(self.rare_words.idf_[rows[:split]]),
            rare_pieces=_rare(self.rare_pieces.idf_[[row - len(words) for row in rows[split:]]]), seen=self.seen[rows],
        )  # fmt: skip
        return fewer


def _pairs(text: str) -> list[str]:
    return pairs(words_of(text))


def _pieces(text: str) -> list[str]:
    return pieces(words_of(text))


def _counter(analyzer: Callable[[str], list[str]], vocabulary: Sequence[str] | None, *, fewest: int) -> CountVectorizer:
    if vocabulary is not None:
        return CountVectorizer(analyzer=analyzer, vocabulary=vocabulary)
    return CountVectorizer(analyzer=analyzer, min_df=fewest)


def _rare(rarity: Numbers) -> TfidfTransformer:
    made = TfidfTransformer(sublinear_tf=True)
    made.idf_ = rarity
    return made


def _fit(counted: csr_matrix, labels: Sequence[str], hardness: float) -> LinearSVC:
    """A rare label weighs more than its share, by the root of how rare it is: else the great ones swallow it."""
    counts = Counter(labels)
    weight = {label: (len(labels) / len(counts) / count) ** 0.5 for label, count in counts.items()}
    return LinearSVC(C=hardness, class_weight=weight, random_state=0).fit(counted, labels)


def _sums(fitted: LinearSVC, counted: csr_matrix) -> Numbers:
    """A column a label; scikit-learn gives one column for two labels."""
    sums = fitted.decision_function(counted)
    return sums if sums.ndim == 2 else np.column_stack([-sums, sums])


def _choose(texts: Sequence[str], labels: Sequence[str], head: int, tell: Told) -> tuple[float, float, judging.Figures]:
    """How hard to learn, the temperature, and the figures on the newest part."""
    terms = Terms.of(texts[:head])
    older, newer = terms.counted(texts[:head]), terms.counted(texts[head:])
    found = []
    for hardness in HARDNESS:
        fitted = _fit(older, labels[:head], hardness)
        names, sums = [str(each) for each in fitted.classes_], _sums(fitted, newer)
        temperature = judging.temperature(sums, labels[head:], names)
        figures = judging.judge(judging.shares(sums / temperature), labels[head:], names)
        tell(f"tried {hardness}: {figures.accuracy:.3f} right, {figures.top3:.3f} among the first three")
        found.append((figures.accuracy + figures.macro_f1 + figures.top3, hardness, temperature, figures))
    return max(found, key=lambda each: each[0])[1:]


def _importance(fitted: LinearSVC, seen: Numbers) -> Numbers:  # fmt: skip
    """How far a term can move a label, and in how many reports it stands."""
    return np.abs(fitted.coef_).max(axis=0) * np.sqrt(seen)


def _model(terms: Terms, fitted: LinearSVC, temperature: float) -> Model:
    coefficients, offsets = fitted.coef_, fitted.intercept_
    if len(coefficients) == 1:
        coefficients, offsets = np.vstack([-coefficients, coefficients]), np.concatenate([-offsets, offsets])
    scales = np.maximum(np.abs(coefficients).max(axis=1), 1e-9) / 127
    weights = (np.round(coefficients / scales[:, None]) + ZERO).astype(np.uint8)
    words, pieces = terms.names()
    return Model(
        labels=[str(each) for each in fitted.classes_],
        words=(words, terms.rare_words.idf_.tolist()),
        pieces=(pieces, terms.rare_pieces.idf_.tolist()),
        weights=np.ascontiguousarray(weights.T).tobytes(),
        scales=scales.tolist(),
        offsets=offsets.tolist(),
        temperature=temperature,
    )
