"""The head of the front desk adds a rule out of the events and words that exist, and ends one that was added.

What the product ships is a pattern: its words with its conditions of the event, told to somebody else or in another way.
An added rule never tells of special reports, and comes after the shipped ones: nobody hears the same thing twice.
"""

import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from arcadumas.base.refusals import OutOfTurn, Stale, Unfit
from arcadumas.core.audit import trail
from arcadumas.core.audit.models import Entry
from arcadumas.core.organisation import powers
from arcadumas.core.organisation.actors import Actor
from arcadumas.duties.notifications import links, ruling, saying, vital
from arcadumas.duties.notifications.models import Rule, Words
from arcadumas.duties.notifications.ruling import CHANGEABLE, Values
from arcadumas.duties.notifications.seeds import shipped_rules

ADDED, ENDED = "rule_added", "rule_ended"
OWN = "own-"
POSITION = 150
LEADERS, LEADERS_PURPOSE, CHOSEN = "aduan_pimpinan", "brought_to_leader", "chosen"
TO_LEADERS = frozenset({"regional_head", "secretary"})  # who may give the instruction that these words offer
ANYBODY = frozenset({"front_desk", "team", "head", "holder", "leader", "inspectorate", *TO_LEADERS})
OF_EVENT = ("facts", "steps", "hops_from", "after_return", "is_follow_up", "is_once", "only_with_approval")
BY_THEMSELVES = ("imported", "unreachable")  # told by the system's own hand: no rule can be added


@dataclass(frozen=True, kw_only=True)
class Pattern:
    """Words that fit an event, under which conditions of it, and who may be told in them."""

    stem: str
    purpose: str
    audiences: frozenset[str]
    conditions: Mapping[str, Any] = field(default_factory=dict)
    cause: str = ""

    def rule(self, event: str, audience: str) -> Rule:
        return Rule(
            key=f"{OWN}{secrets.token_hex(4)}", event=event, audience=audience, stem=self.stem, purpose=self.purpose,
            cause=self.cause, position=POSITION, **self.conditions,
        )  # fmt: skip


def events() -> list[str]:
    """In the order of a report's way."""
    return [kind for kind in saying.EVENTS if kind not in BY_THEMSELVES]


def patterns(event: str) -> dict[str, Pattern]:
    """By name: those of the shipped rules of this event, and the words to leaders, which fit every one. One statement."""
    if event not in events():
        return {}
    rows = {key: row for key, row in shipped_rules().items() if row["event"] == event and row.get("special") != "only"}
    stems = {row["stem"] for row in rows.values()}
    acting = {
        words.stem: any(button["act"] not in links.VIEWS for button in words.buttons)
        for words in Words.objects.filter(stem__in=stems, is_current=True, language="id")
    }
    found: dict[str, Pattern] = {}
    for key, row in rows.items():
        one = Pattern(
            stem=row["stem"], purpose=row["purpose"], audiences=_audiences(row, is_acting=acting.get(row["stem"], True)),
            conditions={name: row[name] for name in OF_EVENT if name in row}, cause=row.get("cause", ""),
        )  # fmt: skip
        if one.stem != LEADERS and one not in found.values():
            found[key] = one
    leaders = Pattern(stem=LEADERS, purpose=LEADERS_PURPOSE, audiences=TO_LEADERS, cause=CHOSEN)
    return {**found, "leaders": leaders}


def _audiences(row: Mapping[str, Any], *, is_acting: bool) -> frozenset[str]:
    """Words to the reporter are for the reporter, and those to a body outside for it; words with a button that does something for those who get them already."""
    if row["audience"] in ("reporter", "outside"):
        return frozenset({row["audience"]})
    alike = {each["audience"] for each in shipped_rules().values() if each["stem"] == row["stem"]}
    return frozenset(alike if is_acting else alike | ANYBODY)


def is_own(rule: Rule) -> bool:
    return rule.key.startswith(OWN)


@transaction.atomic
def add(*, by: Actor, event: str, words: str, audience: str, values: Values) -> Rule:
    """`words` names a pattern of the event. Raises Powerless (403), Unfit (422)."""
    seat = powers.require(by, "rules")
    pattern = patterns(event).get(words)
    if pattern is None:
        raise Unfit("rule.words", _("Choose the words from the list."), field="words")
    if audience not in pattern.audiences:
        sentence = _("These words are not for {who}. Choose other words, or somebody else.")
        raise Unfit("rule.audience", sentence, field="audience", who=saying.audience(audience))
    rule = pattern.rule(event, audience)
    for name in CHANGEABLE:
        setattr(rule, name, values.get(name, getattr(rule, name)))
    if errors := [*ruling.errors(rule), *_there(rule)]:
        raise Unfit.together(errors)
    rule.save(force_insert=True)
    trail.record(ADDED, by=by.login, post=seat.title, via=by.via, subject=f"{ruling.ALIKE}{rule.key}", **_whole(rule))
    return rule


def _there(rule: Rule) -> Iterator[Unfit]:
    """Not the same rule twice."""
    names = ("event", "audience", "stem", *OF_EVENT, *CHANGEABLE)
    for other in Rule.objects.select_for_update().filter(event=rule.event, audience=rule.audience, stem=rule.stem):
        if all(getattr(other, name) == getattr(rule, name) for name in names):
            yield Unfit("rule.there", _("There is a rule already that says just this. Choose something else."))
            return


@transaction.atomic
def end(key: str, *, by: Actor, revision: int) -> None:
    """Raises Powerless (403), Unseen (404), Stale (412), OutOfTurn (409) for one that the product ships, and when something
    vital would go unsaid."""
    seat = powers.require(by, "rules")
    rules = ruling.locked(key)
    rule = rules[key]
    if not is_own(rule):
        raise OutOfTurn("rule.shipped", _("This rule came with the product. It can be switched off, and not ended."))
    if rule.revision != revision:
        raise Stale("rule.stale", ruling.STALE, version=rule.revision)
    was_unsaid = {id(each) for each in vital.unsaid(rules.values())}
    ruling.require_said([each for each in rules.values() if each.key != key], was_unsaid)
    rule.delete()
    trail.record(ENDED, by=by.login, post=seat.title, via=by.via, subject=f"{ruling.ALIKE}{key}", **_whole(rule))


def _whole(rule: Rule) -> dict[str, Any]:
    named = {name: getattr(rule, name) for name in ("event", "audience", "stem")}
    return {**named, **{name: value for name, value in ruling.plain(rule).items() if value not in ([], None, False)}}


def origin(rule: Rule) -> Entry | None:
    """Who added it, and when."""
    return Entry.objects.filter(act=ADDED, subject=f"{ruling.ALIKE}{rule.key}").order_by("-seq").first()
