"""The pages of drills in a real browser, on a phone and on a desk: started by hand, readable, without a side scroll."""

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Page

from arcadumas.core.drills.finish import finish
from arcadumas.core.drills.models import Call, Drill
from arcadumas.core.drills.start import start
from arcadumas.core.organisation.actors import Actor, Via
from tests.cast import Cast
from tests.edges.pages.conftest import Opens

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]
SHOTS = Path(__file__).resolve().parents[4] / "var" / "shots"
WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture(scope="module")
def session_cookie() -> str:
    """No account but the cast's, which each test makes."""
    return ""


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    return Cast.assemble()


def opened(cast: Cast, opens: Opens, path: str, width: int) -> Page:
    client = Client()
    client.force_login(cast.person("front_head"))
    return opens(path, width=width, session=client.cookies["sesi"].value)


def look(page: Page, name: str) -> None:
    SHOTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SHOTS / f"{name}.png", full_page=True)
    assert page.evaluate(WIDER) == 0
    assert Axe().run(page).response["violations"] == []


@pytest.mark.parametrize("width", [360, 1280])
def test_a_drill_is_started_and_its_result_read(cast: Cast, opens: Opens, width: int) -> None:
    page = opened(cast, opens, "/pengaturan/latihan/", width)
    look(page, f"latihan-mulai-{width}")
    page.get_by_role("button", name="Hubungi sekarang").click()
    page.get_by_text("belum menjawab").first.wait_for()
    drill = Drill.objects.get()
    look(page, f"latihan-jalan-{width}")
    drill.calls.filter(person__login="pupr.admin").update(answered_at=timezone.now())
    reach = {call.pk: Call.Reach.READ for call in drill.calls.filter(person__login="dinkes.kepala")}
    finish(drill.pk, reach=reach, at=timezone.now())
    page.reload()
    page.get_by_text("Tanyakan apakah tombolnya dipahami").wait_for()
    look(page, f"latihan-hasil-{width}")
    page.goto(page.url.rpartition("/latihan/")[0] + "/latihan/")
    look(page, f"latihan-daftar-{width}")


@pytest.mark.parametrize("width", [360, 1280])
def test_the_digests_page_reads_well(cast: Cast, opens: Opens, width: int) -> None:
    start(by=Actor(kind="house", via=Via.CLI))
    look(opened(cast, opens, "/pengaturan/rangkuman/", width), f"rangkuman-{width}")
