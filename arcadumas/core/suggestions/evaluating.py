"""The same split for everybody: what is learned from the older part, judged on the newer.

Beside it two baselines, each as scikit-learn gives them, without anything of ours: a strong one (words, pairs and pieces of
words, linear SVMs, shares fitted by cross-validation), which is what anybody would try who means it, and a simple one
(words and logistic regression)."""

import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from sklearn.calibration import CalibratedClassifierCV
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_union
from sklearn.svm import LinearSVC

from arcadumas.core.suggestions import judging, learning
from arcadumas.core.suggestions.judging import Figures
from arcadumas.core.suggestions.learning import Told
from arcadumas.core.suggestions.model import Model

FOLDS = 3


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """`ms_per_report`: mean time of one suggestion in plain Python, as a page asks for it."""

    learned_from: int
    judged_on: int
    labels: int
    model: Figures
    baseline: Figures
    simple: Figures
    majority: Figures
    size: int
    ms_per_report: float

    def as_json(self) -> dict[str, Any]:
        return {
            "train": self.learned_from, "test": self.judged_on, "labels": self.labels, "model": self.model.as_json(),
            "baseline": self.baseline.as_json(), "simple": self.simple.as_json(), "majority": self.majority.as_json(),
            "model_bytes": self.size, "ms_per_report": round(self.ms_per_report, 3),
        }  # fmt: skip


def compare(texts: Sequence[str], labels: Sequence[str], split: int, *, tell: Told = lambda line: None) -> Comparison:
    """`split`: how many from the beginning are learned from. Raises learning.TooFew."""
    older, truth = list(labels[:split]), list(labels[split:])
    learned = learning.learn(texts[:split], older, tell=tell)
    content = learned.model.content()
    model = Model.read(content)  # what is judged is what would be kept
    began = time.perf_counter()
    for text in texts[split:]:
        model.rank(text)
    took = (time.perf_counter() - began) * 1_000 / max(len(truth), 1)
    part = (texts[:split], older, texts[split:], truth)
    return Comparison(
        learned_from=split, judged_on=len(truth), labels=len(set(older)), size=len(content), ms_per_report=took,
        model=judging.judge(np.array([model.shares(text) for text in texts[split:]]), truth, model.labels),
        baseline=_strong(*part, tell=tell), simple=_simple(*part, tell=tell), majority=_majority(older, truth),
    )  # fmt: skip


def _strong(texts: Sequence[str], labels: Sequence[str], newer: Sequence[str], truth: Sequence[str], *, tell: Told) -> Figures:  # fmt: skip
    """Of labels with fewer than FOLDS reports nothing can be cross-validated."""
    tell("the strong baseline: TF-IDF of words, pairs and pieces, linear SVMs, calibrated")
    counts = Counter(labels)
    kept = [row for row, label in enumerate(labels) if counts[label] >= FOLDS]
    words = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True)
    counter = make_union(words, TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), min_df=2, sublinear_tf=True))
    counted = counter.fit_transform([texts[row] for row in kept])
    fitted = CalibratedClassifierCV(LinearSVC(C=0.5, random_state=0), cv=FOLDS)
    fitted.fit(counted, [labels[row] for row in kept])
    return judging.judge(fitted.predict_proba(counter.transform(newer)), truth, [str(each) for each in fitted.classes_])


def _simple(texts: Sequence[str], labels: Sequence[str], newer: Sequence[str], truth: Sequence[str], *, tell: Told) -> Figures:  # fmt: skip
    tell("the simple baseline: TF-IDF of words and logistic regression")
    counter = TfidfVectorizer()
    fitted = LogisticRegression(max_iter=1_000).fit(counter.fit_transform(texts), labels)
    return judging.judge(fitted.predict_proba(counter.transform(newer)), truth, [str(each) for each in fitted.classes_])


def _majority(labels: Sequence[str], truth: Sequence[str]) -> Figures:
    """Always the labels that were most frequent, as confident as they were frequent."""
    counts = Counter(labels)
    names = sorted(counts, key=lambda label: -counts[label])
    row = np.array([counts[name] for name in names]) / len(labels)
    return judging.judge(np.tile(row, (len(truth), 1)), truth, names)
