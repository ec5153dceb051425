"""A new password on the account's page; the first one before anything else; other sessions end."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from arcadumas.core.organisation import passwords, people
from arcadumas.core.organisation.models import Person

pytestmark = pytest.mark.django_db
PASSWORD, NEW = "tiga kata acak sekali", "empat kata lain sekali"
PLACE = "/akun/kata-sandi/"


@pytest.fixture
def officer() -> Person:
    return people.add("petugas", name="Petugas Satu", password=PASSWORD, language="en")


def signed(password: str = PASSWORD) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.post("/masuk/", {"username": "petugas", "password": password})
    return client


def sent(client: Client, **values: str) -> tuple[int, str]:
    answer = client.post(PLACE, {"old": PASSWORD, "new": NEW, "again": NEW, **values})
    return answer.status_code, answer.get("Location", answer.content.decode())


def test_a_stranger_signs_in_first() -> None:
    assert Client().get(PLACE)["Location"] == f"/masuk/?next={PLACE}"


def test_it_changes_here_and_ends_every_other_session(officer: Person) -> None:
    here, other = signed(), signed()
    assert PLACE in here.get("/akun/").content.decode()
    assert sent(here) == (303, "/akun/")
    assert (here.get("/akun/").status_code, other.get("/akun/").status_code) == (200, 302)
    assert (signed(PASSWORD).get("/akun/").status_code, signed(NEW).get("/akun/").status_code) == (302, 200)


@pytest.mark.parametrize(("values", "sentence"), [
    ({"old": "salah"}, "That is not your password."), ({"again": "lain"}, "The two are not the same."),
    ({"new": "pendek", "again": "pendek"}, "easy to guess"), ({"new": PASSWORD, "again": PASSWORD}, "Choose another one."),
    ({"old": ""}, "Type your password."),
])  # fmt: skip
def test_what_does_not_fit_is_said_and_shown_to_nobody(officer: Person, values: dict[str, str], sentence: str) -> None:
    status, page = sent(signed(), **values)
    assert (status, sentence in page, NEW in page) == (422, True, False)
    officer.refresh_from_db()
    assert officer.check_password(PASSWORD)


def test_the_old_one_cannot_be_guessed_there(officer: Person) -> None:
    client = signed()
    assert [sent(client, old="salah")[0] for _try in range(11)] == [422] * 10 + [429]


def test_a_one_time_password_opens_only_the_page_for_an_own_one(officer: Person) -> None:
    given = passwords.issue(officer, by="kominfo", via="web")
    client = signed(given)
    for path in ("/meja/", "/akun/", "/pengaturan/", "/pimpinan/", "/akun/pin/"):
        assert client.get(path)["Location"] == PLACE
    assert client.post("/akun/pin/", {"password": given, "pin": "271828", "again": "271828"})["Location"] == PLACE
    assert "You are in with a one-time password" in client.get(PLACE).content.decode()
    assert client.get("/").status_code == 200
    assert sent(client, old=given) == (303, "/meja/")
    assert client.get("/akun/").status_code == 200
    assert client.get("/meja/").status_code == 403  # no post yet, and no gate any more


def test_a_reset_ends_open_sessions_and_runs_out_after_a_week(officer: Person) -> None:
    open_one = signed()
    given = passwords.issue(officer, by="kominfo", via="web")
    assert open_one.get("/akun/").status_code == 302
    Person.objects.update(one_time_until=timezone.now() - timedelta(minutes=1))
    page = Client(headers={"accept-language": "en"}).post("/masuk/", {"username": "petugas", "password": given})
    assert (page.status_code, "one-time password has run out" in page.content.decode()) == (422, True)


def test_a_closed_account_is_out_at_once(officer: Person) -> None:
    client = signed()
    Person.objects.update(is_active=False)
    assert client.get("/akun/").status_code == 302
