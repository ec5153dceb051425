"""What there is to learn from: reports that a unit took and kept, and categories as officers left them.

A correction is a lesson without more: what counts is the unit that took the report at last, and the category that stands
now. Of special reports nothing is learned."""

from collections.abc import Callable
from typing import Any

from django.db.models import F, QuerySet

from arcadumas.core.reports.models import Report, State
from arcadumas.core.suggestions import terms
from arcadumas.core.suggestions.models import Subject

TAKEN = (State.IN_WORK, State.ANSWERED, State.CLOSED)
AT_ONCE = 1_000
MOST = 40_000  # the newest
MOST_CHARACTERS = 6_000_000  # of those: what there is to learn from must fit into the memory of a small server


def routed() -> QuerySet[Report]:
    """Reports whose words may be learned from and whose unit is settled."""
    plain = Report.objects.filter(is_whistleblowing=False, about_officials=False).exclude(body="")
    return plain.filter(unit__isnull=False, unit__valid_to=None, state__in=TAKEN)


def categorised() -> QuerySet[Report]:
    """Imported ones too: SP4N's officers chose."""
    plain = Report.objects.filter(is_whistleblowing=False, about_officials=False).exclude(body="")
    return plain.filter(category__is_active=True).exclude(state=State.RECEIVED)


SOURCES: dict[str, tuple[Callable[[], QuerySet[Report]], str]] = {
    Subject.UNIT: (routed, "unit__code"),
    Subject.CATEGORY: (categorised, "category__code"),
}


def lessons(subject: str) -> tuple[list[str], list[str]]:
    """Texts and labels, the oldest first."""
    rows, name = SOURCES[subject]
    values: Any = rows().annotate(label=F(name)).order_by("-received_at", "-id")
    texts, labels, left = [], [], MOST_CHARACTERS
    for title, body, label in values.values_list("title", "body", "label")[:MOST].iterator(chunk_size=AT_ONCE):
        text = text_of(title, body)[: terms.MOST]
        left -= len(text)
        if left < 0:
            break
        texts.append(text)
        labels.append(label)
    return texts[::-1], labels[::-1]


def count(subject: str) -> int:
    return SOURCES[subject][0]().count()


def text_of(title: str, body: str) -> str:
    return f"{title}\n{body}"
