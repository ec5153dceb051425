"""Another carrier was chosen while messages waited: they go out by that one, in its own form."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from arcadumas.duties.notifications import carriers, outbox, switching
from arcadumas.duties.notifications.models import Message
from tests.doubles import Graph
from tests.duties.notifications.carriers.standing import standing
from tests.duties.notifications.carriers.test_fonnte import FonnteStandIn
from tests.duties.notifications.test_outbox import PHONE, queued

pytestmark = pytest.mark.django_db


def test_what_waits_goes_to_the_carrier_in_use(graph: Graph, settings: Any) -> None:
    message, mail = queued(), queued(channel="email", to="warga@demo.test")
    Message.objects.filter(pk=mail.pk).update(next_at=timezone.now() + timedelta(hours=1))
    with standing(FonnteStandIn, settings) as fonnte:
        assert switching.adopt() == 1
        assert outbox.once() == 1
        assert [each.to for each in fonnte.received] == [PHONE.removeprefix("+")]
    assert (graph.sent, fonnte.received[0].text) == ([], "satu")
    message.refresh_from_db()
    mail.refresh_from_db()
    assert (message.carrier, message.state, message.provider_id) == ("fonnte", "sent", "fonnte:80367171")
    assert (mail.carrier, mail.state) == ("email", "queued")


def test_what_was_sent_stays_with_its_carrier(graph: Graph, settings: Any) -> None:
    message = queued()
    outbox.once()
    with standing(FonnteStandIn, settings):
        assert switching.adopt() == 0
    assert Message.objects.get(pk=message.pk).carrier == "whatsapp"


def test_only_the_chosen_one_is_in_use(settings: Any) -> None:
    settings.WHATSAPP_TOKEN, settings.WHATSAPP_PHONE_NUMBER_ID, settings.EMAIL_URL = "x", "1", ""
    assert (carriers.usable(), carriers.name_for("whatsapp")) == ({"whatsapp"}, "whatsapp")
    settings.WHATSAPP_CARRIER, settings.FONNTE_TOKEN = "fonnte", "x"
    assert (carriers.usable(), carriers.name_for("whatsapp")) == ({"whatsapp"}, "fonnte")
    settings.FONNTE_TOKEN = ""
    assert carriers.usable() == set()
