"""The tracking page in a real browser: on a small phone, without script, in both colours, and light on the wire."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page

from arcadumas.core.handling import ask
from arcadumas.core.handling.verify import Finding
from arcadumas.core.reports.intake import Receipt
from arcadumas.core.reports.models import Promise
from tests import builders
from tests.cast import Cast
from tests.edges.pages.conftest import Opens
from tests.looking import DESK_BY_NIGHT, PHONE, WIDER, flaws

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]
Tracks = Callable[..., Page]


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    """Committed, for the server reads with a connection of its own."""
    return Cast.assemble()


@pytest.fixture
def tracks(cast: Cast, opens: Opens) -> Iterator[Tracks]:
    """tracks(receipt, width=360, script=False): the page, opened by typing code and key."""

    def open_report(receipt: Receipt, **how: object) -> Page:
        page = opens("/lacak/", **how)
        page.get_by_label("Kode laporan").fill(receipt.report.code.lower())
        page.get_by_label("Kunci").fill(receipt.secret)
        page.get_by_role("button", name="Buka laporan").click()
        assert page.url.endswith(f"/lacak/{receipt.report.code}/")
        return page

    yield open_report


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_a_reporter_objects_then_writes_and_withdraws_on_a_small_phone(
    cast: Cast, tracks: Tracks, script: bool
) -> None:
    receipt = builders.answered(cast, place_text="x" * 150)
    page = tracks(receipt, width=360, script=script)
    page.get_by_text("Belum").first.click()
    page.get_by_label("Apa yang belum").fill("Lubangnya masih ada di depan pasar.")
    page.get_by_role("button", name="Kirim").first.click()
    assert page.get_by_text("Laporan dibuka kembali. Instansi yang sama menanganinya").is_visible()
    page.locator("#facts textarea").fill("Sekarang lubangnya dua.")
    page.locator("#facts button").click()
    assert page.locator("#talk + ol").get_by_text("Sekarang lubangnya dua.").is_visible()
    page.get_by_role("link", name="Tarik laporan ini").click()
    assert page.get_by_role("heading", name="Yakin ingin menarik laporan ini?").is_visible()
    page.get_by_role("link", name="Tidak, biarkan berjalan").click()
    page.get_by_role("link", name="Tarik laporan ini").click()
    page.get_by_role("button", name="Ya, tarik laporan").click()
    assert page.locator(".nowline").inner_text() == "Anda menarik laporan ini."
    assert page.evaluate(WIDER) == 0


def test_a_reporter_confirms_and_rates_and_finds_who_closed_it(cast: Cast, tracks: Tracks) -> None:
    page = tracks(builders.answered(cast), width=360, script=False)
    page.locator("#h-turn ~ form button").click()
    assert (
        page.locator(".nowline").inner_text() == "Anda menutup laporan ini: Anda menyatakan masalahnya sudah selesai."
    )
    page.locator("input[name=stars][value='2']").check()
    page.get_by_label("Mengapa").fill("Agak lama.")
    page.get_by_role("button", name="Kirim penilaian").click()
    assert page.get_by_text("Anda memberi 2 dari 5 bintang.").is_visible()
    assert page.locator("input[name=stars]").count() == 0


def test_what_the_reporter_takes_along_is_downloaded(cast: Cast, tracks: Tracks) -> None:
    receipt = builders.in_work(cast)
    Promise.objects.filter(report=receipt.report, step="settle").update(due_at=timezone.now() - timedelta(days=2))
    page = tracks(receipt)
    for link, ending in (("Unduh Berkas Ombudsman", "pdf"), ("Unduh data saya", "zip")):
        with page.expect_download() as download:
            page.get_by_role("link", name=link).click()
        assert download.value.suggested_filename.endswith(f"{receipt.report.code}.{ending}")


def test_axe_finds_nothing_wrong(cast: Cast, tracks: Tracks) -> None:
    asked = builders.in_work(cast, phone="0812 3456 7890")
    ask.ask(asked.report.code, by=cast.pupr_admin, text="Di lajur kiri atau kanan?")
    sealed = builders.verified(cast, finding=Finding(is_whistleblowing=True))
    for name, receipt in (("asked", asked), ("answered", builders.answered(cast)), ("sealed", sealed)):
        assert flaws(tracks(receipt), f"lacak-{name}", (PHONE, DESK_BY_NIGHT)) == []
