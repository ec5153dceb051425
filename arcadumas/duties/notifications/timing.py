"""Hours of rules and wishes of recipients, read for a batch: which channels are taken, and until when a notice waits.

Nothing that is urgent waits, and nobody can silence a rule by a wish: when no channel is left, all of the rule's are used.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from arcadumas.core.deadlines import rules as deadlines
from arcadumas.core.deadlines.workdays import Calendar
from arcadumas.duties.notifications import holding
from arcadumas.duties.notifications.cases import Case
from arcadumas.duties.notifications.models import Notice, Rule, Urgency
from arcadumas.duties.notifications.roster import Holder
from arcadumas.duties.notifications.wishes import Preference


@dataclass(frozen=True, kw_only=True)
class Held:
    until: datetime
    why: str


class Timing:
    """One statement for the wishes; one more for the calendar where a rule or a wish asks for it."""

    def __init__(self, person_ids: Iterable[int]) -> None:
        self.wishes = Preference.objects.in_bulk(set(person_ids))

    @cached_property
    def calendar(self) -> Calendar:
        return deadlines.current().calendar

    def speaks(self, rule: Rule, case: Case) -> bool:
        """False outside the days and hours of a rule that then tells nobody."""
        if rule.outside != Rule.Outside.DROP or is_urgent(rule, case):
            return True
        return holding.is_open(holding.window_of(rule), case.event.at, self.calendar)

    def held(self, notice: Notice, rule: Rule, at: datetime) -> Held | None:
        """Whether the rule holds a new notice at the moment `at`. Its hours count from when it happened."""
        waits = rule.after_days or not holding.window_of(rule).is_always
        if notice.urgency == Urgency.URGENT or not waits or notice.event is None:
            return None
        until = holding.told_at(rule, notice.event.at, self.calendar)
        return Held(until=until, why=Notice.Why.RULE) if until > at else None

    def quiet(self, holder: Holder | None, at: datetime) -> Held | None:
        return self.quiet_of(holder.person_id, at) if holder else None

    def quiet_of(self, person_id: int, at: datetime) -> Held | None:
        wish = self.wishes.get(person_id)
        if wish is None or wish.quiet_from is None:
            return None
        until = holding.quiet_until(wish, at, self.calendar)
        return Held(until=until, why=Notice.Why.QUIET) if until else None

    def allowed(self, found: Sequence[str], rule: Rule | None) -> list[str]:
        return _narrowed(found, rule.channels if rule else ())

    def channels(self, found: Sequence[str], notice: Notice, rule: Rule | None, holder: Holder | None) -> list[str]:
        """Of the channels that can be used: those the rule allows, of these those the recipient prefers."""
        allowed = self.allowed(found, rule)
        is_firm = notice.urgency == Urgency.URGENT or (rule is not None and rule.is_firm)
        wish = self.wishes.get(holder.person_id) if holder else None
        return allowed if is_firm or wish is None else _narrowed(allowed, wish.channels)


def is_urgent(rule: Rule, case: Case) -> bool:
    return case.report.is_urgent or rule.urgency == Urgency.URGENT


def _narrowed(found: Sequence[str], names: Iterable[str]) -> list[str]:
    return [channel for channel in found if channel in set(names)] or list(found)
