"""How suggestions stand: how much there is to learn from, what was learned last, and how good it was."""

from dataclasses import dataclass
from datetime import datetime

from arcadumas.core.suggestions import history
from arcadumas.core.suggestions.models import Learned, Subject
from arcadumas.core.suggestions.suggest import FEWEST


@dataclass(frozen=True, kw_only=True)
class Standing:
    """`accuracy`, `top3`: shares from 0 to 1 on the newest fifth, before that was learned from too; None without a model."""

    subject: Subject
    there: int
    needed: int
    learned_at: datetime | None = None
    examples: int = 0
    labels: int = 0
    accuracy: float | None = None
    top3: float | None = None


def standing() -> list[Standing]:
    """One for each subject; a statement each, and one for what was learned."""
    learned = {row.subject: row for row in Learned.objects.filter(is_current=True).defer("content")}
    return [_one(subject, learned.get(subject)) for subject in Subject]


def _one(subject: Subject, row: Learned | None) -> Standing:
    there = history.count(subject)
    if row is None:
        return Standing(subject=subject, there=there, needed=FEWEST)
    return Standing(
        subject=subject, there=there, needed=FEWEST, learned_at=row.at, examples=row.examples, labels=row.labels,
        accuracy=row.figures.get("accuracy"), top3=row.figures.get("top3"),
    )  # fmt: skip
