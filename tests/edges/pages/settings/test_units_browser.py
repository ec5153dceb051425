"""Units, posts and accounts in a real browser, on a phone and on a desk, without a script: from a new officer to their first look."""

import pytest
from django.test import Client
from playwright.sync_api import Page

from arcadumas.core.reports import category_changes
from tests.cast import Cast
from tests.edges.pages.conftest import Opens
from tests.looking import DESK, PHONE_BY_NIGHT, flaws

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]
LOOKS = (PHONE_BY_NIGHT, DESK)
OWN = "empat kata lain sekali"


@pytest.fixture(scope="module")
def session_cookie() -> str:
    """No account but the cast's, which each test makes."""
    return ""


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    return Cast.assemble()


def opened(cast: Cast, opens: Opens, path: str, *, script: bool = True) -> Page:
    client = Client()
    client.force_login(cast.person("front_head"))
    return opens(path, width=360, script=script, session=client.cookies["sesi"].value)


def test_a_new_officer_gets_account_post_and_password_without_a_script(cast: Cast, opens: Opens) -> None:
    page = opened(cast, opens, "/pengaturan/petugas-baru/", script=False)
    for label, value in (
        ("Nama akun", "dlh.admin"),
        ("Nama lengkap", "Siti Aminah"),
        ("Nomor WhatsApp", "0812 3456 7890"),
    ):
        page.get_by_label(label).fill(value)
    page.get_by_role("button", name="Buat akun").click()
    given = page.locator("code b").inner_text()
    page.goto(page.url.replace("petugas-baru/", "satuan-kerja/dlh/jabatan/?petugas=dlh.admin"))
    page.get_by_label("Nama jabatan").fill("Admin Penghubung DLH")
    page.get_by_role("button", name="Berikan jabatan").click()
    page.get_by_text("Jabatan diberikan.").wait_for()
    officer = opens("/masuk/", width=360, script=False)
    officer.get_by_label("Nama akun").fill("dlh.admin")
    officer.get_by_label("Kata sandi").fill(given)
    officer.get_by_role("button", name="Masuk", exact=True).click()
    officer.get_by_role("heading", name="Buat kata sandi Anda sendiri").wait_for()
    officer.get_by_label("Kata sandi Anda yang sekarang").fill(given)
    officer.get_by_label("Kata sandi baru", exact=True).fill(OWN)
    officer.get_by_label("Kata sandi baru sekali lagi").fill(OWN)
    officer.get_by_role("button", name="Ganti kata sandi").click()
    officer.get_by_text("Kata sandi baru berlaku.").wait_for()
    assert officer.url.endswith("/meja/")


def test_the_pages_read_well(cast: Cast, opens: Opens) -> None:
    category_changes.retire("haji_umrah", by=cast.front_head)
    page = opened(cast, opens, "/pengaturan/satuan-kerja/?q=dinas")
    found = flaws(page, "satuan-kerja", LOOKS)
    base = page.url.partition("/pengaturan/")[0]
    for path, name in (
        ("/pengaturan/satuan-kerja/pupr/", "unit"), ("/pengaturan/satuan-kerja/pupr/perubahan/", "unit-ubah"),
        ("/pengaturan/satuan-kerja/pupr/jabatan/", "jabatan-baru"), ("/pengaturan/satuan-kerja/pupr/sk/", "sk-baru"),
        ("/pengaturan/satuan-kerja-nama/?nama=Dinas+Jalan", "nama-lain"), ("/pengaturan/petugas/?q=pupr", "petugas"),
        ("/pengaturan/petugas/pupr.admin/", "petugas-satu"), ("/akun/kata-sandi/", "kata-sandi"), ("/akun/data/", "akun-data"),
        ("/pengaturan/kategori/", "kategori"), ("/pengaturan/kategori/haji_umrah/", "kategori-satu"), ("/pengaturan/kategori-baru/", "kategori-baru"),
        ("/pengaturan/nomor-darurat/", "nomor-darurat"), ("/pengaturan/jejak/", "jejak"),
    ):  # fmt: skip
        page.goto(base + path)
        found += flaws(page, name, LOOKS)
    page.goto(f"{base}/pengaturan/satuan-kerja/pupr/jabatan/")
    page.get_by_role("button", name="Berikan jabatan").click()
    page.get_by_text("Ada yang perlu diperbaiki").wait_for()
    assert found + flaws(page, "jabatan-salah", LOOKS) == []
