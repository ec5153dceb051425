"""What a reporter was told, for the package of their own data (UU 27/2022 Pasal 7-13): in these words, by this way, and
what became of it. Their address stands in the package once, as they gave it."""

import re
from dataclasses import replace
from datetime import datetime
from typing import Any

from arcadumas.core.handling import own_data, workflow
from arcadumas.core.handling.own_data import Package
from arcadumas.core.organisation.actors import Actor
from arcadumas.core.reports import identity
from arcadumas.core.reports.models import Report
from arcadumas.duties.notifications.composing import content_of
from arcadumas.duties.notifications.models import Message, RecipientKind

TIMES = ("queued_at", "sent_at", "delivered_at", "read_at", "failed_at")
LINK = re.compile(r"https?://\S+")  # one tap on some of them acts


def take_out(code: str, *, by: Actor) -> Package:
    """The whole package. Raises as the core's does, and is audited there."""
    package = own_data.take_out(code, by=by)
    report = workflow.find(code, by=by)
    return replace(package, described=package.described | {"messages_to_you": _messages(report)})


def _messages(report: Report) -> list[dict[str, Any]]:
    told = Message.objects.filter(notices__report=report, notices__recipient=RecipientKind.REPORTER).distinct()
    key = identity.secret_of(report)
    return [_message(message, key) for message in told.order_by("queued_at", "id")]


def _message(message: Message, key: str) -> dict[str, Any]:
    """Without the links and the key in it: a package is passed on more easily than a message."""
    content = content_of(message.pk, bytes(message.text))
    said = content.get("shown") or "\n\n".join(content[name] for name in ("subject", "body") if content.get(name))
    text = LINK.sub("…", said.replace(key, "…") if key else said)
    known = {"channel": message.channel, "purpose": message.purpose, "state": message.state, "text": text}
    return known | {name: _when(getattr(message, name)) for name in TIMES}


def _when(at: datetime | None) -> str | None:
    return at.isoformat() if at else None
