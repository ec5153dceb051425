"""Rules and words are sown once, and what officials changed stays."""

from datetime import time
from typing import Any

import pytest

from arcadumas.core.reports import described, facts
from arcadumas.duties.notifications import seeds
from arcadumas.duties.notifications.audiences import AUDIENCES
from arcadumas.duties.notifications.labels import lists
from arcadumas.duties.notifications.models import Rule, Words
from arcadumas.duties.notifications.ruling import CHANGEABLE
from arcadumas.duties.notifications.texts import load_files
from arcadumas.duties.notifications.values import VALUES

TEXTS = {text.stem: text for text in load_files() if text.language == "id"}
RULES = seeds.shipped_rules()
PUT_IN_BY_HAND = {"aduan_beberapa", "aduan_tak_terjangkau"}  # their values come from what happened to messages

pytestmark = pytest.mark.django_db


def test_sowing_twice_changes_nothing():
    seeds.sow()
    before = list(Rule.objects.order_by("id").values()), list(Words.objects.order_by("id").values())
    seeds.sow()
    assert (list(Rule.objects.order_by("id").values()), list(Words.objects.order_by("id").values())) == before


def test_the_demo_alone_tells_the_regional_head_of_every_disposition():
    seeds.sow()
    assert not Rule.objects.filter(key="disposed-leader-always").exists()
    seeds.sow(demo=True)
    assert Rule.objects.get(key="disposed-leader-always").audience == "regional_head"


def test_what_an_official_changed_stays():
    seeds.sow()
    Rule.objects.filter(key="closed-head").update(is_active=False, revision=1)
    own = Words.objects.get(stem="aduan_baru", language="id")
    own.is_current = False
    own.save()
    Words.objects.create(**{**_values(own), "version": 2, "header": "Kata kami", "is_current": True})
    seeds.sow()
    assert Rule.objects.get(key="closed-head").is_active is False
    assert Words.objects.get(stem="aduan_baru", language="id", is_current=True).header == "Kata kami"


def test_what_no_official_can_change_follows_the_product():
    seeds.sow()
    shipped = Rule.objects.filter(key="returned-third").values().get()
    Rule.objects.filter(key="returned-third").update(special="never", hops_from=9, mode="first_then", revision=1)
    seeds.sow()
    kept = {**shipped, "mode": "first_then", "revision": 1}
    assert Rule.objects.filter(key="returned-third").values().get() == kept


def test_a_rule_that_no_official_has_changed_follows_the_product():
    seeds.sow()
    shipped = Rule.objects.filter(key="closed-reporter-by-system").values().get()
    Rule.objects.filter(key="closed-reporter-by-system").update(from_time=None, to_time=None)
    seeds.sow()
    assert Rule.objects.filter(key="closed-reporter-by-system").values().get() == shipped


def test_what_a_clock_alone_brings_about_reaches_reporters_by_day():
    """Every line that the house writes by itself, of which a reporter is told."""
    by_clock = {key for key, rule in RULES.items() if rule["audience"] == "reporter" and _is_of_a_clock(rule)}
    assert by_clock == {
        "reminded-facts", "reminded-word", "closed-reporter-by-system", "resumed-reporter-at-limit", "rung-reporter",
    }  # fmt: skip
    hours = {(rule.from_time, rule.to_time) for rule in map(_shipped, by_clock)}
    assert hours == {(time(7), time(20))}


def _is_of_a_clock(rule: dict[str, Any]) -> bool:
    of_the_house = {"by": "system", "cause": "limit"}
    by_itself = any(rule.get("facts", {}).get(name) == value for name, value in of_the_house.items())
    return by_itself or rule["event"] in {"promise_warned", "promise_broken", "rung_climbed"}


def _shipped(key: str) -> Rule:
    return Rule(**{name: value for name, value in RULES[key].items() if name != "demo"})


def test_each_column_of_a_rule_is_the_products_or_the_officials():
    columns = {field.name for field in Rule._meta.fields}
    assert columns - {"id", "key", "revision"} == {*seeds.FIXED, *CHANGEABLE}
    assert set(seeds.FIXED) & set(CHANGEABLE) == set()


def _values(words: Words) -> dict[str, object]:
    return {field.name: getattr(words, field.name) for field in Words._meta.fields if field.name != "id"}


@pytest.mark.parametrize("key", RULES)
def test_every_rule_names_what_there_is(key):
    rule = RULES[key]
    text = TEXTS[rule["stem"]]
    known = set(described._KNOWN[rule["event"], 1].__dataclass_fields__)
    assert rule["event"] in facts.kinds()
    assert rule["audience"] in {*AUDIENCES, "reporter"}
    assert rule["purpose"] in text.purposes
    assert set(rule.get("facts", {})) <= known
    assert (rule["audience"] == "reporter") == (text.audience == ("reporter",))
    assert rule.get("cause", "") in {"", *lists()["cause"]}


@pytest.mark.parametrize("stem", sorted({rule["stem"] for rule in RULES.values()} - PUT_IN_BY_HAND))
def test_every_value_of_a_text_in_use_can_be_had(stem):
    assert set(TEXTS[stem].variables) - set(VALUES) == set()
