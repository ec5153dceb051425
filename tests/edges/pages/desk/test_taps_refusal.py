"""The head refuses more time by the link of the message that asked for it, behind the PIN."""

from typing import Any

import pytest
from django.test import Client

from arcadumas.core.organisation import pins
from arcadumas.core.reports.models import Event, Promise
from arcadumas.duties.notifications.composing import content_of
from tests import builders
from tests.cast import Cast
from tests.core.handling.acts import REASON
from tests.edges.pages.desk.test_taps import PIN, address, message_to

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def both_channels(cast: Cast, settings: Any) -> None:
    settings.WHATSAPP_TOKEN, settings.WHATSAPP_PHONE_NUMBER_ID = "t", "1"
    settings.EMAIL_URL = "smtp://127.0.0.1:1"


def test_the_head_refuses_by_the_same_link_and_says_why(cast: Cast) -> None:
    visitor, report = Client(headers={"accept-language": "en"}), builders.wanting_time(cast).report
    pins.put(cast.person("pupr_head"), PIN, via="web")
    give = address(message_to(report, "pupr.kepala"), "extension")
    visitor.post(give, {"pin": PIN})
    page = visitor.get(give).content.decode()
    assert "Refuse the request" in page
    refuse = address(message_to(report, "pupr.kepala"), "extension-refusal")
    assert refuse in page
    short = visitor.post(refuse, {"text": "pendek", "step": "accept"})
    assert (short.status_code, ">pendek</textarea>" in short.content.decode()) == (422, True)
    before = Promise.objects.get(report=report, step="accept").due_at
    assert visitor.post(refuse, {"text": REASON, "step": "accept"}).status_code == 200
    line = Event.objects.filter(report=report).latest("seq")
    assert (line.kind, line.by.login, line.via) == ("extension_refused", "pupr.kepala", "link")
    assert Promise.objects.get(report=report, step="accept").due_at == before
    assert visitor.get(refuse).status_code == 410
    assert "Refuse the request" not in visitor.get(give).content.decode()
    told = message_to(report, "pupr.admin")
    assert (told.purpose, REASON in str(content_of(told.pk, bytes(told.text)))) == ("extension_refused", False)
