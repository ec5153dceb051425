import pytest
from django.test import Client

from arcadumas.core.organisation import people

pytestmark = pytest.mark.django_db


def test_a_stranger_is_asked_to_sign_in(client: Client) -> None:
    response = client.get("/pengaturan/gaya/")
    assert (response.status_code, response["Location"]) == (302, "/masuk/?next=/pengaturan/gaya/")


def test_an_officer_sees_every_look_of_every_sign(client: Client) -> None:
    client.force_login(people.add("petugas", name="Petugas Satu"))
    page = client.get("/pengaturan/gaya/").content.decode()
    looks = ("due-run", "due-soon", "due-late", "due-calm", "due-good", "seen-read", "seen-fail", "seen-hold", "state-open",
             "state-back", "note-good", "note-soon", "note-late", "field-bad", 'class="days"')  # fmt: skip
    assert [look for look in looks if look not in page] == []


def test_the_rail_says_who(client: Client) -> None:
    client.force_login(people.add("petugas", name="Petugas Satu"))
    assert "Petugas Satu" in client.get("/pengaturan/gaya/").content.decode()
