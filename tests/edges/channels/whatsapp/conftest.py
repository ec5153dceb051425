"""A government whose reporter has a telephone."""

import io
from typing import Any

import pytest
from django.test import Client
from PIL import Image

from arcadumas.base.gateways import whatsapp_media
from arcadumas.core.organisation.models import Person
from arcadumas.duties.notifications.models import Rule
from tests.cast import Cast
from tests.edges.channels.whatsapp.phone import LINE, SECRET, Phone


@pytest.fixture
def cast(db: None) -> Cast:
    return Cast.assemble()


@pytest.fixture
def phone(client: Client, cast: Cast, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Phone:
    settings.WHATSAPP_APP_SECRET, settings.WHATSAPP_TOKEN, settings.WHATSAPP_PHONE_NUMBER_ID = SECRET, "token", LINE
    Person.objects.update(language="en")
    Rule.objects.update(from_time=None, to_time=None)  # at whatever hour this runs
    return Phone(client, monkeypatch)


@pytest.fixture
def photo(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the provider gives for a photo's id."""
    kept = io.BytesIO()
    Image.new("RGB", (8, 8), "teal").save(kept, "JPEG")
    monkeypatch.setattr(whatsapp_media, "fetch", lambda gateway, media_id, *, limit: kept.getvalue())
