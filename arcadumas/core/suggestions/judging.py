"""How good suggestions are on reports that were not learned from."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from sklearn.metrics import f1_score

LEVELS = (0.5, 0.7, 0.9)


@dataclass(frozen=True, kw_only=True)
class Covered:
    """Of all reports, the share whose first suggestion is at least so confident, and how many of these are right."""

    confidence: float
    share: float
    accuracy: float | None


@dataclass(frozen=True, kw_only=True)
class Figures:
    """Shares from 0 to 1. `coverage_at_90`: the largest share of reports of which nine in ten are right, most confident first."""

    accuracy: float
    macro_f1: float
    top3: float
    coverage: tuple[Covered, ...]
    coverage_at_90: float

    def as_json(self) -> dict[str, Any]:
        return {name: _rounded(value) for name, value in asdict(self).items()}


def _rounded(value: Any) -> Any:
    if isinstance(value, float):
        return round(value, 4)
    if isinstance(value, dict):
        return {name: _rounded(each) for name, each in value.items()}
    return [_rounded(each) for each in value] if isinstance(value, (list, tuple)) else value


def shares(sums: Any) -> Any:
    """Rows that each make 1 (softmax)."""
    raised = np.exp(sums - sums.max(axis=1, keepdims=True))
    return raised / raised.sum(axis=1, keepdims=True)


def judge(found: Any, truth: Sequence[str], names: Sequence[str]) -> Figures:
    """`found`: a row a report, a column a label of `names`, higher is likelier."""
    order = np.argsort(-found, axis=1, kind="stable")[:, :3]
    labels = np.asarray(names, dtype=object)
    ranked, said = labels[order], np.asarray(truth, dtype=object)
    right, sure = ranked[:, 0] == said, found.max(axis=1)
    return Figures(
        accuracy=float(right.mean()),
        macro_f1=float(f1_score(said.astype(str), ranked[:, 0].astype(str), average="macro", zero_division=0)),
        top3=float((ranked == said[:, None]).any(axis=1).mean()),
        coverage=tuple(_covered(level, right, sure) for level in LEVELS),
        coverage_at_90=_coverage_at(0.9, right, sure),
    )


def _covered(level: float, right: Any, sure: Any) -> Covered:
    bold = sure >= level
    return Covered(
        confidence=level, share=float(bold.mean()), accuracy=float(right[bold].mean()) if bold.any() else None
    )


def _coverage_at(accuracy: float, right: Any, sure: Any) -> float:
    hits = right[np.argsort(-sure, kind="stable")]
    running = np.cumsum(hits) / np.arange(1, len(hits) + 1)
    good = np.flatnonzero(running >= accuracy)
    return float((good[-1] + 1) / len(hits)) if len(good) else 0.0


def temperature(sums: Any, truth: Sequence[str], names: Sequence[str]) -> float:
    """That under which the shares say most truly how often they are right: the least negative log-likelihood."""
    place = {name: column for column, name in enumerate(names)}
    rows = [row for row, label in enumerate(truth) if label in place]
    if not rows:
        return 1.0
    columns = [place[truth[row]] for row in rows]
    tried = np.geomspace(0.05, 5.0, 60)
    losses = [-np.log(shares(sums[rows] / each)[range(len(rows)), columns] + 1e-12).mean() for each in tried]
    return float(tried[int(np.argmin(losses))])
