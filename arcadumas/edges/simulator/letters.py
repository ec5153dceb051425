"""Mails as the mailboxes keep and show them."""

import uuid
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from django.utils.html import strip_tags

from arcadumas.base import sealed
from arcadumas.base.inbound import store
from arcadumas.edges.simulator.models import Mail

TABLE = "simulator_mail"
PURPOSE = "simulator.mail"


@dataclass(frozen=True, kw_only=True)
class Letter:
    id: uuid.UUID
    address: str
    sender: str
    subject: str
    text: str
    message_id: str
    received_at: datetime


def key_of(address: str) -> bytes:
    return sealed.blind(address.strip().lower(), purpose=PURPOSE)


def keep(address: str, raw: bytes) -> Mail:
    """Keep one delivery, byte for byte."""
    row = uuid.uuid4()
    return Mail.objects.create(
        id=row, key=key_of(address), message_id=str(_parsed(raw).get("Message-ID", "")).strip()[:998],
        address=sealed.seal(address.strip().lower(), table=TABLE, row=row, field="address"),
        raw=sealed.seal(raw, table=TABLE, row=row, field="raw"),
    )  # fmt: skip


def newest(address: str, most: int) -> list[Mail]:
    """The newest mails, oldest first; of one mailbox when it is named."""
    rows = Mail.objects.order_by("-received_at", "-id")
    if address:
        rows = rows.filter(key=key_of(address))
    return list(rows[:most])[::-1]


def open_letter(mail: Mail) -> Letter:
    message = _parsed(raw_of(mail))
    return Letter(
        id=mail.id, address=sealed.unseal(bytes(mail.address), table=TABLE, row=mail.id, field="address"),
        sender=str(message.get("From", "")), subject=str(message.get("Subject", "")), text=_text(message),
        message_id=mail.message_id, received_at=mail.received_at,
    )  # fmt: skip


def shape(mail: Mail) -> dict[str, Any]:
    """For the control API."""
    letter = open_letter(mail)
    return {
        "id": str(letter.id), "to": letter.address, "from": letter.sender, "subject": letter.subject, "raw": raw_of(mail).decode("utf-8", "replace"),
        "text": letter.text, "message_id": letter.message_id, "received_at": letter.received_at.isoformat(),
    }  # fmt: skip


def raw_of(mail: Mail) -> bytes:
    return sealed.unseal_bytes(bytes(mail.raw), table=TABLE, row=mail.id, field="raw")


def answer(mail: Mail, text: str) -> None:
    """The owner of the mailbox replies: laid where fetching from a mailbox would lay it."""
    asked, row = _parsed(raw_of(mail)), uuid.uuid4()
    owner = open_letter(mail).address
    reply = EmailMessage(policy=policy.SMTP)
    reply["Return-Path"] = f"<{owner}>"
    reply["From"] = owner
    reply["To"] = str(asked.get("Reply-To") or asked.get("From", ""))
    reply["Subject"] = f"Re: {asked.get('Subject', '')}"
    reply["Message-ID"] = f"<{row}@simulator.demo.test>"
    reply["In-Reply-To"] = mail.message_id
    reply.set_content(text)
    store.keep("email", reply.as_bytes(), headers={}, external_id=f"simulator:{row}")


def _parsed(raw: bytes) -> EmailMessage:
    return message_from_bytes(raw, policy=policy.default)


def _text(message: EmailMessage) -> str:
    part = message.get_body(preferencelist=("plain", "html"))
    if part is None:
        return ""
    content = str(part.get_content()).replace("\r\n", "\n")
    return content if part.get_content_subtype() == "plain" else strip_tags(content)
