"""The outbox and the costs in a real browser, on a phone and on a desk."""

from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Page

from arcadumas.core.organisation.models import Unit
from arcadumas.duties.notifications import seeds, tell
from arcadumas.duties.notifications.models import Hold, Message
from arcadumas.duties.notifications.pricing import ChargeCount, Rate
from tests import builders
from tests.cast import Cast
from tests.edges.pages.conftest import Opens

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]
SHOTS = Path(__file__).resolve().parents[4] / "var" / "shots"


@pytest.fixture
def cast(transactional_db: None, settings: Any) -> Cast:
    made = Cast.assemble()
    settings.WHATSAPP_TOKEN, settings.WHATSAPP_PHONE_NUMBER_ID = "t", "1"
    settings.EMAIL_URL = "smtp://127.0.0.1:1"
    seeds.sow(demo=True)
    builders.disposed(made, phone="0812 3456 7890")
    while tell.once():
        pass
    now = timezone.now()
    Message.objects.filter(channel="email").update(
        state="failed", failed_at=now, error_code="552", error_text="5.2.2 full"
    )
    Hold.objects.create(carrier="whatsapp", since=now, until=now, code="131042")
    for code, number in (("pupr", 1200), ("dinkes", 80)):
        unit = Unit.objects.get(code=code)
        ChargeCount.objects.create(day=timezone.localdate(), carrier="whatsapp", category="utility", is_billable=True, unit=unit, messages=number)  # fmt: skip
    ChargeCount.objects.create(
        day=timezone.localdate(), carrier="whatsapp", category="service", is_billable=False, messages=7
    )
    Rate.objects.create(carrier="whatsapp", category="utility", starts_on="2026-01-01", price="300")
    return made


def opened(cast: Cast, opens: Opens, path: str, **how: object) -> Page:
    client = Client()
    client.force_login(cast.person("front_head"))
    page = opens("/healthz", session=client.cookies["sesi"].value, **how)
    page.context.add_cookies([{"name": "bahasa", "value": "id", "url": page.url}])
    page.goto(page.url.replace("/healthz", path))
    return page


@pytest.mark.parametrize("width", [360, 1280])
def test_the_pages_fit_and_can_be_used_by_all(cast: Cast, opens: Opens, width: int) -> None:
    SHOTS.mkdir(parents=True, exist_ok=True)
    for name in ("pesan", "pesan/kirim-ulang", "pesan/pembatalan", "biaya"):
        page = opened(cast, opens, f"/pengaturan/{name}/", width=width)
        page.screenshot(path=SHOTS / f"{name.replace('/', '-')}-{width}.png", full_page=True)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, name
        assert [each["id"] for each in Axe().run(page).response["violations"]] == [], name


def test_what_failed_is_sent_again_by_hand_and_without_script(cast: Cast, opens: Opens) -> None:
    page = opened(cast, opens, "/pengaturan/pesan/", width=360, script=False)
    page.get_by_role("link", name="Kirim ulang yang gagal").click()
    page.get_by_role("button", name="Kirim ulang").click()
    assert "masuk antrean lagi" in page.locator(".note-good p").inner_text()
