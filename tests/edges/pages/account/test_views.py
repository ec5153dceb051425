import pytest
from django.test import Client

from arcadumas.base.limits import counting
from arcadumas.core.organisation import people
from arcadumas.core.organisation.models import Person
from tests.cast import Cast

pytestmark = pytest.mark.django_db
PASSWORD = "tiga kata acak sekali"
WRONG = "Nama akun dan kata sandi tidak cocok."


@pytest.fixture
def officer() -> Person:
    return people.add("petugas", name="Petugas Satu", password=PASSWORD)


def sign_in(client: Client, password: str = PASSWORD, **values: str) -> tuple[int, str]:
    response = client.post("/masuk/", {"username": "petugas", "password": password, **values})
    return response.status_code, response.get("Location", "")


def test_the_right_words_lead_to_the_desk(client: Client, officer: Person) -> None:
    assert sign_in(client) == (302, "/meja/")
    assert client.session["_auth_user_id"] == str(officer.pk)


@pytest.mark.parametrize(("login", "led"), [
    ("bupati", "/pimpinan/"), ("sekda", "/pimpinan/"), ("teknisi", "/pengaturan/"), ("pupr.kepala", "/meja/"),
])  # fmt: skip
def test_the_day_begins_where_the_post_works(client: Client, cast: Cast, login: str, led: str) -> None:
    person = Person.objects.get(login=login)
    person.set_password(PASSWORD)
    person.save()
    assert client.post("/masuk/", {"username": login, "password": PASSWORD})["Location"] == led


def test_the_session_changes_its_id(client: Client, officer: Person) -> None:
    session = client.session
    session["before"] = "1"
    session.save()
    client.cookies["sesi"] = before = session.session_key
    sign_in(client)
    assert client.cookies["sesi"].value != before


def test_wrong_words_are_refused_with_the_next_step(client: Client, officer: Person) -> None:
    response = client.post("/masuk/", {"username": "petugas", "password": "salah"})
    page = response.content.decode()
    assert (response.status_code, WRONG in page, 'value="petugas"' in page) == (422, True, True)
    assert "salah" not in page


def test_a_stranger_and_a_wrong_password_look_alike(client: Client, officer: Person) -> None:
    stranger = client.post("/masuk/", {"username": "orang", "password": "salah"})
    assert (stranger.status_code, WRONG in stranger.content.decode()) == (422, True)


def test_a_closed_account_stays_out(client: Client, officer: Person) -> None:
    officer.is_active = False
    officer.save()
    assert sign_in(client) == (422, "")


@pytest.mark.parametrize(("asked", "led"), [
    ("/meja/7K3M-2QDX/", "/meja/7K3M-2QDX/"), ("https://example.org/", "/meja/"), ("//example.org", "/meja/"),
])  # fmt: skip
def test_only_our_own_addresses_are_followed(client: Client, officer: Person, asked: str, led: str) -> None:
    assert sign_in(client, next=asked) == (302, led)


def test_the_eleventh_wrong_try_locks_the_name_for_the_right_password_too(client: Client, officer: Person) -> None:
    codes = [sign_in(client, "salah")[0] for _try in range(10)]
    locked = client.post("/masuk/", {"username": " PETUGAS ", "password": PASSWORD})
    assert (set(codes), locked.status_code) == ({422}, 429)
    assert 0 < int(locked["Retry-After"]) <= 3600
    assert "Akun dikunci sampai" in locked.content.decode()


def test_signing_in_forgets_the_names_tries(client: Client, officer: Person) -> None:
    for _try in range(9):
        sign_in(client, "salah")
    assert sign_in(client) == (302, "/meja/")
    assert counting.peek("sign-in-name", "petugas", limit=1) == 0


def test_many_wrong_tries_from_one_address_lock_it_for_all_names(client: Client, officer: Person) -> None:
    for _try in range(60):
        counting.take("sign-in-address", "127.0.0.1", limit=60, seconds=3600)
    assert sign_in(client)[0] == 429


def test_the_pages_speak_the_officers_language(client: Client) -> None:
    people.add("officer", name="Officer", password=PASSWORD, language="en")
    client.post("/masuk/", {"username": "officer", "password": PASSWORD})
    assert client.cookies["bahasa"].value == "en"


def test_a_language_chosen_in_this_browser_stays(client: Client) -> None:
    people.add("officer", name="Officer", password=PASSWORD, language="en")
    client.cookies["bahasa"] = "id"
    client.post("/masuk/", {"username": "officer", "password": PASSWORD})
    assert client.cookies["bahasa"].value == "id"


def test_who_is_in_already_goes_on_to_the_desk(client: Client, officer: Person) -> None:
    client.force_login(officer)
    assert client.get("/masuk/")["Location"] == "/meja/"


def test_opening_the_way_out_changes_nothing(client: Client, officer: Person) -> None:
    client.force_login(officer)
    assert client.get("/keluar/").status_code == 200
    assert client.session["_auth_user_id"] == str(officer.pk)


def test_the_button_signs_out(client: Client, officer: Person) -> None:
    client.force_login(officer)
    response = client.post("/keluar/")
    assert (response.status_code, response["Location"], "_auth_user_id" in client.session) == (302, "/", False)


def test_signing_in_is_guarded_against_other_sites(officer: Person) -> None:
    guarded = Client(enforce_csrf_checks=True)
    assert guarded.post("/masuk/", {"username": "petugas", "password": PASSWORD}).status_code == 403
