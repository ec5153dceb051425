"""Who was told and whether they saw it: one row a recipient, one cell a channel, the newest message in each."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from arcadumas.core.handling.folder import Folder
from arcadumas.core.organisation import powers
from arcadumas.core.organisation.actors import Actor
from arcadumas.duties.notifications import listing
from arcadumas.duties.notifications.listing import Line

CHANNELS = ("whatsapp", "email")


@dataclass(kw_only=True)
class Recipient:
    """`cells`: the newest message of each channel, or None."""

    name: str
    is_reporter: bool
    cells: dict[str, Line] = field(default_factory=dict)


def told(folder: Folder, who: Actor) -> list[Recipient]:
    """Officers first, then the reporter; nothing for those who may not see notices. Two statements."""
    if not powers.may(who, "see_notices", at=folder.here):
        return []
    found: dict[str, Recipient] = {}
    for line in listing.for_report(folder.report):
        key = str(line.recipient.get("login") or line.recipient["kind"]) + line.title
        is_reporter = line.recipient["kind"] == "reporter"
        name = line.title or listing.role_label(line)
        found.setdefault(key, Recipient(name=name, is_reporter=is_reporter)).cells[line.channel] = line
    return sorted(found.values(), key=lambda one: one.is_reporter)


def moment_of(line: Line) -> datetime:
    """When the message came as far as it has."""
    return line.read_at or line.failed_at or line.delivered_at or line.sent_at or line.queued_at


def cells(recipients: Iterable[Recipient]) -> list[dict[str, object]]:
    """What the table shows: state, moment and, for a failure, the reason in words."""
    return [
        {"name": one.name, **{channel: _cell(one.cells.get(channel)) for channel in CHANNELS}} for one in recipients
    ]


def _cell(line: Line | None) -> dict[str, object] | None:
    if line is None:
        return None
    error = line.error or {}
    return {"state": line.state, "at": moment_of(line), "reason": error.get("text", "") or error.get("code", "")}
