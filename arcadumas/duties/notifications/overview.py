"""The whole outbox for those who tend it: what to look for, one page at a time. Never an address or a text.

Rows of a report that the looker may not see are left out; the engineer, who opens no report, sees every row, with no code.
"""

import uuid
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.db.models.lookups import IsNull
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import get_language

from arcadumas.core.handling import visible
from arcadumas.core.organisation.actors import Actor
from arcadumas.core.organisation.models import Role
from arcadumas.duties.notifications import errors
from arcadumas.duties.notifications.labels import label
from arcadumas.duties.notifications.models import Message, Notice, RecipientKind

SIZE = 50
REPORTER = "reporter"  # as a unit: messages that go to reporters
SEALED = ("to", "to_blind", "text")


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What to look for; empty: everything. `unit` is a code or REPORTER; the dates are local and both inclusive."""

    state: str = ""
    channel: str = ""
    carrier: str = ""
    unit: str = ""
    purpose: str = ""
    error: str = ""
    since: date | None = None
    until: date | None = None

    def as_facts(self) -> dict[str, str]:
        """For the audit trail."""
        return {name: str(value) for name, value in vars(self).items() if value}


@dataclass(frozen=True, kw_only=True)
class Row:
    """A message as the outbox shows it. `code` "": of no report, or of one whose code is not for the looker."""

    message: Message
    code: str
    recipient: str
    unit: str
    purpose: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class Page:
    rows: Sequence[Row]
    after: str = ""


def matching(wanted: Wanted, *, by: Actor) -> QuerySet[Message]:
    """In no order."""
    rows = Message.objects.filter(_filter(wanted))
    if not by.has(*visible.WIDE):
        return rows
    through = Message.notices.through.objects.filter(message=OuterRef("pk"), notice__report__isnull=False)
    seen = visible.to(by).filter(pk=OuterRef("notice__report"))
    # Not Exists: the database would look at every report there is, to count a few messages.
    hidden = through.filter(IsNull(Subquery(seen.values("pk")[:1]), True))
    return rows.filter(IsNull(Subquery(hidden.values("pk")[:1]), True))


def _filter(wanted: Wanted) -> Q:
    found = Q()
    for name in ("state", "channel", "carrier", "purpose"):
        if value := getattr(wanted, name):
            found &= Q(**{name: value})
    if wanted.error:
        found &= Q(error_code=wanted.error)
    if wanted.unit:
        found &= Q(unit=None, notices__recipient=REPORTER) if wanted.unit == REPORTER else Q(unit__code=wanted.unit)
    if wanted.since:
        found &= Q(queued_at__gte=_midnight(wanted.since))
    if wanted.until:
        found &= Q(queued_at__lt=_midnight(wanted.until + timedelta(days=1)))
    return found


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def page(wanted: Wanted, *, by: Actor, after: str = "", size: int = SIZE) -> Page:
    """Newest first, after a row. Two statements; one more for whoever may stand in another's place."""
    found = _newest(matching(wanted, by=by), after, size + 1)
    shown = found[:size]
    return Page(rows=_rows(shown, by), after=_cursor(shown[-1]) if len(found) > size else "")


def every(wanted: Wanted, *, by: Actor, size: int = 1_000) -> Iterator[Row]:
    """All that match, newest first, read a page at a time."""
    after = ""
    while True:
        found = page(wanted, by=by, after=after, size=size)
        yield from found.rows
        if not found.after:
            return
        after = found.after


def _newest(rows: QuerySet[Message], after: str, many: int) -> list[Message]:
    at, key = _read(after)
    if at is not None:
        # The first condition is what the index ranges over; the second cuts the rows of the same moment.
        rows = rows.filter(queued_at__lte=at).exclude(queued_at=at, id__gte=key)
    return list(rows.select_related("unit").defer(*SEALED).order_by("-queued_at", "-id")[:many])


def _cursor(message: Message) -> str:
    return f"{message.queued_at.isoformat()}~{message.pk}"


def _read(text: str) -> tuple[datetime | None, uuid.UUID]:
    """Moment and id; nothing at all for what we did not write."""
    moment, _tilde, key = text.partition("~")
    try:
        at, number = parse_datetime(moment), uuid.UUID(key)
    except ValueError:
        return None, uuid.UUID(int=0)
    return (at, number) if at and at.tzinfo else (None, number)


def _rows(messages: Sequence[Message], by: Actor) -> list[Row]:
    notices = notices_of(messages)
    return [_row(message, notices.get(message.pk, ()), by) for message in messages]


def notices_of(messages: Sequence[Message]) -> Mapping[uuid.UUID, Sequence[Notice]]:
    """By message id, oldest first. One statement."""
    found: dict[uuid.UUID, list[Notice]] = defaultdict(list)
    through = Message.notices.through.objects.filter(message__in=[message.pk for message in messages])
    for row in through.select_related("notice__post", "notice__report").order_by("notice_id"):
        found[row.message_id].append(row.notice)
    return found


def _row(message: Message, notices: Sequence[Notice], by: Actor) -> Row:
    codes = dict.fromkeys(code for notice in notices if (code := getattr(notice.report, "code", "")))
    first = notices[0] if notices else None
    language = get_language() or ""
    return Row(
        message=message, code=next(iter(codes), "") if by.has(*visible.WIDE) and len(codes) == 1 else "",
        recipient=_recipient(first), unit=message.unit.name if message.unit else "",
        purpose=label("purpose", message.purpose, language) or message.purpose,
        reason=errors.sentence(message.channel, message.state, message.error_code, message.error_text, language),
    )  # fmt: skip


def _recipient(notice: Notice | None) -> str:
    if notice is None:
        return ""
    if notice.post:
        return notice.post.title or str(Role(notice.post.role).label)
    return str(RecipientKind(notice.recipient).label)
