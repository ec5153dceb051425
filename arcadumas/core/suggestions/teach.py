"""Learn from the installation's own reports and keep what was learned. Needs scikit-learn; run by a command and at night."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from arcadumas.base.refusals import OutOfTurn
from arcadumas.core.suggestions import history, learning, suggest
from arcadumas.core.suggestions.learning import Told
from arcadumas.core.suggestions.models import Learned, Subject

KEPT = 3  # of each subject


@dataclass(frozen=True, kw_only=True)
class Taught:
    subject: str
    examples: int
    labels: int
    size: int
    figures: dict[str, Any]

    def as_json(self) -> dict[str, Any]:
        return {"subject": self.subject, "examples": self.examples, "labels": self.labels, "model_bytes": self.size, "figures": self.figures}  # fmt: skip


def all_subjects(*, tell: Told) -> list[Taught]:
    """Units, and categories where there is enough of them. Raises OutOfTurn while there are too few routed reports."""
    taught = [from_history(Subject.UNIT, tell=tell)]
    if history.count(Subject.CATEGORY) >= suggest.FEWEST:
        taught.append(from_history(Subject.CATEGORY, tell=tell))
    return taught


def from_history(subject: str, *, tell: Told) -> Taught:
    texts, labels = history.lessons(subject)
    return from_texts(subject, texts, labels, tell=tell)


def from_texts(subject: str, texts: Sequence[str], labels: Sequence[str], *, tell: Told) -> Taught:
    """From the oldest to the newest. Raises OutOfTurn where that is too little to learn from."""
    if len(texts) < suggest.FEWEST:
        sentence = _("There are {n} routed reports; suggestions begin with {least}. Until then nothing is suggested.")
        raise OutOfTurn("suggestions.too_few", sentence, n=len(texts), least=suggest.FEWEST)
    try:
        learned = learning.learn(texts, labels, tell=tell)
    except learning.TooFew:
        sentence = _("All routed reports went to one place, so there is nothing to tell apart yet.")
        raise OutOfTurn("suggestions.one_label", sentence) from None
    content = learned.model.content()
    figures = learned.figures.as_json()
    _keep(subject, content, labels=len(learned.model.labels), examples=learned.examples, figures=figures)
    return Taught(subject=subject, examples=learned.examples, labels=len(learned.model.labels), size=len(content), figures=figures)  # fmt: skip


@transaction.atomic
def _keep(subject: str, content: bytes, *, labels: int, examples: int, figures: dict[str, Any]) -> None:
    older = Learned.objects.select_for_update().filter(subject=subject)
    older.filter(is_current=True).update(is_current=False)
    Learned.objects.create(
        subject=subject, content=content, labels=labels, examples=examples, figures=figures, at=timezone.now()
    )
    newest = Learned.objects.filter(subject=subject).order_by("-id").values_list("pk", flat=True)[:KEPT]
    older.exclude(pk__in=list(newest)).delete()
    suggest.forget()
