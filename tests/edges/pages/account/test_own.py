"""An officer's own account: a PIN is set by whoever knows the password, and never shown."""

import pytest
from django.test import Client

from arcadumas.base.refusals import Unfit
from arcadumas.core.organisation import people, pins
from arcadumas.core.organisation.models import Person

pytestmark = pytest.mark.django_db
PASSWORD, PIN = "tiga kata acak sekali", "271828"


@pytest.fixture
def officer() -> Person:
    return people.add("petugas", name="Petugas Satu", password=PASSWORD)


@pytest.fixture
def signed(officer: Person) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(officer)
    return client


def sent(client: Client, **values: str) -> tuple[int, str]:
    answer = client.post("/akun/pin/", {"password": PASSWORD, "pin": PIN, "again": PIN, **values})
    return answer.status_code, answer.content.decode()


def test_strangers_sign_in_first() -> None:
    assert Client().get("/akun/")["Location"] == "/masuk/?next=/akun/"
    assert Client().post("/akun/pin/")["Location"] == "/masuk/?next=/akun/pin/"


def test_looking_changes_nothing(signed: Client, officer: Person) -> None:
    page = signed.get("/akun/").content.decode()
    assert ("You have none yet." in page, signed.get("/akun/pin/").status_code) == (True, 302)
    officer.refresh_from_db()
    assert officer.pin == ""


def test_the_password_and_twice_the_same_digits_set_it(signed: Client, officer: Person) -> None:
    assert sent(signed)[0] == 302
    officer.refresh_from_db()
    pins.require(officer, PIN, via="link")
    page = signed.get("/akun/").content.decode()
    assert ("Change the PIN" in page, PIN in page) == (True, False)


@pytest.mark.parametrize(("values", "sentence"), [
    ({"password": "salah"}, "That is not your password."),
    ({"again": "271829"}, "The two are not the same."),
    ({"pin": "123456", "again": "123456"}, "That PIN is guessed first."),
    ({"pin": "12a456", "again": "12a456"}, "A PIN has 6 digits and nothing else."),
    ({"pin": ""}, "Type a new PIN."),
])  # fmt: skip
def test_what_does_not_fit_is_said_and_changes_nothing(signed: Client, officer: Person, values: dict[str, str], sentence: str) -> None:  # fmt: skip
    status, page = sent(signed, **values)
    assert (status, sentence in page, PIN in page) == (422, True, False)
    officer.refresh_from_db()
    with pytest.raises(Unfit, match=r"pin\.unset"):
        pins.require(officer, PIN, via="link")


def test_the_password_cannot_be_guessed_there_either(signed: Client) -> None:
    assert [sent(signed, password="salah")[0] for _try in range(11)] == [422] * 10 + [429]
