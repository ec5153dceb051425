"""The PIN: hashed, not too easy, few tries, and every wrong one is written down."""

import pytest
from django.db import connection

from arcadumas.base.refusals import TooOften, Unfit
from arcadumas.core.audit.models import Entry
from arcadumas.core.organisation import people, pins
from arcadumas.core.organisation.models import Person

pytestmark = pytest.mark.django_db
PIN = "271828"


@pytest.fixture
def head() -> Person:
    person = people.add("pupr.kepala", name="Kepala")
    pins.put(person, PIN, via="web")
    return person


def wrong(person: Person, times: int) -> None:
    for _try in range(times):
        with pytest.raises(Unfit, match=r"pin\.wrong"):
            pins.require(person, "000001", via="link")


def test_it_is_kept_hashed(head: Person) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pin FROM organisation_person WHERE login = 'pupr.kepala'")
        kept = cursor.fetchone()[0]
    assert (PIN in kept, "$" in kept) == (False, True)


@pytest.mark.parametrize(("pin", "code"), [
    ("", "pin.shape"), ("12345", "pin.shape"), ("1234567", "pin.shape"), ("27 182", "pin.shape"), ("٢٧١٨٢٨", "pin.shape"),
    ("111111", "pin.easy"), ("123456", "pin.easy"), ("567890", "pin.easy"), ("987654", "pin.easy"),
])  # fmt: skip
def test_what_is_no_pin_or_guessed_first_is_refused(head: Person, pin: str, code: str) -> None:
    with pytest.raises(Unfit) as refused:
        pins.put(head, pin, via="web")
    assert refused.value.code == code
    pins.require(head, PIN, via="link")


def test_setting_it_is_written_down_without_it(head: Person) -> None:
    entry = Entry.objects.get(act="pin_set")
    assert (entry.by, entry.subject, entry.facts) == ("pupr.kepala", "pupr.kepala", {})


def test_the_right_one_passes_and_forgets_the_wrong_tries(head: Person) -> None:
    wrong(head, 4)
    pins.require(head, f" {PIN} ", via="link")
    wrong(head, 4)


def test_the_fifth_wrong_try_locks_it_for_the_right_one_too(head: Person) -> None:
    wrong(head, 4)
    with pytest.raises(TooOften):
        pins.require(head, "000001", via="link", message="abc")
    with pytest.raises(TooOften) as locked:
        pins.require(head, PIN, via="link")
    assert 0 < locked.value.seconds <= pins.WINDOW
    entries = Entry.objects.exclude(act="pin_set").order_by("seq")
    assert [entry.act for entry in entries] == ["pin_wrong"] * 5 + ["pin_locked"]
    assert entries[4].facts == {"message": "abc"}


def test_a_new_pin_opens_the_lock(head: Person) -> None:
    wrong(head, 4)
    with pytest.raises(TooOften):
        pins.require(head, "000001", via="link")
    pins.put(head, "161803", via="web")
    pins.require(head, "161803", via="link")


def test_who_guesses_at_leisure_is_locked_for_the_day(head: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pins, "TRIES", 1000)
    wrong(head, 14)
    with pytest.raises(TooOften) as locked:
        pins.require(head, "000001", via="link")
    assert locked.value.seconds > pins.WINDOW


def test_an_empty_try_costs_nothing(head: Person) -> None:
    for _try in range(9):
        with pytest.raises(Unfit, match=r"pin\.missing"):
            pins.require(head, "  ", via="link")
    pins.require(head, PIN, via="link")


def test_who_has_none_cannot_prove_anything() -> None:
    with pytest.raises(Unfit, match=r"pin\.unset"):
        pins.require(people.add("lain", name="Lain"), "", via="link")
