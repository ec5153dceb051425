"""What must not go unsaid: without these notices a report would lie where nobody looks.

For each there must be one rule that is on, tells at once, and is not left to a digest.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from types import SimpleNamespace

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from arcadumas.duties.notifications import holding, matching
from arcadumas.duties.notifications.models import Rule, Urgency

Facts = dict[str, object]


@dataclass(frozen=True, kw_only=True)
class Vital:
    """An event as it may come, and the audience that must hear of it."""

    event: str
    to: str
    says: Promise | str
    facts: Facts = field(default_factory=dict)
    is_special: bool = False

    def is_told_by(self, rule: Rule) -> bool:
        """By this row alone, whatever the class, topic and urgency of the report."""
        if (rule.event, rule.audience) != (self.event, self.to) or not tells_at_once(rule):
            return False
        plain = SimpleNamespace(report_class="", is_urgent=False, previous_id=None, part_of_id=None, category=None)
        sample = SimpleNamespace(
            facts=SimpleNamespace(**self.facts), report=plain, office=None, is_special=self.is_special,
            is_after_return=False,
        )  # fmt: skip
        return matching.matches(rule, sample)


def tells_at_once(rule: Rule) -> bool:
    waits = rule.after_days or not holding.window_of(rule).is_always
    return rule.is_active and not waits and rule.urgency != Urgency.DIGEST


LEAD, SUPPORT = {"role": "lead", "is_ruling": False}, {"role": "support", "is_ruling": False}
RUNGS = {
    "holder": ("late", _("a broken promise, to whoever should have kept it")),
    "substitute": ("late_substitute", _("a broken promise, to the substitute")),
    "head": ("late_head", _("a broken promise, to the head of the unit")),
    "desk_and_secretary": ("desk_and_secretary", _("a broken promise, to front desk and Regional Secretary")),
    "regional_head": ("regional_head", _("a broken promise, to the regional head")),
}
VITAL: tuple[Vital, ...] = (
    Vital(event="received", to="front_desk", says=_("a new report")),
    Vital(event="received", to="inspectorate", says=_("a new special report"), is_special=True),
    Vital(event="received", to="reporter", says=_("the code of a report, to its reporter")),
    Vital(event="disposed", to="team", says=_("a disposition"), facts=LEAD),
    Vital(event="disposed", to="team", says=_("a disposition for help"), facts=SUPPORT),
    Vital(event="disposed", to="team", says=_("the disposition of a special report"), facts=LEAD, is_special=True),
    Vital(event="returned", to="front_desk", says=_("a report that was given back")),
    Vital(event="returned", to="front_desk", says=_("a special report that was given back"), is_special=True),
    Vital(event="reporter_replied", to="holder", says=_("a reporter's reply")),
    Vital(event="responded", to="reporter", says=_("the answer, to the reporter"), facts={"is_final": True}),
    Vital(event="objected", to="team", says=_("a reporter who says that it is not settled")),
    Vital(event="objected", to="team", says=_("an objection to a special report"), is_special=True),
    *[
        Vital(event="rung_climbed", to=to, says=says, facts={"audience": rung}, is_special=is_special)
        for rung, (to, says) in RUNGS.items()
        for is_special in (False, True)
    ],
    Vital(event="unreachable", to="desk_for_lost", says=_("a post that cannot be reached")),
)  # fmt: skip


def unsaid(rules: Iterable[Rule]) -> Iterator[Vital]:
    """What none of these rows says. Only events that some row speaks of are looked at."""
    rules = list(rules)
    events = {rule.event for rule in rules}
    for vital in VITAL:
        if vital.event in events and not any(vital.is_told_by(rule) for rule in rules):
            yield vital


def only_by(rule: Rule, rules: Iterable[Rule]) -> list[Vital]:
    """What this row says at once and none of the others does: why it cannot be switched off."""
    others = [each for each in rules if each.key != rule.key]
    found = [vital for vital in VITAL if vital.is_told_by(rule)]
    return [vital for vital in found if not any(vital.is_told_by(other) for other in others)]
