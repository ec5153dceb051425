"""Many reports at once: each by its own verb, rehearsed first. What is refused leaves the others alone."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from arcadumas.base.refusals import Refusal, Unfit
from arcadumas.core.handling import story
from arcadumas.core.reports.models import Report

MOST = 100
Act = Callable[[str], object]


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """`label` is the state it has or gets, in words; `refusal` why nothing is done with it, or ""."""

    code: str
    label: str = ""
    refusal: str = ""


def rehearse(codes: Sequence[str], act: Act) -> list[Outcome]:
    """What each would become, and what is refused and why; nothing stays. Raises Unfit for none or too many."""
    return [_one(code, act, is_kept=False) for code in _chosen(codes)]


def perform(codes: Sequence[str], act: Act) -> list[Outcome]:
    """Each in a transaction of its own."""
    return [_one(code, act, is_kept=True) for code in _chosen(codes)]


def _chosen(codes: Sequence[str]) -> list[str]:
    found = list(dict.fromkeys(codes))
    if not 0 < len(found) <= MOST:
        raise Unfit("bulk.number", _("Choose at least one report and at most {most}."), field="codes", most=MOST)
    return found


def _one(code: str, act: Act, *, is_kept: bool) -> Outcome:
    try:
        with transaction.atomic():
            act(code)
            report = Report.objects.get(code=code)
            outcome = Outcome(code=code, label=story.label(report))
            transaction.set_rollback(not is_kept)
    except Refusal as refusal:
        return Outcome(code=code, refusal=str(refusal.sentence))
    return outcome
