"""Free text for carriers that bring no replies: a link for each act, and one to stop in the place of BERHENTI."""

import re
from typing import Any

import pytest

from arcadumas.core.reports import identity
from arcadumas.core.reports.models import Report
from arcadumas.duties.notifications import tapping, tell
from arcadumas.duties.notifications.carriers.written import written
from arcadumas.duties.notifications.composing import content_of
from arcadumas.duties.notifications.models import Message
from tests import builders
from tests.cast import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def report(cast: Cast, settings: Any) -> Report:
    settings.WHATSAPP_CARRIER, settings.WAHA_API_URL, settings.WAHA_API_KEY = "waha", "http://127.0.0.1:1", "k"
    report = builders.disposed(cast, phone="081234567890").report
    while tell.once():
        pass
    return report


def text(report: Report, **whom: str) -> str:
    message = Message.objects.filter(channel="whatsapp", notices__report=report, **whom).latest("queued_at")
    assert message.carrier == "waha"
    return written(content_of(message.pk, bytes(message.text)))


def test_a_citizen_is_given_a_link_that_stops_and_is_not_asked_to_reply(report: Report) -> None:
    said = text(report, notices__recipient="reporter")
    [token] = re.findall(r"\n\nBerhenti dikabari:\nhttp://127\.0\.0\.1:8000/t/([\w-]+)/$", said)
    assert "BERHENTI" not in said
    tapping.tap(token)
    assert identity.is_stopped(report)


def test_an_officer_s_text_keeps_its_footer(report: Report) -> None:
    said = text(report, notices__person__login="pupr.admin")
    assert ("Mohon tidak disebarkan" in said, "Berhenti dikabari" in said) == (True, False)
