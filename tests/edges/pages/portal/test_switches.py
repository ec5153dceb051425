import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("look", ["auto", "light", "dark"])
def test_a_look_is_kept_in_a_cookie_and_the_visitor_goes_back(client: Client, look: str) -> None:
    response = client.post("/tampilan/", {"theme": look, "next": "/privasi/"})
    assert (response.status_code, response["Location"], client.cookies["tampilan"].value) == (302, "/privasi/", look)


def test_the_page_wears_the_chosen_look(client: Client) -> None:
    client.post("/tampilan/", {"theme": "dark"})
    page = client.get("/").content.decode()
    assert '<html lang="id" data-theme="dark">' in page
    assert '<button name="theme" value="dark" aria-pressed="true">' in page


def test_an_unknown_look_is_let_go(client: Client) -> None:
    response = client.post("/tampilan/", {"theme": "plaid"})
    assert (response.status_code, "tampilan" in client.cookies) == (302, False)


@pytest.mark.parametrize("address", ["https://example.org/", "//example.org/", "javascript:alert(1)", ""])
def test_nobody_is_sent_to_another_site(client: Client, address: str) -> None:
    assert client.post("/tampilan/", {"theme": "dark", "next": address})["Location"] == "/"


def test_a_look_is_not_chosen_by_opening_an_address(client: Client) -> None:
    assert client.get("/tampilan/?theme=dark").status_code == 405


def test_the_language_is_kept_and_spoken(client: Client) -> None:
    response = client.post("/i18n/setlang/", {"language": "en", "next": "/privasi/"})
    assert (response.status_code, response["Location"]) == (302, "/privasi/")
    assert "How we look after your data" in client.get("/privasi/").content.decode()


def test_without_a_word_of_the_visitor_the_page_is_indonesian(client: Client) -> None:
    assert "Cara kami menjaga data Anda" in client.get("/privasi/").content.decode()


def test_the_switches_are_guarded_against_other_sites() -> None:
    guarded = Client(enforce_csrf_checks=True)
    assert guarded.post("/tampilan/", {"theme": "dark"}).status_code == 403
