"""Rules and words are sown once, and what officials changed stays."""

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
    Rule.objects.filter(key="closed-head").update(is_active=False)
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
    Rule.objects.filter(key="returned-third").update(special="never", hops_from=9, mode="first_then")
    seeds.sow()
    assert Rule.objects.filter(key="returned-third").values().get() == {**shipped, "mode": "first_then"}


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
