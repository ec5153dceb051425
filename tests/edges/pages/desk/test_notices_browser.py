"""The messages of a case in a real browser: sixty of them on a phone, and one sent once more by hand."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Page

from arcadumas.core.reports.models import Report
from arcadumas.duties.notifications import tell
from arcadumas.duties.notifications.models import Message
from tests import builders
from tests.cast import Cast
from tests.edges.pages.conftest import Opens
from tests.looking import DESK, PHONE, flaws

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]
Signed = Callable[..., Page]


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    return Cast.assemble()


@pytest.fixture
def report(cast: Cast, settings: Any) -> Report:
    """Told to many, in every state a message may be in."""
    settings.WHATSAPP_TOKEN, settings.WHATSAPP_PHONE_NUMBER_ID = "t", "1"
    settings.EMAIL_URL = "smtp://127.0.0.1:1"
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
        return opens(path, session=client.cookies["sesi"].value, language=language, **how)

    yield page


def test_the_messages_fit_and_can_be_used_by_all(report: Report, signed: Signed) -> None:
    page = signed(f"/meja/{report.code}/")
    found = flaws(page, "case", (PHONE, DESK))
    page.goto(f"{page.url}pesan/")
    assert found + flaws(page, "notices", (PHONE, DESK)) == []


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_one_is_sent_once_more_by_hand(report: Report, signed: Signed, script: bool) -> None:
    page = signed(f"/meja/{report.code}/pesan/", language="en", width=360, script=script)
    page.get_by_role("link", name="Send once more").first.click()
    page.get_by_role("button", name="Send once more").click()
    assert page.locator(".note-good p").inner_text().startswith("Sent once more by")
    assert Message.objects.filter(resent_by__login="kominfo.kepala", state="queued").count() == 1
