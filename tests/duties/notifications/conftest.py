"""The demo government with its rules and words, and a WhatsApp and a mail server of our own beside it."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests import doubles
from tests.cast import Cast
from tests.doubles import Graph, Mailbox


@pytest.fixture
def cast(db: None) -> Cast:
    return Cast.assemble()


@pytest.fixture
def both_channels(settings: Any) -> None:
    """WhatsApp and mail are there, and nothing is sent."""
    settings.WHATSAPP_TOKEN, settings.WHATSAPP_PHONE_NUMBER_ID = "t", "1"
    settings.EMAIL_URL = "smtp://127.0.0.1:1"


@pytest.fixture
def graph(settings: Any) -> Iterator[Graph]:
    with doubles.graph() as double:
        settings.WHATSAPP_API_URL, settings.WHATSAPP_TOKEN = double.url, doubles.TOKEN
        settings.WHATSAPP_PHONE_NUMBER_ID = doubles.LINE
        settings.WHATSAPP_CITIZEN_PHONE_NUMBER_ID = doubles.CITIZEN_LINE
        settings.WHATSAPP_BUSINESS_ACCOUNT_ID = doubles.ACCOUNT
        yield double


@pytest.fixture
def mailbox(settings: Any) -> Iterator[Mailbox]:
    with doubles.mailbox() as (box, url):
        settings.EMAIL_URL, settings.EMAIL_FROM = url, "Arcadumas <aduan@demo.test>"
        yield box
