"""A report of somebody who left an e-mail address, and the mails that were sent about it."""

from collections.abc import Iterator
from typing import Any

import pytest

from arcadumas.base.inbound import store
from arcadumas.base.inbound.models import Inbound
from arcadumas.core.reports.models import Report
from arcadumas.duties.notifications import outbox, tell
from arcadumas.duties.notifications.models import Message
from arcadumas.edges.channels.email import reading, replying
from arcadumas.edges.channels.email.replying import Letter
from tests import builders, doubles
from tests.cast import Cast
from tests.doubles import Mailbox


@pytest.fixture
def cast(db: None) -> Cast:
    return Cast.assemble()


@pytest.fixture
def mailbox(settings: Any) -> Iterator[Mailbox]:
    """E-mail alone, with a mark in the address for replies."""
    with doubles.mailbox() as (box, url):
        settings.EMAIL_URL, settings.EMAIL_FROM = url, "Arcadumas <aduan@demo.test>"
        settings.EMAIL_REPLY_TO = "balas+{token}@demo.test"
        yield box


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> list[Letter]:
    """What would have been said back."""
    letters: list[Letter] = []
    monkeypatch.setattr(replying, "send", letters.append)
    return letters


@pytest.fixture
def report(cast: Cast, mailbox: Mailbox) -> Report:
    """Passed to PUPR and told: its reporter has mails, and so has PUPR's team."""
    receipt = builders.disposed(cast, email="siti@mail.test")
    while tell.once():
        pass
    outbox.once()
    return receipt.report


def to_reporter(report: Report) -> Message:
    return Message.objects.filter(notices__report=report, notices__recipient="reporter", channel="email").latest(
        "queued_at"
    )


def to_officer(report: Report) -> Message:
    return Message.objects.filter(
        notices__report=report, notices__event__kind="disposed", notices__post__role="agency_admin", channel="email"
    ).earliest("queued_at")


def arrive(*mails: bytes) -> list[Inbound]:
    """Kept as the fetching keeps them, and read."""
    rows = [store.keep("email", raw, headers={}, external_id="") for raw in mails]
    read()
    for row in rows:
        row.refresh_from_db()
    return rows


def read() -> None:
    while reading.once():
        pass
    reading._post.shutdown(wait=True)
    reading._post = type(reading._post)(max_workers=1)
