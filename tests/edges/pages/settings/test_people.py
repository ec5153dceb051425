"""Accounts on pages: found, opened with a password shown once, closed."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from arcadumas.core.organisation import accounts, people
from arcadumas.core.organisation.models import Person
from tests.cast import Cast
from tests.edges.pages.conftest import SignsIn

pytestmark = pytest.mark.django_db
PLACE = "/pengaturan/petugas/"
DATA = {"login": "DLH.admin", "name": "Siti Aminah", "phone": "0812-3456-7890", "email": "siti@demo.test", "language": "id"}  # fmt: skip
SHOWN = re.compile(r"<code><b>([0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4})</b>")


def test_the_list_is_searched_by_name_account_and_unit(signs_in: SignsIn) -> None:
    client = signs_in("front_officer")
    for look, found, other in (("q=pupr.admin", "pupr.admin", "dinkes.admin"), ("q=camat", "alalak.camat", "sekda"), ("q=inspektorat", "inspektorat", "sekda")):  # fmt: skip
        page = client.get(f"{PLACE}?{look}").content.decode()
        assert (f"{PLACE}{found}/" in page, f"{PLACE}{other}/" in page) == (True, False), look
    assert "No such account" in client.get(f"{PLACE}?tampil=ditutup").content.decode()
    people.add("tanpa", name="Tanpa Jabatan")
    page = client.get(f"{PLACE}?tampil=tanpa-jabatan").content.decode()
    assert (f"{PLACE}tanpa/" in page, f"{PLACE}sekda/" in page) == (True, False)


def test_more_people_take_no_more_statements(signs_in: SignsIn) -> None:
    client, taken = signs_in("front_officer"), []
    for look in ("q=sekda", "q=pupr"):
        with CaptureQueriesContext(connection) as statements:
            client.get(f"{PLACE}?{look}")
        taken.append(len(statements))
    assert taken[0] == taken[1] <= 8


def test_an_account_opens_and_its_password_is_shown_once(signs_in: SignsIn) -> None:
    client = signs_in("front_officer")
    answer = client.post("/pengaturan/petugas-baru/", DATA)
    found = SHOWN.search(answer.content.decode())
    assert found is not None
    assert (answer.status_code, "no-store" in answer["Cache-Control"]) == (200, True)
    assert SHOWN.search(client.get(f"{PLACE}dlh.admin/").content.decode()) is None
    officer = Client()
    assert officer.post("/masuk/", {"username": "dlh.admin", "password": found[1]}).status_code == 302
    assert officer.get("/meja/")["Location"] == "/akun/kata-sandi/"


def test_what_is_wrong_is_kept_and_said(signs_in: SignsIn) -> None:
    answer = signs_in("front_officer").post("/pengaturan/petugas-baru/", DATA | {"login": "kominfo", "phone": "12"})
    page = answer.content.decode()
    assert (answer.status_code, "account with this name already" in page, 'value="Siti Aminah"' in page) == (422, True, True)  # fmt: skip
    assert Person.objects.filter(name="Siti Aminah").exists() is False


def test_a_forgotten_password_is_replaced_once_it_is_shown(cast: Cast, signs_in: SignsIn) -> None:
    officer = signs_in("pupr_admin")
    answer = signs_in("front_officer").post(f"{PLACE}pupr.admin/kata-sandi/")
    found = SHOWN.search(answer.content.decode())
    assert found is not None
    assert (cast.person("pupr_admin").check_password(found[1]), officer.get("/meja/").status_code) == (True, 302)


def test_nobody_resets_or_closes_their_own(signs_in: SignsIn) -> None:
    client = signs_in("front_officer")
    page = client.get(f"{PLACE}kominfo/").content.decode()
    assert ("This is your own account" in page, "/penutupan/" in page) == (True, False)
    for act in ("kata-sandi", "penutupan"):
        answer = client.post(f"{PLACE}kominfo/{act}/")
        assert (answer.status_code, SHOWN.search(answer.content.decode())) == (403, None)


def test_it_is_closed_and_opened_again(cast: Cast, signs_in: SignsIn) -> None:
    client, officer = signs_in("engineer"), signs_in("pupr_admin")
    assert client.post(f"{PLACE}pupr.admin/penutupan/").status_code == 303
    assert officer.get("/meja/").status_code == 302
    assert "Open it again" in client.get(f"{PLACE}pupr.admin/").content.decode()
    assert client.post(f"{PLACE}pupr.admin/pembukaan/").status_code == 303
    assert cast.person("pupr_admin").is_active
    assert client.post(f"{PLACE}kominfo/penutupan/").status_code == 303
    assert client.post(f"{PLACE}kominfo.kepala/penutupan/").status_code == 409


def test_name_and_number_change(cast: Cast, signs_in: SignsIn) -> None:
    client = signs_in("front_head")
    given = DATA | {"name": "Budi", "seen": str(accounts.mark(cast.person("pupr_admin")))}
    assert given["seen"] in client.get(f"{PLACE}pupr.admin/").content.decode()
    assert [client.post(f"{PLACE}pupr.admin/", given | {"name": name}).status_code for name in ("Budi", "Budi")] == [
        303,
        412,
    ]
    assert (cast.person("pupr_admin").name, people.phone_of(cast.person("pupr_admin"))) == ("Budi", "+6281234567890")
    assert client.post(f"{PLACE}pupr.admin/", given | {"name": ""}).status_code == 422


@pytest.mark.parametrize("role", ["pupr_admin", "pupr_head", "secretary", "inspector"])
def test_others_find_no_such_page(signs_in: SignsIn, role: str) -> None:
    client = signs_in(role)
    for path in (PLACE, f"{PLACE}pupr.teknis/", "/pengaturan/petugas-baru/"):
        assert client.get(path).status_code == 403
    for act in ("kata-sandi", "penutupan", "pembukaan"):
        assert client.post(f"{PLACE}pupr.teknis/{act}/").status_code == 403


def test_what_is_not_there_is_not_found(signs_in: SignsIn) -> None:
    client = signs_in("front_head")
    assert client.get(f"{PLACE}tidak.ada/").status_code == 404
    for act in ("kata-sandi", "penutupan", "pembukaan"):
        assert client.post(f"{PLACE}tidak.ada/{act}/").status_code == 404
