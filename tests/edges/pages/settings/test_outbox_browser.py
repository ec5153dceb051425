"""The outbox and the costs in a real browser, on a phone and on a desk."""

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Page

from arcadumas.core.organisation.models import Unit
from arcadumas.duties.notifications import tell
from arcadumas.duties.notifications.models import Hold, Message
from arcadumas.duties.notifications.pricing import ChargeCount, Rate
from tests import builders
from tests.cast import Cast
from tests.edges.pages.conftest import Opens
from tests.looking import DESK, PHONE, flaws

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]


@pytest.fixture
def cast(transactional_db: None, settings: Any) -> Cast:
    made = Cast.assemble()
    settings.WHATSAPP_TOKEN, settings.WHATSAPP_PHONE_NUMBER_ID = "t", "1"
    settings.EMAIL_URL = "smtp://127.0.0.1:1"
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
    return opens(path, session=client.cookies["sesi"].value, language="id", **how)


def test_the_pages_fit_and_can_be_used_by_all(cast: Cast, opens: Opens) -> None:
    page, found = opened(cast, opens, "/pengaturan/pesan/"), []
    base = page.url.removesuffix("pesan/")
    for name in ("pesan", "pesan/kirim-ulang", "pesan/pembatalan", "biaya"):
        page.goto(f"{base}{name}/")
        found += flaws(page, name.replace("/", "-"), (PHONE, DESK))
    assert found == []


def test_what_failed_is_sent_again_by_hand_and_without_script(cast: Cast, opens: Opens) -> None:
    page = opened(cast, opens, "/pengaturan/pesan/", width=360, script=False)
    page.get_by_role("link", name="Kirim ulang yang gagal").click()
    page.get_by_role("button", name="Kirim ulang").click()
    assert "masuk antrean lagi" in page.locator(".note-good p").inner_text()
