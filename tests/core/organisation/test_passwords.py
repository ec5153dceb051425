"""Passwords: one's own is chosen with the old one; what is given out holds once and for some days."""

from datetime import timedelta

import pytest
from django.utils import timezone

from arcadumas.base.refusals import OutOfTurn, Powerless, Unfit, Unseen
from arcadumas.core.audit.models import Entry
from arcadumas.core.organisation import passwords, people
from arcadumas.core.organisation.models import Person
from tests.cast import Cast

pytestmark = pytest.mark.django_db
OLD, NEW = "tiga kata acak sekali", "empat kata lain sekali"


@pytest.fixture
def officer() -> Person:
    return people.add("petugas", name="Petugas Satu", password=OLD)


def test_the_old_one_opens_the_way_to_a_new_one(officer: Person) -> None:
    passwords.change(officer, old=OLD, new=NEW, via="web")
    officer.refresh_from_db()
    assert (officer.check_password(NEW), officer.check_password(OLD)) == (True, False)
    entry = Entry.objects.get()
    assert (entry.act, entry.by, entry.subject, NEW in str(entry.facts)) == ("password_changed", "petugas", "petugas", False)  # fmt: skip


@pytest.mark.parametrize(("old", "new", "field"), [
    ("salah", NEW, "old"), (OLD, OLD, "new"), (OLD, "pendek", "new"), (OLD, "petugas satu!", "new"), (OLD, "password1234", "new"),
])  # fmt: skip
def test_what_does_not_fit_is_said_at_its_field_and_changes_nothing(officer: Person, old: str, new: str, field: str) -> None:  # fmt: skip
    with pytest.raises(Unfit) as refused:
        passwords.change(officer, old=old, new=new, via="web")
    officer.refresh_from_db()
    assert (refused.value.field, officer.check_password(OLD)) == (field, True)


def test_a_reset_gives_a_one_time_password_and_the_own_one_ends_it(cast: Cast) -> None:
    person = cast.person("pupr_admin")
    given = passwords.reset(person.login, by=cast.front_officer)
    person.refresh_from_db()
    assert person.check_password(given)
    assert person.one_time_until is not None
    assert (passwords.has_run_out(person, at=timezone.now()), passwords.has_run_out(person, at=timezone.now() + timedelta(days=8))) == (False, True)  # fmt: skip
    entry = Entry.objects.get(act="password_reset")
    assert (entry.by, entry.subject, given in str(entry.facts)) == (cast.front_officer.login, person.login, False)
    passwords.change(person, old=given, new=NEW, via="web")
    assert (person.one_time_until, passwords.has_run_out(person, at=timezone.now() + timedelta(days=8))) == (None, False)  # fmt: skip


def test_two_resets_give_two_words(cast: Cast) -> None:
    login = cast.person("pupr_admin").login
    assert passwords.reset(login, by=cast.front_head) != passwords.reset(login, by=cast.front_head)


def test_nobody_resets_an_own_password_or_that_of_a_closed_account(cast: Cast) -> None:
    with pytest.raises(Powerless) as refused:
        passwords.reset(cast.front_officer.login, by=cast.front_officer)
    assert refused.value.needs == "another_person"
    Person.objects.filter(login="pupr.admin").update(is_active=False)
    with pytest.raises(OutOfTurn):
        passwords.reset("pupr.admin", by=cast.front_officer)
    with pytest.raises(Unseen):
        passwords.reset("tidak.ada", by=cast.front_officer)


@pytest.mark.parametrize("role", ["pupr_admin", "pupr_head", "secretary", "regional_head", "inspector"])
def test_others_may_not(cast: Cast, role: str) -> None:
    with pytest.raises(Powerless):
        passwords.reset("pupr.teknis", by=getattr(cast, role))
