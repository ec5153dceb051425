"""The promise page's figures: read from the rules in force, never typed."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import get_language

from arcadumas.base import moments
from arcadumas.core.deadlines import rules
from arcadumas.core.deadlines.models import ReportClass, Step

FIGURES = {
    "verify": (Step.VERIFY, ReportClass.COMPLAINT),
    "answer": (Step.RESPOND, ReportClass.COMPLAINT),
    "settle": (Step.SETTLE, ReportClass.COMPLAINT),
    "oversight": (Step.SETTLE, ReportClass.COMPLAINT_OVERSIGHT),
    "information": (Step.SETTLE, ReportClass.INFORMATION_REQUEST),
    "aspiration": (Step.SETTLE, ReportClass.ASPIRATION),
    "confirm": (Step.REPORTER_REPLY, ReportClass.COMPLAINT),
}


@dataclass(frozen=True, kw_only=True)
class Promises:
    """`spans` holds «3 hari kerja» by name; one is missing where no rule binds the step. `notes` are the doubts."""

    spans: dict[str, str]
    rule: str
    notes: tuple[str, ...]


def promises(now: datetime) -> Promises:
    snapshot, language = rules.current(), get_language()
    found = {name: due for name, key in FIGURES.items() if (due := snapshot.due(*key, now))}
    doubted = [due.note or due.rule for due in found.values() if not due.verified]
    return Promises(
        spans={name: moments.span_words(due.amount, due.counted_in, language) for name, due in found.items()},
        rule=found["verify"].rule if "verify" in found else "",
        notes=tuple(dict.fromkeys(doubted)),
    )
