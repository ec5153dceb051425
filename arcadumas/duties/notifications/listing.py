"""Who was told, by what, and whether it arrived: for the case, the inbox and the API. Never an address."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from arcadumas.base.compiled import Slot, prepared
from arcadumas.base.masking import mask
from arcadumas.core.organisation.models import Role
from arcadumas.core.reports.models import Report
from arcadumas.duties.notifications.models import Message, Notice, RecipientKind


@dataclass(frozen=True, kw_only=True)
class Line:
    """One notice by one message (contract: `GET …/notifications`), with what pages show beside it."""

    id: uuid.UUID
    event: str
    purpose: str
    recipient: dict[str, Any]
    title: str
    channel: str
    state: str
    state_label: str
    attempts: int
    queued_at: datetime
    sent_at: datetime | None
    delivered_at: datetime | None
    read_at: datetime | None
    failed_at: datetime | None
    error: dict[str, str] | None
    notice: Notice = field(repr=False)
    message: Message = field(repr=False)

    def as_json(self) -> dict[str, Any]:
        """The contract's shape; moments stay datetimes."""
        names = ("event", "purpose", "recipient", "channel", "state", "attempts", "queued_at", "sent_at", "delivered_at",
                 "read_at", "failed_at")  # fmt: skip
        shown = {"id": str(self.id), **{name: getattr(self, name) for name in names}}
        return {**shown, "error": self.error} if self.error else shown


def for_report(report: Report) -> list[Line]:
    """Oldest first. One statement; two where anybody was told."""
    found = {notice.pk: notice for notice in _notices(report.pk)}
    lines = [(found[row.notice_id], row.message) for row in _sent(list(found))] if found else []
    lines.sort(
        key=lambda pair: (
            pair[0].event.seq if pair[0].event else 0,
            pair[0].pk,
            pair[1].queued_at,
            pair[1].channel != "whatsapp",
        )
    )
    return [_line(notice, message) for notice, message in lines]


@prepared
def _notices(report: Slot) -> QuerySet[Notice]:
    related = ("event", "post__unit", "person")
    return Notice.objects.filter(report=report).select_related(*related).order_by("event__seq", "id")


@prepared
def _sent(notices: Slot) -> QuerySet[Any]:
    """The rows between notices and messages, each with its message."""
    through = Message.notices.through.objects.filter(notice__among=notices)
    return through.select_related("message", "message__resent_by").defer("message__to", "message__text")


def _line(notice: Notice, message: Message) -> Line:
    error = {"code": message.error_code, "text": mask(message.error_text)}
    return Line(
        id=message.pk, event=notice.event.kind if notice.event else "", purpose=notice.purpose, recipient=_recipient(notice),
        title=notice.post.title if notice.post else "", channel=message.channel, state=message.state,
        state_label=str(Message.State(message.state).label), attempts=message.attempts, queued_at=message.queued_at,
        sent_at=message.sent_at, delivered_at=message.delivered_at, read_at=message.read_at, failed_at=message.failed_at,
        error=error if any(error.values()) else None, notice=notice, message=message,
    )  # fmt: skip


def _recipient(notice: Notice) -> dict[str, Any]:
    if notice.post is None:
        return {"kind": notice.recipient, "role": notice.recipient}
    login = notice.person.login if notice.person else ""
    return {"kind": notice.recipient, "login": login, "role": notice.post.role, "unit": notice.post.unit.code}


def role_label(line: Line) -> str:
    role = line.recipient["role"]
    return str(Role(role).label if role in Role.values else RecipientKind(role).label)


@dataclass(frozen=True, kw_only=True)
class Seen:
    """The furthest that any message about a report's newest notice has come, to officers who must do something."""

    state: str
    purpose: str
    at: datetime


SEEN = """
    SELECT DISTINCT ON (n.report_id) n.report_id, m.state, n.purpose,
        coalesce(m.read_at, m.delivered_at, m.sent_at, m.failed_at, m.queued_at)
    FROM notifications_notice n
    JOIN notifications_message_notices t ON t.notice_id = n.id
    JOIN notifications_message m ON m.id = t.message_id
    WHERE n.report_id = ANY(%s) AND n.recipient = 'post' AND n.purpose <> 'brought_to_leader'
    ORDER BY n.report_id, n.event_id DESC,
        array_position(ARRAY['read','delivered','sent','claimed','queued','uncertain','failed','superseded'], m.state::text)
"""


def seen_by(reports: Iterable[Report]) -> dict[int, Seen]:
    """By report id; one statement. A report of which no officer was told is missing."""
    with connection.cursor() as cursor:
        cursor.execute(SEEN, [[report.pk for report in reports]])
        return {row[0]: Seen(state=row[1], purpose=row[2], at=row[3]) for row in cursor.fetchall()}
