"""The first three units and categories for a report, how sure, and because of which words. An officer decides."""

import logging
import time
from dataclasses import dataclass

from arcadumas.core.organisation.models import Unit
from arcadumas.core.reports.models import About, Category, Report
from arcadumas.core.suggestions import history
from arcadumas.core.suggestions.model import Choice, Model
from arcadumas.core.suggestions.models import Learned, Subject

log = logging.getLogger(__name__)
FEWEST = 200  # routed reports before anything is suggested
FAINT = 0.05  # less sure than this is not worth a line
FRESH = 60.0  # seconds that a process goes on with the model it has
_kept: dict[str, tuple[float, int, Model | None]] = {}  # by subject: looked at (monotonic), row, model


@dataclass(frozen=True, kw_only=True)
class Suggested:
    """`choices`: label is a unit's or category's code. `is_learned` is False while there is no model."""

    is_learned: bool
    choices: tuple[Choice, ...] = ()


def units(report: Report, *, among: frozenset[str] | None = None) -> Suggested:
    """Units in force that the report does not complain of; `among`: those that this officer may choose."""
    return _suggested(report, Subject.UNIT, among)


def categories(report: Report, *, among: frozenset[str] | None = None) -> Suggested:
    return _suggested(report, Subject.CATEGORY, among)


def _suggested(report: Report, subject: str, among: frozenset[str] | None) -> Suggested:
    model = current(subject)
    if model is None:
        return Suggested(is_learned=False)
    text = history.text_of(report.title, report.body)
    if report.is_whistleblowing or not text.strip():
        return Suggested(is_learned=True)
    open_ = _open(report, subject, model) if among is None else among
    ranked = model.rank(text, among=open_)
    return Suggested(is_learned=True, choices=tuple(each for each in ranked if each.confidence >= FAINT))


def _open(report: Report, subject: str, model: Model) -> frozenset[str]:
    if subject == Subject.CATEGORY:
        return frozenset(Category.objects.filter(is_active=True, code__in=model.labels).values_list("code", flat=True))
    accused = About.objects.filter(report=report, unit__isnull=False).values("unit")
    fit = Unit.objects.filter(code__in=model.labels, valid_to=None).exclude(pk__in=accused)
    return frozenset(fit.values_list("code", flat=True))


def current(subject: str) -> Model | None:
    """The model in force; asked of the database once a minute, read when it is another than before."""
    seen, row, model = _kept.get(subject, (-FRESH, 0, None))
    if time.monotonic() - seen < FRESH:
        return model
    newest = Learned.objects.filter(subject=subject, is_current=True).values_list("pk", flat=True).first() or 0
    if newest != row:
        model = _read(newest)
    _kept[subject] = time.monotonic(), newest, model
    return model


def _read(row: int) -> Model | None:
    content = Learned.objects.filter(pk=row).values_list("content", flat=True).first()
    try:
        return Model.read(bytes(content)) if content else None
    except ValueError as error:
        log.error("model %s cannot be read: %s", row, error)
        return None


def forget() -> None:
    """What this process keeps: after learning, and in tests."""
    _kept.clear()
