"""Accounts: opened, changed, closed and opened again, with what ends at once."""

import pytest

from arcadumas.base.refusals import OutOfTurn, Powerless, Stale, Unfit, Unseen
from arcadumas.core.audit.models import Entry
from arcadumas.core.handling.visible import to
from arcadumas.core.organisation import accounts, people
from arcadumas.core.organisation.actors import Via, person_actor, seats_of
from arcadumas.core.organisation.models import Person, Post, Token
from arcadumas.duties.notifications.roster import Roster
from tests import builders
from tests.cast import Cast

pytestmark = pytest.mark.django_db
DATA = {"name": "Siti Aminah", "email": "siti@demo.test", "phone": "0812-3456-7890", "language": "id"}


def seen(cast: Cast) -> int:
    return accounts.mark(cast.person("pupr_admin"))


def test_an_account_opens_with_a_one_time_password_and_no_post(cast: Cast) -> None:
    person, password = accounts.open_account("dlh.admin", by=cast.front_officer, **DATA)
    assert (person.check_password(password), person.one_time_until is not None, seats_of(person)) == (True, True, ())
    assert people.phone_of(person) == "+6281234567890"
    assert [entry.act for entry in Entry.objects.filter(subject="dlh.admin").order_by("seq")] == ["account_opened", "password_reset"]  # fmt: skip


@pytest.mark.parametrize(("login", "values", "field"), [
    ("Siti Aminah", {}, "login"), ("kominfo", {}, "login"), ("x", {}, "login"), ("siti", {"phone": "12"}, "phone"),
    ("siti", {"email": "siti"}, "email"), ("siti", {"name": " "}, "name"), ("siti", {"phone": "+628110000001"}, "phone"),
    ("siti", {"language": "nl"}, "language"),
])  # fmt: skip
def test_what_does_not_fit_is_said_at_its_field(cast: Cast, login: str, values: dict[str, str], field: str) -> None:
    with pytest.raises(Unfit) as refused:
        accounts.open_account(login, by=cast.front_head, **(DATA | values))
    assert [each.field for each in refused.value.errors] == [field]
    assert not Person.objects.filter(login="siti").exists()


def test_a_change_is_written_down_without_the_values(cast: Cast) -> None:
    accounts.change_account("pupr.admin", by=cast.front_officer, seen=seen(cast), **(DATA | {"language": "en"}))
    person = cast.person("pupr_admin")
    assert (person.name, person.email, person.language, people.phone_of(person)) == ("Siti Aminah", "siti@demo.test", "en", "+6281234567890")  # fmt: skip
    entry = Entry.objects.get(act="account_changed")
    assert (entry.by, sorted(entry.facts["changed"]), "siti" in str(entry.facts)) == (cast.front_officer.login, ["email", "language", "name", "phone"], False)  # fmt: skip
    accounts.change_account("pupr.admin", by=cast.front_officer, seen=seen(cast), **(DATA | {"language": "en"}))
    assert Entry.objects.filter(act="account_changed").count() == 1


def test_anybody_changes_their_own_number_and_language_but_not_their_name(cast: Cast) -> None:
    accounts.change_own(by=cast.pupr_member, email="", phone="", language="en")
    person = cast.person("pupr_member")
    assert (person.email, people.phone_of(person), person.language, person.phone_blind) == ("", "", "en", None)
    assert person.name == cast.pupr_member.name
    with pytest.raises(Unfit):
        accounts.change_own(by=cast.pupr_member, email="", phone=people.phone_of(cast.person("pupr_admin")), language="en")  # fmt: skip


def test_a_closed_account_loses_sight_notices_and_tokens_at_once(cast: Cast) -> None:
    code = builders.disposed(cast).report.code
    person = cast.person("pupr_admin")
    token = people.add_token(person)
    accounts.close_account("pupr.admin", by=cast.front_head)
    person.refresh_from_db()
    assert (person.is_active, seats_of(person), people.with_token(token)) == (False, (), None)
    assert not to(person_actor(person, via=Via.WEB)).filter(code=code).exists()
    assert "pupr.admin" not in {holder.login for holder in Roster().holders}
    entry = Entry.objects.get(act="account_closed")
    assert (entry.subject, entry.facts) == ("pupr.admin", {"posts": 1, "tokens": 1})
    accounts.open_again("pupr.admin", by=cast.front_head)
    person.refresh_from_db()
    assert (person.is_active, seats_of(person), people.with_token(token)) == (True, (), None)


def test_the_front_desk_is_never_left_empty_and_nobody_closes_their_own(cast: Cast) -> None:
    with pytest.raises(Powerless):
        accounts.close_account(cast.front_head.login, by=cast.front_head)
    accounts.close_account(cast.front_head.login, by=cast.engineer)
    with pytest.raises(OutOfTurn):
        accounts.close_account(cast.front_officer.login, by=cast.engineer)
    assert Post.objects.get(person=cast.person("front_officer")).valid_to is None
    accounts.close_account("pupr.admin", by=cast.engineer)  # of no front desk: nothing to ask


def test_a_token_ends_by_its_owner_or_the_desk(cast: Cast) -> None:
    word = people.add_token(cast.person("pupr_admin"))
    token = Token.objects.get()
    with pytest.raises(Unseen):
        accounts.revoke_token(token.pk, by=cast.dinkes_admin)
    for _time in range(2):
        accounts.revoke_token(token.pk, by=cast.pupr_admin)
    assert (people.with_token(word), Entry.objects.filter(act="token_revoked").count()) == (None, 1)


@pytest.mark.parametrize("role", ["pupr_head", "secretary", "regional_head", "inspector"])
def test_others_may_not(cast: Cast, role: str) -> None:
    who = getattr(cast, role)
    with pytest.raises(Powerless):
        accounts.open_account("siti", by=who, **DATA)
    with pytest.raises(Powerless):
        accounts.change_account("pupr.admin", by=who, seen=seen(cast), **DATA)
    for act in (accounts.close_account, accounts.open_again):
        with pytest.raises(Powerless):
            act("pupr.admin", by=who)


def test_the_second_of_two_who_change_an_account_is_told(cast: Cast) -> None:
    before = seen(cast)
    accounts.change_account("pupr.admin", by=cast.front_officer, seen=before, **DATA)
    with pytest.raises(Stale):
        accounts.change_account("pupr.admin", by=cast.front_head, seen=before, **(DATA | {"name": "Siti A."}))
    assert cast.person("pupr_admin").name == "Siti Aminah"


def test_whoever_it_belongs_to_locks_it_and_keeps_the_posts(cast: Cast) -> None:
    person = cast.person("pupr_admin")
    token = people.add_token(person)
    accounts.lock_own(by=cast.pupr_admin)
    person.refresh_from_db()
    assert (person.has_usable_password(), person.is_active, people.with_token(token)) == (False, True, None)
    assert person.devices_since is not None
    entry = Entry.objects.get(act="account_locked")
    assert (entry.by, entry.subject, entry.facts) == ("pupr.admin", "pupr.admin", {"tokens": 1})
