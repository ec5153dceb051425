"""Many reports at once: each by its own verb, rehearsed first. What is refused leaves the others alone."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from arcadumas.base.refusals import OutOfTurn, Refusal, Unfit
from arcadumas.core.handling import story
from arcadumas.core.reports.models import Report

MOST = 100
Act = Callable[[str, int | None], object]  # code, and the version that was looked at


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """`label` is the state it has or gets, in words; `refusal` why nothing is done with it, or ""; `version` that of a
    rehearsed report before it."""

    code: str
    label: str = ""
    refusal: str = ""
    version: int | None = None


def rehearse(codes: Sequence[str], act: Act) -> list[Outcome]:
    """What each would become as it stands now, and what is refused and why; nothing stays. Raises Unfit for none or too many."""
    return [_one(code, act, version=_version(code), is_kept=False) for code in _chosen(codes)]


def perform(codes: Sequence[str], act: Act, *, versions: Mapping[str, int] | None = None) -> list[Outcome]:
    """Each in a transaction of its own. One that somebody changed since its version of `versions` is left alone."""
    seen = versions or {}
    return [_one(code, act, version=seen.get(code), is_kept=True) for code in _chosen(codes)]


def _chosen(codes: Sequence[str]) -> list[str]:
    found = list(dict.fromkeys(codes))
    if not 0 < len(found) <= MOST:
        raise Unfit("bulk.number", _("Choose at least one report and at most {most}."), field="codes", most=MOST)
    return found


def _version(code: str) -> int | None:
    return Report.objects.filter(code=code).values_list("version", flat=True).first()


def _one(code: str, act: Act, *, version: int | None, is_kept: bool) -> Outcome:
    try:
        with transaction.atomic():
            act(code, version)
            report = Report.objects.get(code=code)
            outcome = Outcome(code=code, label=story.label(report), version=version)
            transaction.set_rollback(not is_kept)
    except Refusal as refusal:
        return Outcome(code=code, refusal=_why(refusal))
    return outcome


def _why(refusal: Refusal) -> str:
    """In a list of many without all that could be done instead: the report's own page offers that."""
    if isinstance(refusal, OutOfTurn) and refusal.code == "act.wrong_turn":
        return str(_("This report is {label}, so that cannot be done yet.")).format(label=refusal.values["label"])
    return str(refusal.sentence)
