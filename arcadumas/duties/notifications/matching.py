"""Which rules speak to a journal line, and whom each of them names."""

from collections.abc import Iterator, Sequence
from typing import Any, Protocol

from arcadumas.core.organisation.powers import OVERSIGHT_CLASSES
from arcadumas.core.reports.models import Report
from arcadumas.duties.notifications.audiences import told
from arcadumas.duties.notifications.cases import Case
from arcadumas.duties.notifications.models import Rule
from arcadumas.duties.notifications.roster import Holder

SPECIAL_STEM, SPECIAL_PURPOSE, SPECIAL_LEVEL = "aduan_khusus", "special_received", "N4"
ALSO_OWN = {"identity_revealed", "link_used"}  # told even to whose own act it was, or seems to be


class Situation(Protocol):
    """What conditions look at: a Case, or one of the samples that must not go unsaid (vital.py)."""

    @property
    def facts(self) -> Any: ...
    @property
    def report(self) -> Any: ...
    @property
    def office(self) -> Any: ...
    @property
    def is_special(self) -> bool: ...
    @property
    def is_after_return(self) -> bool: ...


def matches(rule: Rule, case: Situation) -> bool:
    """Whether every condition of the row holds, beside days and hours."""
    return _fits_event(rule, case) and _fits_report(rule, case) and _fits_secrecy(rule, case)


def _fits_event(rule: Rule, case: Situation) -> bool:
    if any(getattr(case.facts, name, None) != value for name, value in rule.facts.items()):
        return False
    if rule.steps and getattr(case.facts, "step", "") not in rule.steps:
        return False
    if rule.hops_from and getattr(case.facts, "hops", 0) < rule.hops_from:
        return False
    return rule.after_return is None or rule.after_return == case.is_after_return


def _fits_report(rule: Rule, case: Situation) -> bool:
    report = case.report
    if rule.classes and report.report_class not in rule.classes:
        return False
    if rule.categories and not _topics(report) & set(rule.categories):
        return False
    goes_on = report.previous_id is not None or report.part_of_id is not None
    if rule.is_follow_up is not None and rule.is_follow_up != goes_on:
        return False
    if rule.only_urgent and not report.is_urgent:
        return False
    if rule.only_with_approval and not (case.office and case.office.answer_needs_approval):
        return False
    return not rule.only_oversight or report.report_class in OVERSIGHT_CLASSES


def _topics(report: Report) -> set[str]:
    """The code of its topic, and of the topic above."""
    topic = report.category
    above = topic.parent if topic else None
    return {each.code for each in (topic, above) if each}


def _fits_secrecy(rule: Rule, case: Situation) -> bool:
    """The reporter hears of a special report as of any other."""
    if rule.audience == "reporter" or rule.special in (Rule.Special.ALSO, Rule.Special.PLAIN):
        return True
    return case.is_special == (rule.special == Rule.Special.ONLY)


def words_for(rule: Rule, case: Case) -> tuple[str, str]:
    """(stem, purpose): of a special report staff are told that there is one, and nothing more."""
    if case.is_special and rule.audience != "reporter" and rule.special != Rule.Special.PLAIN:
        return SPECIAL_STEM, SPECIAL_PURPOSE
    return rule.stem, rule.purpose


def recipients(rule: Rule, case: Case) -> Sequence[Holder | None]:
    """None stands for the reporter. Whoever did the act is not told of it."""
    if rule.audience == "reporter":
        return [None] if case.has_reporter and not case.is_told_with_its_whole else []
    found = told(rule.audience, case, is_plain=rule.special == Rule.Special.PLAIN)
    if rule.purpose in ALSO_OWN:
        return found
    return [holder for holder in found if holder.person_id != case.event.by_id]


def choose(rules: Sequence[Rule], case: Case) -> Iterator[tuple[Rule, Holder | None]]:
    """Each recipient once for a purpose, each person once for a text: the first rule that names them counts."""
    seen: set[tuple[object, ...]] = set()
    for rule in rules:
        if rule.event != case.event.kind or not matches(rule, case):
            continue
        stem, purpose = words_for(rule, case)
        for holder in recipients(rule, case):
            keys: set[tuple[object, ...]] = {(purpose, holder.post_id if holder else None)}
            keys |= {(stem, "person", holder.person_id)} if holder else set()
            if not keys & seen:
                yield rule, holder
            seen |= keys
