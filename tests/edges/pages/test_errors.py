"""The pages that must work when nothing else does: they are drawn without a request and without a database."""

import pytest
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.utils import translation
from django.views.csrf import csrf_failure

TITLES = {
    "400": "Permintaan itu belum terbaca",
    "403": "Bukan untuk akun Anda",
    "404": "Halaman itu tidak ada",
    "500": "Ada gangguan",
    "503": "Layanan terputus sebentar",
}


@pytest.mark.parametrize(("name", "title"), TITLES.items())
def test_an_error_page_needs_neither_request_nor_database(name: str, title: str) -> None:
    """The titles of 500 and 503 are handed in by the roof's handlers."""
    with translation.override("id"):
        page = render_to_string(f"{name}.html", {"title": title, "detail": "Coba lagi."})
    assert (f"<h1>{title}</h1>" in page, "csrf" in page, '<html lang="id">' in page) == (True, False, True)


def test_a_refusal_is_said_in_its_own_words() -> None:
    with translation.override("id"):
        assert "Minta Kepala Dinas." in render_to_string("403.html", {"exception": "Minta Kepala Dinas."})


@pytest.mark.django_db
def test_a_wrong_address_is_answered_in_the_visitors_language(client: Client) -> None:
    page = client.get("/tidak-ada/", headers={"Accept-Language": "en"})
    assert (page.status_code, "There is no such page" in page.content.decode()) == (404, True)


def test_an_old_form_is_told_to_send_once_more() -> None:
    with translation.override("id"):
        response = csrf_failure(RequestFactory().post("/lapor/"))
    assert (response.status_code, "Mohon kirim sekali lagi" in response.content.decode()) == (403, True)
