"""`user` for the engineer: a one-time password, and the end of an account."""

import argparse
import json

import pytest

from arcadumas.core.audit.models import Entry
from arcadumas.core.organisation.actors import seats_of
from arcadumas.core.organisation.models import Person
from arcadumas.site.cli import user
from tests.cast import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return Cast.assemble()


def run(*words: str) -> int:
    parser = argparse.ArgumentParser()
    user.arguments(parser)
    return user.run(parser.parse_args(words))


def test_a_one_time_password_is_printed_and_written_down(cast: Cast, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("reset-password", "kominfo.kepala") == 0
    word = capsys.readouterr().out.split("Password: ")[1].strip()
    person = cast.person("front_head")
    assert (person.check_password(word), person.one_time_until is not None) == (True, True)
    entry = Entry.objects.get(act="password_reset")
    assert (entry.via, entry.subject) == ("cli", "kominfo.kepala")
    assert run("reset-password", "tidak.ada") == 2


def test_an_account_is_closed_but_never_the_last_of_the_desk(cast: Cast, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("close", "kominfo.kepala", "--json") == 0
    assert json.loads(capsys.readouterr().out) == {"login": "kominfo.kepala"}
    assert (cast.person("front_head").is_active, seats_of(cast.person("front_head"))) == (False, ())
    assert run("close", "kominfo") == 2
    assert Person.objects.get(login="kominfo").is_active


def test_a_new_officer_gets_a_post(cast: Cast, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["add", "dlh.admin", "--name", "Siti", "--unit", "dlh", "--role", "agency_admin", "--title", "Admin DLH"]
    assert (run(*words), run(*words)) == (0, 2)
    assert [seat.unit_code for seat in seats_of(Person.objects.get(login="dlh.admin"))] == ["dlh"]
