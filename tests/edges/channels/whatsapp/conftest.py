"""A government whose reporter has a telephone."""

from typing import Any

import pytest
from django.test import Client

from arcadumas.core.organisation.models import Person
from tests.cast import Cast
from tests.edges.channels.whatsapp.phone import LINE, SECRET, Phone


@pytest.fixture
def cast(db: None) -> Cast:
    return Cast.assemble()


@pytest.fixture
def phone(client: Client, cast: Cast, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Phone:
    settings.WHATSAPP_APP_SECRET, settings.WHATSAPP_TOKEN, settings.WHATSAPP_PHONE_NUMBER_ID = SECRET, "token", LINE
    Person.objects.update(language="en")
    return Phone(client, monkeypatch)
