"""The messages of a case in a real browser: sixty of them on a phone, and one sent once more by hand."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Page

from arcadumas.core.reports.models import Report
from arcadumas.duties.notifications import seeds, tell
from arcadumas.duties.notifications.models import Message
from tests import builders
from tests.cast import Cast
from tests.edges.pages.conftest import Opens

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]
SHOTS = Path(__file__).resolve().parents[4] / "var" / "shots"
Signed = Callable[..., Page]


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    return Cast.assemble()


@pytest.fixture
def report(cast: Cast, settings: Any) -> Report:
    """Told to many, in every state a message may be in."""
    settings.WHATSAPP_TOKEN, settings.WHATSAPP_PHONE_NUMBER_ID = "t", "1"
    settings.EMAIL_URL = "smtp://127.0.0.1:1"
    seeds.sow(demo=True)
    found = builders.in_work(cast, phone="0812 3456 7890", email="siti@contoh.id").report
    while tell.once():
        pass
    now = timezone.now()
    Message.objects.update(state="read", sent_at=now, delivered_at=now, read_at=now)
    mails = Message.objects.filter(channel="email")
    mails.update(state="delivered", read_at=None)
    mails.filter(unit__code="pupr").update(
        state="failed", delivered_at=None, failed_at=now, error_code="552", error_text="5.2.2 full"
    )
    first = Message.objects.filter(channel="whatsapp", notices__person__login="pupr.kepala")
    first.update(state="queued", read_at=None, delivered_at=None, sent_at=None, attempts=3, error_code="131000", next_at=now + timedelta(days=1))  # fmt: skip
    return found


@pytest.fixture
def signed(cast: Cast, opens: Opens) -> Iterator[Signed]:
    def page(path: str, *, language: str = "id", **how: object) -> Page:
        client = Client()
        client.force_login(cast.person("front_head"))
        opened = opens("/healthz", session=client.cookies["sesi"].value, **how)
        opened.context.add_cookies([{"name": "bahasa", "value": language, "url": opened.url}])
        opened.goto(opened.url.replace("/healthz", path))
        return opened

    yield page


def shoot(page: Page, name: str) -> None:
    SHOTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SHOTS / f"{name}.png", full_page=True)


@pytest.mark.parametrize("width", [360, 1280])
def test_the_messages_fit_and_can_be_used_by_all(report: Report, signed: Signed, width: int) -> None:
    for name, path in (("case", f"/meja/{report.code}/"), ("notices", f"/meja/{report.code}/pesan/")):
        page = signed(path, width=width)
        shoot(page, f"{name}-{width}")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert [each["id"] for each in Axe().run(page).response["violations"]] == []


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_one_is_sent_once_more_by_hand(report: Report, signed: Signed, script: bool) -> None:
    page = signed(f"/meja/{report.code}/pesan/", language="en", width=360, script=script)
    page.get_by_role("link", name="Send once more").first.click()
    page.get_by_role("button", name="Send once more").click()
    assert page.locator(".note-good p").inner_text().startswith("Sent once more by")
    assert Message.objects.filter(resent_by__login="kominfo.kepala", state="queued").count() == 1
