"""A citizen's telephone at the real door: signed webhooks in, and all that is said back."""

import hashlib
import hmac
import json
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from arcadumas.base.gateways.whatsapp import Client as Gateway
from arcadumas.base.inbound.models import Inbound
from arcadumas.core.reports.models import Report
from arcadumas.duties.notifications import tell
from arcadumas.duties.notifications.composing import content_of
from arcadumas.duties.notifications.models import Message
from arcadumas.edges.channels.whatsapp import filing, reading
from tests.doubles import _wrong_free

SECRET, LINE = "a-secret-of-the-app", "100000000000001"
SITI, BUDI = "6285790417263", "6285790417264"  # of no other test: they are looked for in every file


class Now:
    """An executor without threads."""

    def submit(self, act: Any, *given: Any) -> None:
        act(*given)


class Phone:
    """`said`: what came back, oldest first, as Meta would be asked to send it."""

    def __init__(self, client: Client, monkeypatch: pytest.MonkeyPatch, number: str = SITI) -> None:
        self.client, self.number, self.said = client, number, []
        self.said: list[dict[str, Any]]
        monkeypatch.setattr(filing, "_replies", Now())
        monkeypatch.setattr(reading, "_replies", Now())
        monkeypatch.setattr(Gateway, "send", lambda gateway, to, opaque, content: self._hears(gateway, to, opaque, content))  # fmt: skip
        monkeypatch.setattr(Gateway, "send_text", lambda gateway, to, body, opaque: self._hears(gateway, to, opaque, {"type": "text", "text": {"body": body}}))  # fmt: skip
        monkeypatch.setattr(reading.time, "sleep", lambda seconds: None)

    def _hears(self, gateway: Gateway, to: str, opaque: str, content: dict[str, Any]) -> None:
        assert _wrong_free({"messaging_product": "whatsapp", "to": to, **content}) == ""
        self.said.append({"to": to, "line": gateway.phone_number_id, **content})

    @property
    def last(self) -> str:
        """The words that came last."""
        last = self.said[-1]
        return str(last["text"]["body"] if last["type"] == "text" else last["interactive"]["body"]["text"])

    @property
    def rows(self) -> list[dict[str, str]]:
        """What the last message offers to choose from."""
        action = self.said[-1]["interactive"]["action"]
        return action["sections"][0]["rows"] if "sections" in action else [each["reply"] for each in action["buttons"]]

    def sends(
        self, kind: str, content: dict[str, Any], *, answers: str = "", wamid: str = "", number: str = ""
    ) -> None:
        item = {
            "id": wamid or f"wamid.in.{Inbound.objects.count()}", "from": number or self.number, "type": kind, kind: content,
            "timestamp": str(int(timezone.now().timestamp())),
        }  # fmt: skip
        if answers:
            item["context"] = {"id": answers}
        value = {"metadata": {"phone_number_id": LINE}, "messages": [item]}
        body = json.dumps({"entry": [{"id": "1", "changes": [{"field": "messages", "value": value}]}]}).encode()
        sign = "sha256=" + hmac.new(SECRET.encode(), body, hashlib.sha256).hexdigest()
        self.client.post("/webhooks/whatsapp", body, content_type="application/json", headers={"X-Hub-Signature-256": sign})  # fmt: skip
        while reading.once() or filing.once():
            pass

    def writes(self, text: str, **how: str) -> None:
        self.sends("text", {"body": text}, **how)

    def photographs(self, caption: str = "", **how: str) -> None:
        self.sends("image", {"id": "77", "mime_type": "image/jpeg", "caption": caption}, **how)

    def presses(self, payload: str, **how: str) -> None:
        self.sends("button", {"payload": payload, "text": "…"}, **how)

    def chooses(self, row: dict[str, str], **how: str) -> None:
        kind = "list_reply" if "description" in row or row["id"].endswith(":none") else "button_reply"
        self.sends("interactive", {"type": kind, kind: row}, **how)


def told(report: Report) -> Report:
    """All that the report's lines have to say is written, as if it had been sent."""
    while tell.once():
        pass
    for message in Message.objects.filter(provider_id=""):
        Message.objects.filter(pk=message.pk).update(provider_id=f"wamid.out.{message.pk}")
    return report


def to_reporter(report: Report, stem: str) -> Message:
    return Message.objects.filter(channel="whatsapp", notices__report=report, notices__recipient="reporter", notices__stem=stem).latest("queued_at")  # fmt: skip


def button(message: Message, act: str) -> str:
    buttons = content_of(message.pk, bytes(message.text))["buttons"]
    return str(next(each["value"] for each in buttons if each["value"].startswith(f"{act}:")))
