"""Who hears what: a list that says it in words, a form with every changeable field, and a past that can be undone."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from arcadumas.core.audit.models import Entry
from arcadumas.duties.notifications.models import Rule
from arcadumas.edges.pages.settings.notice_forms import initial
from tests.edges.pages.conftest import SignsIn

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("cast")]
LIST = "/pengaturan/pemberitahuan/"
KEY = "disposed-leader-chosen"
AT = f"{LIST}{KEY}/"


def shown(key: str = KEY, **values: Any) -> dict[str, Any]:
    """What a browser sends back for a form that nobody has touched, and what was changed in it."""
    rule = Rule.objects.get(key=key)
    found = {name: "on" if value is True else value for name, value in initial(rule).items()}
    return {
        name: value for name, value in (found | values).items() if not (value is None or value is False or value == "")
    }


@pytest.mark.parametrize("role", ["front_officer", "pupr_admin", "regional_head", "engineer"])
def test_others_may_neither_look_nor_change(signs_in: SignsIn, role: str) -> None:
    client = signs_in(role)
    assert {client.get(page).status_code for page in (LIST, AT)} == {403}
    posts = {client.post(page, shown()).status_code for page in (AT, f"{AT}pembatalan/", f"{AT}bawaan/")}
    assert (posts, Entry.objects.count()) == ({403}, 0)


def test_the_list_says_each_rule_in_words(signs_in: SignsIn) -> None:
    Rule.objects.filter(key=KEY).update(from_time="16:00", after_days=1, classes=["complaint"], weekdays=[1, 5])
    page = signs_in("front_head").get(f"{LIST}?lihat=kepala-daerah").content.decode()
    for words in ("A report is passed on to a unit", "The regional head", "Only from 16:00 on", "Monday, Friday", "Only of the classes: Complaint", "Once 1 working day has passed"):  # fmt: skip
        assert words in page, words
    assert ">The reporter<" not in page


@pytest.mark.parametrize("look, found", [("mati", [KEY]), ("berubah", ["received-front-desk"])])
def test_the_list_is_narrowed(signs_in: SignsIn, look: str, found: list[str]) -> None:
    Rule.objects.filter(key="received-front-desk").update(minutes=7, revision=1)
    Rule.objects.exclude(key=KEY).update(is_active=True)
    page = signs_in("front_head").get(f"{LIST}?lihat={look}").content.decode()
    assert [key for key in Rule.objects.values_list("key", flat=True) if f"{LIST}{key}/" in page] == found


def test_the_list_asks_as_much_for_many_rules_as_for_one(signs_in: SignsIn) -> None:
    client = signs_in("front_head")
    client.post(f"{LIST}received-front-desk/", shown("received-front-desk", minutes=9))
    numbers = []
    for number in (3, 1):
        Rule.objects.exclude(key__in=["received-front-desk", KEY, "disposed-team"][:number]).delete()
        with CaptureQueriesContext(connection) as seen:
            client.get(LIST)
        numbers.append(len(seen))
    assert numbers[0] == numbers[1]


def test_every_changeable_field_is_kept_and_written_down(signs_in: SignsIn) -> None:
    answer = signs_in("front_head").post(AT, shown(
        is_active="on", channels=["email"], mode="both", minutes="15", urgency="urgent", is_firm="on", only_urgent="on",
        classes=["complaint"], categories=[], weekdays=["1", "5"], only_working_days="on", from_time="16:00", to_time="20:00",
        after_days="1", outside="wait",
    ))  # fmt: skip
    assert answer.status_code == 303
    rule = Rule.objects.get(key=KEY)
    assert (rule.is_active, rule.channels, rule.minutes, rule.urgency, rule.is_firm) == (
        True,
        ["email"],
        15,
        "urgent",
        True,
    )
    assert (rule.classes, rule.weekdays, rule.after_days, f"{rule.from_time:%H.%M}") == (
        ["complaint"],
        [1, 5],
        1,
        "16.00",
    )
    entry = Entry.objects.get(act="rule_changed")
    assert (entry.by, entry.facts["weekdays"]) == ("kominfo.kepala", [[], [1, 5]])
    page = signs_in("front_head").get(AT).content.decode()
    assert ("kominfo.kepala" in page, "nothing set → Monday, Friday" in page) == (True, True)


def test_an_untouched_form_changes_nothing(signs_in: SignsIn) -> None:
    client = signs_in("front_head")
    for key in Rule.objects.values_list("key", flat=True):
        assert client.post(f"{LIST}{key}/", shown(key)).status_code == 303, key
    assert Entry.objects.count() == 0


@pytest.mark.parametrize(
    "wrong, sentence",
    [
        ({"channels": []}, "No channel is ticked"),
        ({"channels": ["email"], "mode": "first_then"}, "needs both channels"),
        ({"minutes": "0"}, "between 1 and"),
        ({"from_time": "16:00", "to_time": "16:00"}, "end when they begin"),
        ({"weekdays": ["6", "7"], "only_working_days": "on"}, "never working days"),
        ({"after_days": "11"}, "between 0 and 10"),
        ({"outside": "drop"}, "Without days or hours"),
        ({"classes": ["gossip"]}, "gossip"),
    ],
)
def test_what_does_not_go_together_is_said_at_its_field(
    signs_in: SignsIn, wrong: dict[str, Any], sentence: str
) -> None:
    answer = signs_in("front_head").post(AT, shown(**wrong))
    assert (answer.status_code, sentence in answer.content.decode(), Entry.objects.count()) == (422, True, 0)


def test_what_is_vital_is_explained_and_not_switched_off(signs_in: SignsIn) -> None:
    client, key = signs_in("front_head"), "disposed-team"
    at = f"{LIST}{key}/"
    assert "cannot be switched off" in client.get(at).content.decode()
    assert "cannot be switched off" not in client.get(AT).content.decode()
    values = shown(key)
    del values["is_active"]
    answer = client.post(at, values)
    assert (answer.status_code, "nobody would hear at once of" in answer.content.decode()) == (409, True)
    assert Rule.objects.get(key=key).is_active


def test_a_stale_form_is_told_and_keeps_what_was_written(signs_in: SignsIn) -> None:
    client, mine = signs_in("front_head"), shown(minutes="44", is_active="on")
    client.post(AT, shown(minutes="11"))
    answer = client.post(AT, mine)
    page = answer.content.decode()
    assert (answer.status_code, "meanwhile" in page, 'value="44"' in page) == (412, True, True)
    assert Rule.objects.get(key=KEY).minutes == 11


def test_the_last_change_is_undone_and_what_was_shipped_comes_back(signs_in: SignsIn) -> None:
    client = signs_in("front_head")
    client.post(AT, shown(minutes="11"))
    client.post(AT, shown(minutes="12"))
    assert client.post(f"{AT}pembatalan/", {"revision": "2"}).status_code == 303
    assert Rule.objects.get(key=KEY).minutes == 11
    assert client.post(f"{AT}bawaan/", {"revision": "2"}).status_code == 412
    assert client.post(f"{AT}bawaan/", {"revision": "3"}).status_code == 303
    assert Rule.objects.get(key=KEY).minutes == 30
    assert Entry.objects.filter(act="rule_changed").count() == 4


def test_what_nobody_changed_cannot_be_undone(signs_in: SignsIn) -> None:
    answer = signs_in("front_head").post(f"{AT}pembatalan/", {"revision": "0"})
    assert (answer.status_code, "nothing to undo" in answer.content.decode()) == (409, True)


def test_an_unknown_rule_is_nowhere(signs_in: SignsIn) -> None:
    client = signs_in("front_head")
    assert {client.get(f"{LIST}no-such/").status_code, client.post(f"{LIST}no-such/pembatalan/").status_code} == {404}
