"""What leaves the house as messages: all that is told, caught at the gateways as its carriers put it."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import EmailMessage
from typing import Any

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.utils import timezone

from arcadumas.base import vapid
from arcadumas.base.gateways import mail, webpush, whatsapp
from arcadumas.base.gateways.webpush import Browser
from arcadumas.core.organisation.models import Person
from arcadumas.duties.notifications import browsers, fallback, tell
from arcadumas.duties.notifications.carriers import CARRIERS
from arcadumas.duties.notifications.carriers.interface import Parcel
from arcadumas.duties.notifications.composing import address_of, content_of
from arcadumas.duties.notifications.models import Message, Notice
from tests.duties.notifications.carriers.test_push import KEY

POINT = (Encoding.X962, PublicFormat.UncompressedPoint)


@dataclass(frozen=True, kw_only=True)
class Sent:
    """`text`: everything that a gateway was given for it, heads, names and addresses too."""

    message: Message
    text: str

    @property
    def recipient(self) -> str:
        (kind,) = {notice.recipient for notice in self.message.notices.all()}
        return str(kind)


def with_all_channels(settings: Any) -> None:
    """WhatsApp, mail, and a browser of everybody's."""
    settings.WHATSAPP_TOKEN, settings.WHATSAPP_PHONE_NUMBER_ID = "t", "1"
    settings.EMAIL_URL, settings.EMAIL_REPLY_TO = "smtp://127.0.0.1:1", "balas@demo.test"
    settings.VAPID_PRIVATE_KEY, settings.VAPID_SUBJECT, settings.PUSH_PRIVATE = KEY, "mailto:aduan@demo.test", True
    point = vapid.encode(ec.generate_private_key(ec.SECP256R1()).public_key().public_bytes(*POINT))
    for person in Person.objects.all():
        endpoint = f"http://127.0.0.1:1/{person.login}"
        browsers.add(person, Browser(endpoint=endpoint, p256dh=point, auth=vapid.encode(b"sixteen-bytes-ok")), label="")


def tell_all() -> None:
    """Reporters, whom WhatsApp does not reach, by mail too."""
    while tell.once():
        pass
    Message.objects.filter(notices__recipient="reporter").update(state="failed")
    Notice.objects.filter(recipient="reporter").update(fallback_at=timezone.now())
    while fallback.once():
        pass


def sent(monkeypatch: pytest.MonkeyPatch) -> Iterator[Sent]:
    caught = _catch(monkeypatch)
    for message in Message.objects.prefetch_related("notices"):
        caught.clear()
        parcel = Parcel(
            id=message.pk, to=address_of(message.pk, bytes(message.to)), template=message.template,
            language=message.language, content=content_of(message.pk, bytes(message.text)),
        )  # fmt: skip
        CARRIERS[message.carrier].send(parcel)
        (text,) = caught
        yield Sent(message=message, text=text)


def _catch(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    caught: list[str] = []

    def by_whatsapp(_client: Any, payload: Any) -> httpx.Response:
        caught.append(json.dumps(payload, ensure_ascii=False))
        return httpx.Response(200, json={"messages": [{"id": "wamid.1"}]})

    def by_mail(_mailer: Any, letter: EmailMessage, to: str, **more: Any) -> None:
        heads = [f"{name}: {value}" for name, value in letter.items()]
        caught.append("\n".join([*heads, to, str(more), str(letter.get_content())]))

    def by_push(_sender: Any, browser: Browser, content: Any, **more: Any) -> None:
        caught.append(f"{browser.endpoint} {json.dumps(content, ensure_ascii=False)} {more}")

    monkeypatch.setattr(whatsapp.Client, "post", by_whatsapp)
    monkeypatch.setattr(mail.Mailer, "send", by_mail)
    monkeypatch.setattr(webpush.Sender, "send", by_push)
    return caught
