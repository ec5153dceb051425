"""The leaders' screen in a real browser: read on a phone, picked by hand with and without script, no barrier to anybody."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Page

from arcadumas.core.handling import close
from arcadumas.core.handling.instruct import accept_instruction, finish_instruction, instruct
from arcadumas.core.handling.models import Instruction
from arcadumas.core.handling.verify import Finding
from arcadumas.core.reports.models import Promise, Report
from arcadumas.site import recounting
from tests import builders
from tests.cast import Cast
from tests.core.handling.acts import REASON, tomorrow
from tests.edges.pages.conftest import Opens
from tests.looking import WIDER, flaws

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]
ORDER = "Tutup lubang di jalan poros Handil Bakti dan laporkan dengan foto sebelum dan sesudah."
Signed = Callable[..., Page]


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    """A government with something in every part of the screen."""
    cast = Cast.assemble()
    reports = [builders.in_work(cast, title=f"Jalan berlubang di RT {n}").report for n in range(1, 5)]
    for number, report in enumerate(reports):
        at = timezone.now() - timedelta(days=2 + number)
        Promise.objects.filter(report=report, step="respond").update(state="broken", due_at=at, broken_at=at)
        Report.objects.filter(pk=report.pk).update(due_at=at, received_at=at - timedelta(days=40 * number))
    builders.in_work(cast, title="Bantuan sosial belum diterima", is_confidential=True, to="63.04.05")
    objected = builders.answered(cast, title="Ditambal, seminggu kemudian rusak lagi").report
    close.object_(objected.code, by=cast.reporter(objected), reason=REASON)
    builders.verified(cast, title="Kabel listrik putus di depan sekolah", finding=Finding(is_urgent=True))
    for by in ("reporter", "system", "officer", "system"):
        done = builders.answered(cast).report
        close.confirm(done.code, by=cast.reporter(done))
        Report.objects.filter(pk=done.pk).update(closed_by=by)
    for report in reports[:3]:
        instruct(report.code, by=cast.regional_head, text=ORDER, unit="pupr", due_on=tomorrow(), indicator="jalan dapat dilalui")  # fmt: skip
    accept_instruction(reports[0].code, by=cast.pupr_head)
    accept_instruction(reports[1].code, by=cast.pupr_head)
    finish_instruction(reports[1].code, by=cast.pupr_head, note="Sudah ditutup dan dipadatkan, foto terlampir.")
    Instruction.objects.filter(main=reports[2]).update(due_on=timezone.localdate() - timedelta(days=2))
    recounting.count_all()
    return cast


@pytest.fixture
def signed(cast: Cast, opens: Opens) -> Iterator[Signed]:
    def page(path: str, *, role: str = "regional_head", language: str = "id", **how: object) -> Page:
        client = Client()
        client.force_login(cast.person(role))
        return opens(path, session=client.cookies["sesi"].value, language=language, **how)

    yield page


def test_it_fits_a_phone_and_a_desk_and_is_no_barrier_in_light_and_dark(cast: Cast, signed: Signed) -> None:
    code = Report.objects.order_by("pk").values_list("code", flat=True)[0]
    paths = {"screen": "/pimpinan/", "list": "/pimpinan/daftar/?lihat=late", "instruct": f"/pimpinan/instruksi/?kode={code}",
             "orders": "/pimpinan/instruksi/daftar/", "orders-done": "/pimpinan/instruksi/daftar/?lihat=selesai"}  # fmt: skip
    page, wrong = signed("/pimpinan/"), []
    base = page.url.removesuffix("/pimpinan/")
    for name, path in paths.items():
        page.goto(base + path)
        wrong += flaws(page, f"leaders-{name}")
    page.goto(base + "/pimpinan/")
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 673, "height": 1000})  # between the margins of A4
    assert (wrong, page.evaluate(WIDER)) == ([], 0)


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_a_regent_picks_two_on_the_phone_and_instructs(cast: Cast, signed: Signed, script: bool) -> None:
    page = signed("/pimpinan/", width=360, script=script)
    before = Instruction.objects.count()
    for title in ("Jalan berlubang di RT 4", "Kabel listrik putus di depan sekolah"):
        page.get_by_label(title).check()
    page.get_by_role("button", name="Beri instruksi tentang yang dipilih").click()
    assert page.locator("#h-picked").inner_text() == "Mengenai 2 laporan"
    page.get_by_label("Yang harus dikerjakan").fill(ORDER)
    page.get_by_label("Unit kerja pelaksana").select_option("pupr")
    page.get_by_label("Dilaksanakan paling lambat").fill(tomorrow().isoformat())
    page.get_by_role("button", name="Kirim instruksi").click()
    assert page.locator(".note-good").inner_text().startswith("Instruksi ")
    assert Instruction.objects.count() == before + 1
    assert Instruction.objects.latest("pk").reports.count() == 2


def test_by_keyboard_a_report_is_picked_and_the_form_reached(cast: Cast, signed: Signed) -> None:
    page = signed("/pimpinan/", width=1280)
    page.get_by_label("Jalan berlubang di RT 4").focus()
    page.keyboard.press("Space")
    page.get_by_role("button", name="Beri instruksi tentang yang dipilih").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/pimpinan/instruksi/**")
    assert page.locator("#h-picked").inner_text() == "Mengenai 1 laporan"
