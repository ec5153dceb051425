import re

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from arcadumas.core.deadlines import rules
from arcadumas.core.organisation.models import Unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def front_desk() -> Unit:
    return Unit.objects.create(
        code="kominfo-test",
        name="Dinas Kominfo",
        kind="office",
        is_front_desk=True,
        phone="0511123",
        email="a@demo.test",
    )


def text(client: Client, address: str, **headers: str) -> str:
    page = client.get(address, headers=headers).content.decode()
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", page.partition("<main")[2]))


def test_home_names_the_national_channel_before_our_own(client: Client) -> None:
    page = client.get("/").content.decode().partition("<main")[2]
    assert -1 < page.index("lapor.go.id") < page.index('href="/lapor/"') < page.index('href="/lacak/"')


def test_home_says_what_the_rules_in_force_promise(client: Client) -> None:
    said = text(client, "/")
    assert "Paling lama 3 hari kerja. Petugas memeriksa" in said
    assert "Paling lama 5 hari kerja. Anda menerima jawaban pertama" in said
    assert "Pengaduan 14 hari kerja" in said
    assert "Dalam 10 hari kerja sesudah dijawab" in said


def test_home_says_that_nobody_has_confirmed_the_figures(client: Client) -> None:
    assert "angka PermenPANRB 62/2018, belum dicocokkan dengan 5/2025" in text(client, "/")


def test_home_names_the_emergency_numbers(client: Client) -> None:
    page = client.get("/").content.decode()
    assert re.findall(r'href="tel:(\d{3})"', page) == ["112", "110", "113", "119", "115"]


def test_home_names_the_counter(client: Client, front_desk: Unit) -> None:
    assert "LoketDinas Kominfo TeleponDinas" not in text(client, "/")
    assert [part in client.get("/").content.decode() for part in ("Dinas Kominfo", "tel:0511123", "mailto:a@demo.test")] == [
        True, True, True,
    ]  # fmt: skip


def test_home_can_be_read_in_english(client: Client) -> None:
    said = text(client, "/", **{"Accept-Language": "en"})
    assert "Within 3 working days. An officer checks" in said


@pytest.mark.parametrize("address", ["/", "/privasi/", "/aksesibilitas/"])
def test_a_public_page_asks_the_database_little(
    client: Client, address: str, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    rules.current()
    with django_assert_max_num_queries(2):
        assert client.get(address).status_code == 200


def test_the_privacy_notice_names_the_controller(client: Client, front_desk: Unit) -> None:
    said = text(client, "/privasi/")
    assert "Pengendali data: Kabupaten Barito Kuala melalui Dinas Kominfo." in said
    assert "masih menunggu pengesahan" in said


def test_the_privacy_notice_says_who_sees_an_anonymous_reporter(client: Client) -> None:
    page = client.get("/privasi/").content.decode()
    rows = re.findall(r"<tr><th scope=\"row\">(.*?)</th>(.*?)</tr>", page, re.S)
    assert [re.findall(r">([^<]+)</td>", cells) for _head, cells in rows] == [
        ["ya", "tidak", "ya", "tidak"],
        ["tidak", "tidak", "tidak", "tidak"],
        ["ya", "ya", "ya", "ya"],
        ["mungkin", "mungkin", "tidak", "tidak"],
        ["—", "ya", "—", "ya"],
    ]


def test_the_accessibility_statement_owns_its_gaps(client: Client) -> None:
    assert "belum diuji oleh penyandang disabilitas" in text(client, "/aksesibilitas/")


def test_public_pages_only_answer_reading(client: Client) -> None:
    assert client.post("/privasi/").status_code == 405
