"""The head of the front desk changes who hears what. Each change is one line of the audit, from which it can be undone."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import time
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from arcadumas.base.refusals import OutOfTurn, Stale, Unfit, Unseen
from arcadumas.core.audit import trail
from arcadumas.core.audit.models import Entry
from arcadumas.core.deadlines.models import ReportClass
from arcadumas.core.organisation import powers
from arcadumas.core.organisation.actors import Actor
from arcadumas.core.reports.models import Category
from arcadumas.duties.notifications import holding, vital
from arcadumas.duties.notifications.models import Channel, Mode, Rule, Urgency
from arcadumas.duties.notifications.seeds import shipped_rules

ACT, ALIKE = "rule_changed", "notice_rule:"
CHANGEABLE = (
    "is_active", "channels", "mode", "minutes", "urgency", "is_firm", "classes", "categories", "only_urgent", "weekdays",
    "only_working_days", "from_time", "to_time", "after_days", "outside",
)  # fmt: skip
LONGEST_MINUTES, LONGEST_DAYS = 1_440, 10
STALE = _("Somebody changed this rule meanwhile. Look at it as it stands now, then change it again.")
FREE_DAYS = frozenset({6, 7})
Values = Mapping[str, Any]


@transaction.atomic
def change(key: str, *, by: Actor, revision: int, values: Values) -> Rule:
    """Give a rule new values for some of CHANGEABLE.

    Raises Powerless (403), Unseen (404), Stale (412) when somebody changed it since `revision`, Unfit (422) for values
    that do not go together, OutOfTurn (409) when something vital would go unsaid. Locks the rules of the event."""
    seat = powers.require(by, "rules")
    rules = locked(key)
    rule = rules[key]
    if rule.revision != revision:
        raise Stale("rule.stale", STALE, version=rule.revision)
    before = plain(rule)
    was_unsaid = {id(each) for each in vital.unsaid(rules.values())}
    for name in CHANGEABLE:
        setattr(rule, name, values.get(name, getattr(rule, name)))
    if wrong := list(errors(rule)):
        raise Unfit.together(wrong)
    require_said(rules.values(), was_unsaid)
    after = plain(rule)
    changed = {name: [before[name], after[name]] for name in CHANGEABLE if before[name] != after[name]}
    if changed:
        rule.revision += 1
        rule.save()
        trail.record(ACT, by=by.login, post=seat.title, via=by.via, subject=f"{ALIKE}{key}", **changed)
    return rule


def put_back(key: str, *, by: Actor, revision: int) -> Rule:
    """As the product ships it. Raises as `change`, and OutOfTurn (409) for a rule that it does not ship."""
    values = shipped(key)
    if values is None:
        raise OutOfTurn("rule.not_shipped", _("This rule did not come with the product, so it cannot be put back."))
    return change(key, by=by, revision=revision, values=values)


def undo(key: str, *, by: Actor, revision: int) -> Rule:
    """As before the newest change. Raises as `change`, and OutOfTurn (409) when nobody has changed it."""
    newest = changes(key)[:1]
    if not newest:
        raise OutOfTurn("rule.unchanged", _("Nobody has changed this rule, so there is nothing to undo."))
    before = {name: _read(name, pair[0]) for name, pair in newest[0].facts.items() if name in CHANGEABLE}
    return change(key, by=by, revision=revision, values=before)


def changes(key: str) -> list[Entry]:
    """The newest first."""
    return list(Entry.objects.filter(act=ACT, subject=f"{ALIKE}{key}").order_by("-seq")[:10])


def newest(rules: Iterable[Rule]) -> dict[str, Entry]:
    """The last change of each rule that officials have changed, by key. One statement."""
    subjects = [f"{ALIKE}{rule.key}" for rule in rules if rule.revision]
    if not subjects:
        return {}
    rows = Entry.objects.filter(act=ACT, subject__in=subjects).order_by("subject", "-seq").distinct("subject")
    return {row.subject.removeprefix(ALIKE): row for row in rows}


def shipped(key: str) -> dict[str, Any] | None:
    """The changeable values as the product ships them; None for a rule of the officials' own."""
    row = shipped_rules().get(key)
    if row is None:
        return None
    as_sown = Rule(**{name: value for name, value in row.items() if name != "demo"})
    return {name: getattr(as_sown, name) for name in CHANGEABLE}


def is_as_shipped(rule: Rule) -> bool:
    values = shipped(rule.key)
    return values is not None and all(getattr(rule, name) == value for name, value in values.items())


def plain(rule: Rule) -> dict[str, Any]:
    """The changeable values as JSON has them."""
    values = {name: getattr(rule, name) for name in CHANGEABLE}
    return {name: f"{value:%H:%M}" if isinstance(value, time) else value for name, value in values.items()}


def _read(name: str, value: Any) -> Any:
    return time.fromisoformat(value) if name in {"from_time", "to_time"} and value else value


def locked(key: str) -> dict[str, Rule]:
    """All rules of the event, so that two officials cannot switch off the last two at once."""
    event = Rule.objects.filter(key=key).values("event")
    rules = {rule.key: rule for rule in Rule.objects.select_for_update().filter(event__in=event).order_by("id")}
    if key not in rules:
        raise Unseen("rule.not_seen", _("There is no such rule. Go back to the list and choose one."))
    return rules


def require_said(rules: Iterable[Rule], was_unsaid: set[int]) -> None:
    """Raises OutOfTurn when nobody would hear at once of what somebody heard of before."""
    lost = [each for each in vital.unsaid(rules) if id(each) not in was_unsaid]
    if lost:
        sentence = _(
            "Then nobody would hear at once of {what}. Leave this rule on for every report and at any hour, or first change another rule so that it tells of it."
        )
        raise OutOfTurn("rule.vital", sentence, what=lost[0].says)


# -- What does not go together -----------------------------------------------------------------------------------------
def errors(rule: Rule) -> Iterator[Unfit]:
    yield from _known_values(rule)
    yield from _ways(rule)
    yield from _hours(rule)


def _known_values(rule: Rule) -> Iterator[Unfit]:
    known: dict[str, set[Any]] = {
        "channels": set(Channel.values),
        "classes": set(ReportClass.values),
        "weekdays": set(range(1, 8)),
        "mode": set(Mode.values),
        "urgency": set(Urgency.values),
        "outside": set(Rule.Outside.values),
    }
    for name, allowed in known.items():
        value = getattr(rule, name)
        if set(value if isinstance(value, list) else [value]) - allowed:
            yield Unfit("rule.value", _("Choose from the list."), field=name)
    topics = set(rule.categories)
    if topics and topics - set(Category.objects.filter(code__in=topics).values_list("code", flat=True)):
        yield Unfit("rule.value", _("Choose from the list."), field="categories")


def _ways(rule: Rule) -> Iterator[Unfit]:
    if rule.mode == Mode.FIRST_THEN and len(set(rule.channels or Channel.values)) < 2:
        yield Unfit(
            "rule.one_channel", _("“One, then the other” needs both channels. Choose both, or “at once”."), field="mode"
        )
    if not 1 <= rule.minutes <= LONGEST_MINUTES:
        sentence = _("Choose between 1 and {most} minutes.")
        yield Unfit("rule.minutes", sentence, field="minutes", most=LONGEST_MINUTES)
    if rule.urgency == Urgency.DIGEST and rule.audience == "reporter":
        yield Unfit(
            "rule.digest", _("Only officers get a digest. A reporter is told of each thing by itself."), field="urgency"
        )


def _hours(rule: Rule) -> Iterator[Unfit]:
    window = holding.window_of(rule)
    if window.opens is not None and window.opens == window.closes:
        yield Unfit(
            "rule.no_hour",
            _("These hours end when they begin. Choose a later end, or leave both empty."),
            field="to_time",
        )
    if rule.only_working_days and rule.weekdays and set(rule.weekdays) <= FREE_DAYS:
        yield Unfit(
            "rule.no_day",
            _("Saturday and Sunday are never working days. Add another day, or take the tick away."),
            field="weekdays",
        )
    if not 0 <= rule.after_days <= LONGEST_DAYS:
        yield Unfit("rule.days", _("Choose between 0 and {most} working days."), field="after_days", most=LONGEST_DAYS)
    if rule.outside == Rule.Outside.DROP and rule.after_days:
        yield Unfit(
            "rule.drop_waits",
            _("A rule that tells nobody outside its hours cannot also wait. Choose one of the two."),
            field="after_days",
        )
    if rule.outside == Rule.Outside.DROP and window.is_always:
        yield Unfit(
            "rule.drop_always",
            _("Without days or hours there is nothing outside them. Choose some, or let it wait."),
            field="outside",
        )
