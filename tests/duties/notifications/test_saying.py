"""Rules in words: every event and audience that a shipped rule names has them."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.utils import translation

from arcadumas.duties.notifications import audiences, saying, vital
from arcadumas.duties.notifications.models import Rule
from arcadumas.duties.notifications.seeds import shipped_rules


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


SHIPPED = {key: Rule(key=key, **{n: v for n, v in row.items() if n != "demo"}) for key, row in shipped_rules().items()}


def test_every_event_and_audience_has_its_words() -> None:
    assert {rule.event for rule in SHIPPED.values()} - set(saying.EVENTS) == set()
    assert {*audiences.AUDIENCES, "reporter"} - set(saying.AUDIENCES) == set()


def test_every_fact_that_a_reader_should_know_has_its_words() -> None:
    silent = {
        ("notify", "True"),
        ("is_newer", "False"),
        ("is_main", "True"),
        ("is_main", "False"),
    }  # how the event comes, not a choice
    facts = {(name, str(value)) for rule in SHIPPED.values() for name, value in rule.facts.items()}
    assert facts - set(saying.FACTS) - silent == set()


@pytest.mark.parametrize(
    "values, words",
    [
        ({}, "WhatsApp and e-mail at once"),
        ({"mode": "first_then", "minutes": 20}, "WhatsApp, then e-mail after 20 minutes"),
        ({"channels": ["email"]}, "e-mail"),
    ],
)
def test_the_ways_are_named(values: dict[str, Any], words: str) -> None:
    assert saying.ways(Rule(**values)) == words


def test_what_must_be_so_is_named_with_what_it_is_called() -> None:
    rule = Rule(categories=["jalan"], hops_from=3, after_return=False, only_working_days=True, outside="drop")
    said = saying.conditions(rule, {"jalan": "Roads"})
    assert "only of the topics: Roads" in said
    assert "from return number 3 on" in said
    assert "outside these hours it tells nobody" in said


def test_a_rule_is_needed_only_while_no_other_says_the_same() -> None:
    one, other = (Rule(key=key, event="received", audience="front_desk", special="also") for key in ("one", "other"))
    assert [each.to for each in vital.only_by(one, [one])] == ["front_desk"]
    assert vital.only_by(one, [one, other]) == []
    other.is_active = False
    assert vital.only_by(one, [one, other]) != []
