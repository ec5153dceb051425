"""Learning a model from texts and their labels. With vocabulary.py and judging.py all that needs what the extra `learn` brings;
nothing that serves a page imports them.

Linear SVMs, one against the rest, and beside them the log-probabilities of naive Bayes, which know a rare label from the
first; both are sums of weights of the same terms, so that they are added up into one set of weights. How hard to learn,
how much rare labels weigh and how much naive Bayes says is chosen on the newest fifth, since it is asked about what comes
next."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import product

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.naive_bayes import MultinomialNB
from sklearn.svm import LinearSVC

from arcadumas.core.suggestions import judging
from arcadumas.core.suggestions.model import ZERO, Model
from arcadumas.core.suggestions.vocabulary import Numbers, Terms, terms_of

FEWEST = 3  # reports that two labels at least must have
FEW = 2_000  # reports, under which a fifth of them says little
ROOM = 12_000_000  # weights of a model, a byte each in memory; most are near nothing and pack well
MOST_BYTES = 4_500_000  # of a model as it is kept
MOST_TERMS = 80_000
NEWEST = 5  # one part of so many is kept back for choosing
SMOOTHING = 0.01
Told = Callable[[str], None]


@dataclass(frozen=True, kw_only=True)
class Manner:
    """`evenness`: 0 where a report counts alike whatever its label, 1 where all labels count alike. `forgetting`: by how many halves
    the oldest report counts less than the newest. `bayes`: its part of the sum. `habit`: how much it counts that a label was frequent."""

    hardness: float = 0.3
    evenness: float = 0.5
    forgetting: float = 0.0
    bayes: float = 0.0
    habit: float = 0.0


# Away from a Manner(). With few reports each by itself, since a fifth of them would choose any sum of them by chance; with many one
# after another, each from where the last did better.
ASIDE: tuple[dict[str, float], ...] = ({"hardness": 0.1}, {"hardness": 1.0}, {"evenness": 1.0}, {"forgetting": 2.0})
STEPS: tuple[dict[str, float], ...] = ({"forgetting": 2.0}, {"hardness": 0.1}, {"evenness": 1.0}, {"evenness": 0.0})
PARTS = (0.1, 0.0, 0.2)  # of naive Bayes; of two that do alike the first is taken
HABITS = (0.0, 0.05, 0.1)  # the first alone where there are few reports


@dataclass(frozen=True, kw_only=True)
class Learned:
    """`figures`: what it did on the newest part before it learned from that too."""

    model: Model
    examples: int
    figures: judging.Figures


@dataclass(frozen=True, kw_only=True)
class Linear:
    """A row of weights and an offset for each label."""

    labels: list[str]
    weights: Numbers
    offsets: Numbers

    def sums(self, counted: csr_matrix) -> Numbers:
        return counted @ self.weights.T + self.offsets

    def __add__(self, other: "Linear") -> "Linear":
        return Linear(labels=self.labels, weights=self.weights + other.weights, offsets=self.offsets + other.offsets)

    def times(self, part: float) -> "Linear":
        return Linear(labels=self.labels, weights=self.weights * part, offsets=self.offsets * part)


class TooFew(Exception):
    """Fewer than two labels with enough reports each, or no word that stands in two reports."""


def learn(texts: Sequence[str], labels: Sequence[str], *, tell: Told = lambda line: None) -> Learned:
    """From the oldest to the newest. Raises TooFew. Takes seconds for a thousand reports, a minute or two for ten thousand."""
    if sum(count >= FEWEST for count in Counter(labels).values()) < 2:
        raise TooFew
    manner, temperature, figures = _choose(texts, labels, tell)
    return Learned(model=_learned(texts, labels, manner, temperature, tell), examples=len(texts), figures=figures)


def _learned(texts: Sequence[str], labels: Sequence[str], manner: Manner, temperature: float, tell: Told) -> Model:
    """With fewer terms where it would take more than MOST_BYTES to keep."""
    room = ROOM
    while True:
        terms, counted = _terms(texts, labels, room)
        tell(f"learning from {len(texts)} reports, {len(set(labels))} labels, {terms.size} terms")
        linear = _svms(counted, labels, manner) + _bayes(counted, labels).times(manner.bayes)
        linear = replace(linear, offsets=linear.offsets + manner.habit * _habit(labels))
        model = _model(terms, linear, temperature)
        if (size := len(model.content())) <= MOST_BYTES:
            return model
        room = int(0.9 * len(model.weights) * MOST_BYTES / size)


def _terms(texts: Sequence[str], labels: Sequence[str], room: int) -> tuple[Terms, csr_matrix]:
    terms, counted = terms_of(texts, labels, most=min(MOST_TERMS, room // len(set(labels))))
    if not terms.size:
        raise TooFew
    return terms, counted


def _svms(counted: csr_matrix, labels: Sequence[str], manner: Manner) -> Linear:
    """A rare label weighs more than its share: else the great ones swallow it."""
    counts = Counter(labels)
    weight = {label: (len(labels) / len(counts) / count) ** manner.evenness for label, count in counts.items()}
    recent = np.exp2(manner.forgetting * np.linspace(-1, 0, len(labels)))
    fitted = LinearSVC(C=manner.hardness, class_weight=weight, random_state=0)
    fitted.fit(counted, labels, sample_weight=recent / recent.mean())
    weights, offsets = fitted.coef_, fitted.intercept_
    if len(weights) == 1:  # scikit-learn's form for two labels
        weights, offsets = np.vstack([-weights, weights]), np.concatenate([-offsets, offsets])
    return Linear(labels=[str(each) for each in fitted.classes_], weights=weights, offsets=offsets)


def _bayes(counted: csr_matrix, labels: Sequence[str]) -> Linear:
    """Without how frequent a label was, which changes; its sums for what it learned from deviate by one."""
    fitted = MultinomialNB(alpha=SMOOTHING).fit(counted, labels)
    weights = fitted.feature_log_prob_ - fitted.feature_log_prob_.mean(axis=0)
    bare = Linear(labels=[str(each) for each in fitted.classes_], weights=weights, offsets=np.zeros(len(weights)))
    return bare.times(1 / max(float(bare.sums(counted).std()), 1e-9))


def _habit(labels: Sequence[str]) -> Numbers:
    """How frequent each label was, as a logarithm, in the order of a Linear's rows."""
    _names, counts = np.unique(np.asarray(labels, dtype=str), return_counts=True)
    return np.log(counts / len(labels))


@dataclass(frozen=True, kw_only=True)
class Trial:
    """Rows to learn from and newer ones to be asked about. `beside`: what naive Bayes says; `usual`: how frequent each label was."""

    counted: csr_matrix
    older: list[str]
    asked: csr_matrix
    truth: list[str]
    labels: list[str]
    beside: Numbers
    usual: Numbers

    def judged(self, sums: Numbers, manner: Manner) -> "Tried":
        both = sums + manner.bayes * self.beside + manner.habit * self.usual
        temperature = judging.temperature(both, self.truth, self.labels)
        return Tried(
            temperature=temperature,
            figures=judging.judge(judging.shares(both / temperature), self.truth, self.labels),
        )


@dataclass(frozen=True, kw_only=True)
class Tried:
    temperature: float
    figures: judging.Figures

    @property
    def merit(self) -> float:
        """The share at 90 % right hangs on few reports, so that it weighs less."""
        figures = self.figures
        return figures.accuracy + figures.macro_f1 + figures.top3 + 0.3 * figures.coverage_at_90


Outcome = tuple[Manner, list[Tried]]


def _choose(texts: Sequence[str], labels: Sequence[str], tell: Told) -> tuple[Manner, float, judging.Figures]:
    """The manner of learning, the temperature, and the figures on the newest part.

    Where there are few reports a fifth of them says little, so that the two fifths before it are asked as well."""
    trials = [_trial(texts, labels, old, new) for old, new in _partings(labels)]
    is_few = len(labels) < FEW
    habits = HABITS[:1] if is_few else HABITS
    best = _best(trials, Manner(), habits, tell)
    for step in ASIDE if is_few else STEPS:
        other = replace(Manner() if is_few else best[0], **step)
        best = max(best, _best(trials, other, habits, tell), key=_merit)  # of two alike the first
    manner, tried = best
    temperature = float(np.exp(np.mean([np.log(each.temperature) for each in tried])))
    return manner, temperature, tried[0].figures


def _trial(texts: Sequence[str], labels: Sequence[str], old: Sequence[int], new: Sequence[int]) -> Trial:
    older = [labels[row] for row in old]
    terms, counted = _terms([texts[row] for row in old], older, ROOM)
    asked, bayes = terms.counted([texts[row] for row in new]), _bayes(counted, older)
    return Trial(
        counted=counted, older=older, asked=asked, truth=[labels[row] for row in new],
        labels=bayes.labels, beside=bayes.sums(asked), usual=_habit(older),
    )  # fmt: skip


def _best(trials: Sequence[Trial], bare: Manner, habits: Sequence[float], tell: Told) -> Outcome:
    """With as much of naive Bayes and of habit as does best."""
    sums = [_svms(each.counted, each.older, bare).sums(each.asked) for each in trials]
    found: list[Outcome] = []
    for part, habit in product(PARTS, habits):
        manner = replace(bare, bayes=part, habit=habit)
        tried = [each.judged(its, manner) for each, its in zip(trials, sums, strict=True)]
        found.append((manner, tried))
    manner, tried = best = max(found, key=_merit)
    newest = tried[0].figures
    tell(f"{manner}: {newest.accuracy:.3f} right, {newest.top3:.3f} among the first three")
    return best


def _merit(outcome: Outcome) -> float:
    return sum(each.merit for each in outcome[1])


def _partings(labels: Sequence[str]) -> list[tuple[Sequence[int], Sequence[int]]]:
    """Rows to learn from and rows to choose on, the newest first; each fifth row where what is older has one label alone, or nearly as many as reports."""
    rows, part = range(len(labels)), len(labels) // NEWEST
    head = len(labels) - part
    found: list[tuple[Sequence[int], Sequence[int]]] = [(rows[:head], rows[head:])]
    if len(labels) < FEW:
        found += [
            (rows[: head - part], rows[head - part : head]),
            (rows[: head - 2 * part], rows[head - 2 * part : head - part]),
        ]
    each = rows[NEWEST - 1 :: NEWEST]
    found.append((sorted(set(rows) - set(each)), each))
    fit = [(old, new) for old, new in found if new and 1 < len({labels[row] for row in old}) <= len(old) / 2]
    return fit[: 3 if len(labels) < FEW else 1] or [(rows, rows)]


def _model(terms: Terms, linear: Linear, temperature: float) -> Model:
    scales = np.maximum(np.abs(linear.weights).max(axis=1), 1e-9) / 127
    weights = (np.round(linear.weights / scales[:, None]) + ZERO).astype(np.uint8)
    return Model(
        labels=linear.labels,
        words=(list(terms.words.column), terms.words.weight.tolist()),
        pieces=(list(terms.pieces.column), terms.pieces.weight.tolist()),
        weights=np.ascontiguousarray(weights.T).tobytes(),
        scales=scales.tolist(),
        offsets=linear.offsets.tolist(),
        temperature=temperature,
    )
