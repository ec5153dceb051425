"""The front desk hears that a channel has stopped by the one that still works, once, and that it goes again."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from arcadumas.duties.notifications import alarms, stoppages, tell
from arcadumas.duties.notifications.bounds import Alarm
from arcadumas.duties.notifications.composing import content_of
from arcadumas.duties.notifications.models import Message, Notice
from tests.builders import disposed
from tests.cast import Cast

pytestmark = pytest.mark.django_db
DESK = ["kominfo", "kominfo.kepala"]


@pytest.fixture(autouse=True)
def _both_channels(cast: Cast, settings: Any) -> None:
    settings.WHATSAPP_TOKEN, settings.WHATSAPP_PHONE_NUMBER_ID = "t", "1"
    settings.EMAIL_URL = "smtp://127.0.0.1:1"


def stopped(carrier: str = "whatsapp") -> None:
    alarms.begin("hold", carrier, code="190", text="(#190) Session for +62811 is invalid")


def later(minutes: float = 3) -> datetime:
    return timezone.now() + timedelta(minutes=minutes)


def told(purpose: str) -> list[tuple[str, str]]:
    found = Message.objects.filter(notices__purpose=purpose).order_by("notices__person__login")
    return list(found.values_list("notices__person__login", "channel"))


def test_it_is_told_by_the_other_channel_once(cast: Cast):
    disposed(cast)
    while tell.once():
        pass
    waiting = Message.objects.filter(channel="whatsapp", state="queued").count()
    stopped()
    assert stoppages.once(later()) == 2
    assert stoppages.once(later()) == 0
    assert told("carrier_down") == [(login, "email") for login in DESK]
    message = Message.objects.filter(notices__purpose="carrier_down").first()
    assert message is not None
    text = content_of(message.pk, bytes(message.text))["body"]
    assert (f"{waiting} pemberitahuan" in text, "190" in text, "+62811" in text) == (True, True, False)


def test_a_mail_server_that_stopped_is_told_by_whatsapp():
    stopped("email")
    stoppages.once(later())
    assert told("carrier_down") == [(login, "whatsapp") for login in DESK]


def test_what_is_over_in_a_moment_or_leaves_no_channel_is_not_told():
    stopped()
    assert stoppages.once(later(1)) == 0
    alarms.end("hold", "whatsapp")
    assert stoppages.once(later()) == 0
    stopped("whatsapp")
    stopped("email")
    assert (stoppages.once(later()), told("carrier_down")) == (0, [])


def test_that_it_goes_again_is_told_once_to_those_who_heard_that_it_did_not():
    stopped()
    stoppages.once(later())
    alarms.end("hold", "whatsapp")
    assert (stoppages.once(later()), stoppages.once(later())) == (2, 0)
    assert told("carrier_up") == [(login, "email") for login in DESK]
    Alarm.objects.update(since=later(10))
    stopped()
    Alarm.objects.update(since=later(20))
    assert stoppages.once(later(30)) == 2
    assert Notice.objects.filter(purpose="carrier_down").count() == 4


def test_its_link_leads_the_head_of_the_desk_to_the_outbox_and_the_officer_to_the_desk():
    stopped("email")
    stoppages.once(later())
    for login, place in (("kominfo.kepala", "/pengaturan/pesan/"), ("kominfo", "/meja/")):
        message = Message.objects.get(notices__person__login=login, notices__purpose="carrier_down")
        token = content_of(message.pk, bytes(message.text))["buttons"][0]["value"].strip("/")
        assert Client().post(f"/t/{token}/")["Location"].startswith(place)
