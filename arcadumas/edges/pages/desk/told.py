"""Who was told, by what, and what came of it: the panel of the case, and the page of all its messages. Never an address."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext_lazy as _

from arcadumas.core.handling.folder import Folder
from arcadumas.core.organisation import powers
from arcadumas.core.organisation.actors import Actor
from arcadumas.duties.notifications import errors, holds, listing, nexts, resending
from arcadumas.duties.notifications.labels import label
from arcadumas.duties.notifications.listing import Line
from arcadumas.duties.notifications.models import PUSH, Hold, Notice

CHANNELS = ("whatsapp", "email")
READ, ARRIVED, OVER = "read", ("read", "delivered"), ("failed", "uncertain", "superseded")
TIMES = (("sent_at", _("sent")), ("delivered_at", _("delivered")), ("read_at", _("read")), ("failed_at", _("failed")))


@dataclass(kw_only=True)
class Recipient:
    """`cells`: the newest message of each channel; `lines`: every message, newest first."""

    name: str
    person: str
    unit: str
    is_reporter: bool
    notice: Notice
    cells: dict[str, "Sent"] = field(default_factory=dict)
    lines: list["Sent"] = field(default_factory=list)

    @property
    def is_lost(self) -> bool:
        """Nothing that was tried has arrived, and nothing is on its way."""
        return not self.notice.settled_at and all(one.state in OVER for one in self.lines if one.channel != PUSH)


@dataclass(frozen=True, kw_only=True)
class Sent:
    """One message. `times`: how far it came, step by step; `reason` and `next` in plain words, or ""."""

    id: Any
    channel: str
    state: str
    at: datetime
    times: Sequence[tuple[str, str]]
    reason: str
    next: str
    again_by: str
    may_resend: bool


@dataclass(kw_only=True)
class Group:
    """All that were told of one thing at one time."""

    title: str
    at: datetime
    recipients: list[Recipient]

    @property
    def summary(self) -> str:
        return summary(self.recipients)


def lines_for(folder: Folder, who: Actor) -> list[Line]:
    """Nothing for those who may not see notices. Two statements."""
    return listing.for_report(folder.report) if powers.may(who, "see_notices", at=folder.here) else []


def panel(folder: Folder, who: Actor, now: datetime) -> dict[str, Any]:
    """Officers first, then the reporter, each with the newest message of each channel; three statements."""
    sents = _sents(lines_for(folder, who), now)
    recipients = _newest(sents)
    cells = [{"name": one.name, **{channel: one.cells.get(channel) for channel in CHANNELS}} for one in recipients]
    return {"told": cells, "told_summary": summary(recipients), "told_count": len(sents)}


def all_of(folder: Folder, who: Actor, now: datetime) -> dict[str, Any]:
    """`groups`: by what was told, newest first; three statements, however many messages."""
    sents = _sents(lines_for(folder, who), now, may_resend=powers.may(who, "resend", at=folder.here))
    return {"groups": _groups(sents), "told_summary": summary(_newest(sents)), "told_count": len(sents)}


def _newest(sents: Sequence[tuple[Line, "Sent"]]) -> list[Recipient]:
    """Each recipient with their newest notice: how that one fared is what counts."""
    found: dict[str, Recipient] = {}
    for line, sent in sents:
        one = found.setdefault(f"{line.notice.post_id or line.recipient['kind']}", _recipient(line))
        if one.notice.pk != line.notice.pk:
            one.notice, one.lines = line.notice, []
        one.cells[line.channel] = sent
        one.lines.append(sent)
    return sorted(found.values(), key=lambda one: one.is_reporter)


def _groups(sents: Sequence[tuple[Line, "Sent"]]) -> list[Group]:
    found: dict[tuple[Any, str], dict[int, Recipient]] = {}
    for line, sent in sents:
        told = found.setdefault((line.notice.event_id, line.purpose), {})
        told.setdefault(line.notice.pk, _recipient(line)).lines.insert(0, sent)
    made = [
        Group(
            title=title_of(purpose), at=min(one.notice.created_at for one in told.values()), recipients=_in_order(told)
        )
        for (_event, purpose), told in found.items()
    ]
    return sorted(made, key=lambda group: (group.at, group.recipients[0].notice.event_id or 0), reverse=True)


def _in_order(told: Mapping[int, Recipient]) -> list[Recipient]:
    return sorted(told.values(), key=lambda one: (one.is_reporter, one.unit, one.name))


def summary(recipients: Sequence[Recipient]) -> str:
    """«8 told, 6 read, 1 could not be reached»."""
    told, lost = len(recipients), sum(1 for one in recipients if one.is_lost)
    read = sum(1 for one in recipients if any(sent.state == READ for sent in one.lines))
    parts = [
        ngettext("{number} told", "{number} told", told).format(number=told),
        ngettext("{number} read", "{number} read", read).format(number=read),
    ]
    if lost:
        parts.append(
            ngettext("{number} could not be reached", "{number} could not be reached", lost).format(number=lost)
        )
    return ", ".join(parts)


def title_of(purpose: str) -> str:
    return label("purpose", purpose, get_language() or "") or purpose


def _outside(line: Line) -> str:
    """The body outside, by its name."""
    event = line.notice.event
    return str(event.facts.get("to", "")) if event and line.recipient["kind"] == "outside" else ""


def _recipient(line: Line) -> Recipient:
    notice = line.notice
    return Recipient(
        name=line.title or _outside(line) or listing.role_label(line), person=notice.person.name if notice.person else "",
        unit=notice.post.unit.name if notice.post else "", is_reporter=line.recipient["kind"] == "reporter", notice=notice,
    )  # fmt: skip


def _sents(lines: Sequence[Line], now: datetime, *, may_resend: bool = False) -> list[tuple[Line, Sent]]:
    held = holds.all_by_carrier() if lines else {}
    return [(line, _sent(line, lines, held, now, may_resend=may_resend)) for line in lines]


def _sent(line: Line, lines: Sequence[Line], held: dict[str, Hold], now: datetime, *, may_resend: bool) -> Sent:
    message = line.message
    times = [(str(word), nexts.time_of(at, now)) for name, word in TIMES if (at := getattr(line, name))]
    return Sent(
        id=line.id, channel=nexts.name_of(line.channel), state=line.state, at=moment_of(line), times=times,
        reason=errors.sentence(line.channel, line.state, message.error_code, message.error_text, get_language()),
        next=nexts.sentence(line, lines, held, now), again_by=message.resent_by.name if message.resent_by else "",
        may_resend=may_resend and line.state in resending.ENDED and line.state not in ARRIVED,
    )  # fmt: skip


def moment_of(line: Line) -> datetime:
    """When the message came as far as it has."""
    failed_at = line.failed_at if line.state == "failed" else None
    return line.read_at or failed_at or line.delivered_at or line.sent_at or line.queued_at
