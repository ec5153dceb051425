"""What officials may change, in a real browser: on a phone and on a desk, by day and by night, with and without script."""

from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Page

from arcadumas.duties.notifications.models import Rule, Words
from arcadumas.duties.notifications.wishes import Preference
from tests import builders
from tests.cast import Cast
from tests.edges.pages.conftest import Opens
from tests.looking import flaws

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]
PAGES = {
    "pesan-saya": "/akun/pesan/",
    "aturan": "/pengaturan/pemberitahuan/",
    "tangga": "/pengaturan/tangga/",
    "tangga-satu": "/pengaturan/tangga/umum/",
    "templat": "/pengaturan/templat/",
    "tenggat": "/pengaturan/tenggat/",
    "libur": "/pengaturan/libur/",
    "jam-kantor": "/pengaturan/jam-kantor/",
    "teks": "/pengaturan/teks/",
    "teks-satu": "/pengaturan/teks/aduan_disposisi/",
    "aturan-satu": "/pengaturan/pemberitahuan/disposed-team/",
}


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    return Cast.assemble()


def opened(cast: Cast, opens: Opens, path: str, role: str = "front_head", **how: Any) -> Page:
    client = Client()
    client.force_login(cast.person(role))
    return opens(path, session=client.cookies["sesi"].value, language="id", **how)


def test_the_pages_fit_and_can_be_used_by_all(cast: Cast, opens: Opens) -> None:
    page, found = opened(cast, opens, "/meja/"), []
    base = page.url.removesuffix("/meja/")
    for name, path in PAGES.items():
        page.goto(base + path)
        found += flaws(page, name, unfold=True)
    assert found == []


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_an_officer_sets_quiet_hours_from_the_desk(cast: Cast, opens: Opens, script: bool) -> None:
    page = opened(cast, opens, "/meja/", role="pupr_member", width=360, script=script)
    page.locator(".me").click()
    page.locator("main a[href='/akun/pesan/']").first.click()
    page.get_by_label("Tenang mulai pukul").fill("21:00")
    page.get_by_role("button", name="Simpan").click()
    assert page.locator(".errors").get_by_role("link").all_inner_texts() == [
        "Jam tenang memerlukan jam mulai dan jam selesai. Isi keduanya."
    ]
    page.get_by_label("Tenang sampai pukul").fill("06:00")
    page.get_by_role("button", name="Simpan").click()
    assert "Tersimpan" in page.locator(".note-good").inner_text()
    assert f"{Preference.objects.get().quiet_from:%H.%M}" == "21.00"


def test_a_rule_is_changed_and_put_back_by_hand(cast: Cast, opens: Opens) -> None:
    page = opened(cast, opens, "/pengaturan/pemberitahuan/?lihat=kepala-daerah", width=360, script=False)
    page.locator("a[href$='disposed-leader-chosen/']").click()
    page.get_by_text("Aturan ini aktif").click()
    page.get_by_text("Pada hari dan jam berapa").click()
    page.get_by_label("Hanya mulai pukul").fill("16:00")
    page.get_by_role("button", name="Simpan").click()
    assert "hanya mulai pukul 16.00" in page.locator(".desk-head").inner_text()
    page.get_by_role("button", name="Batalkan perubahan terakhir").click()
    assert "Aturan ini mati" in page.locator(".desk-head").inner_text()
    assert Rule.objects.get(key="disposed-leader-chosen").revision == 2


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_a_text_is_written_seen_beforehand_and_saved(cast: Cast, opens: Opens, script: bool) -> None:
    code = builders.disposed(cast).report.code
    page = opened(cast, opens, "/pengaturan/teks/aduan_disposisi/", width=1280, script=script)
    page.locator("#id_id_header").fill("Ada disposisi")
    page.get_by_label("Dengan nilai dari").select_option(code)
    if not script:
        page.get_by_role("button", name="Tampilkan pratinjau").click()
    page.locator("#pratinjau").get_by_text("Ada disposisi").wait_for()
    page.locator("#pratinjau").get_by_text(code).first.wait_for()
    assert page.locator("#id_id_header").input_value() == "Ada disposisi"
    page.get_by_role("button", name="Simpan sebagai versi baru").click()
    assert "Tersimpan sebagai versi baru" in page.locator(".note-good").inner_text()
    page.get_by_role("button", name="Pakai lagi versi 1").click()
    assert Words.objects.get(stem="aduan_disposisi", language="id", is_current=True).version == 1


def test_the_ladder_shows_what_a_change_does_while_it_is_typed(cast: Cast, opens: Opens) -> None:
    page = opened(cast, opens, "/pengaturan/tangga/umum/", width=1280)
    page.get_by_label("Kepala daerah").fill("")
    page.locator("#akibat").get_by_text("tidak dikabari lagi").wait_for()
    page.get_by_role("button", name="Simpan untuk tenggat baru").click()
    assert "Tersimpan" in page.locator(".note-good").inner_text()
