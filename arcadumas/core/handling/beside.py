"""Acts beside the path: attach a file, add a note, rate."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from arcadumas.base import sealed
from arcadumas.base.files import Clean
from arcadumas.base.refusals import OutOfTurn, Unfit
from arcadumas.core.handling import ask, reasons
from arcadumas.core.handling import mentions as mentioned
from arcadumas.core.handling.models import Note
from arcadumas.core.handling.visible import ground
from arcadumas.core.handling.workflow import check, move, note_line, nouns, require_fresh, take
from arcadumas.core.organisation import powers
from arcadumas.core.organisation.actors import Actor
from arcadumas.core.reports import attachments, journal, sought
from arcadumas.core.reports.facts import AttachmentAdded, NoteAdded, Rated
from arcadumas.core.reports.models import Attachment, Event, Rating, Report, State

SENT = ("received", "attachment_added", "message_sent", "reporter_replied")
AT_ONE_TIME = timedelta(minutes=5)


@transaction.atomic
def attach(
    code: str, *, by: Actor, file: Clean, name: str, kind: str = Attachment.Kind.REPORTER, version: int | None = None
) -> Attachment:  # fmt: skip
    """A file of the reporter, or added by the front desk for one who came by letter or in person. Acknowledged only when it is on disk."""
    return attach_all(code, by=by, files=[(name, file)], kind=kind, version=version)[0]


@transaction.atomic
def attach_all(
    code: str, *, by: Actor, files: Sequence[tuple[str, Clean]], kind: str = Attachment.Kind.REPORTER, version: int | None = None
) -> list[Attachment]:  # fmt: skip
    """All of them or none, one line a file. `files`: (name as sent, cleaned file). Where the reporter was asked, they are the
    answer, and the report goes on."""
    report = take(code, by=by)
    seat = powers.require_reporter(by, at=ground(report, by))
    check(report, "attach", version=version)
    if not files:
        raise Unfit("file.none", _("Choose a photo first."), field="file")
    at = journal.now()
    if report.state == State.AWAITING_REPORTER:
        with translation.override(report.language):
            ask.reply(report, str(ask.PHOTOS_ALONE), by=by, seat=seat, at=at)
    kept = [attachments.keep(report, file, name=name, kind=kind, at=at) for name, file in files]
    is_more = _goes_with_the_line_before(report, by, at)
    lines = [
        AttachmentAdded(attachment=str(one.pk), content_type=one.content_type, is_more=is_more or number > 0)
        for number, one in enumerate(kept)
    ]
    for facts in lines[:-1]:
        note_line(report, by=by, seat=seat, at=at, facts=facts)
    move(report, "attach", by=by, seat=seat, at=at, facts=lines[-1])
    return kept


def _goes_with_the_line_before(report: Report, by: Actor, at: datetime) -> bool:
    """Of a report with its files, several files, or words with files, that come from one hand at one time, those who hold it
    hear once."""
    lines = Event.objects.filter(report=report, seq=report.version, kind__in=SENT, at__gt=at - AT_ONE_TIME)
    return lines.filter(actor="reporter" if by.kind == "reporter" else "person", by=by.person_id).exists()


@transaction.atomic
def note(code: str, *, by: Actor, text: str, mentions: Sequence[str] = (), version: int | None = None) -> Note:
    """Seen by staff only. Those named by @login, or picked by login, are told that they are named."""
    report = take(code, by=by)
    seat = powers.require(by, "note", at=ground(report, by))
    check(report, "note", version=version)
    text = reasons.require(text, field="text", least=1, most=5_000)
    named = tuple(mentioned.read(report, text, mentions, by=by))
    sought.add(report, text)
    event = move(report, "note", by=by, seat=seat, at=journal.now(), facts=NoteAdded(mentioned=named))
    return Note.objects.create(report=report, event=event, text=text)


@transaction.atomic
def rate(code: str, *, by: Actor, stars: int, comment: str = "", version: int | None = None) -> Rating:
    """Once, by the reporter, after the answer."""
    report = take(code, by=by)
    seat = powers.require_reporter(by, at=ground(report, by))
    if report.state not in ("answered", "closed"):
        raise OutOfTurn(
            "track.rating_early", _("You can rate once the report is answered. We will tell you then."),
            state=report.state, may=nouns(report),
        )  # fmt: skip
    check(report, "rate")
    if Rating.objects.filter(report=report).exists():
        raise OutOfTurn("rating.once", _("You have rated this report already. Thank you."), state=report.state, may=nouns(report))  # fmt: skip
    require_fresh(report, version)
    if not 1 <= stars <= 5:
        raise Unfit("rating.range", _("Give one to five stars."), field="stars")
    comment = reasons.require(comment, field="comment", least=0)
    at = journal.now()
    closed = sealed.seal(comment, table="reports_rating", row=report.code, field="comment") if comment else b""
    rating = Rating.objects.create(report=report, stars=stars, comment=closed, at=at)
    move(report, "rate", by=by, seat=seat, at=at, facts=Rated(stars=stars))
    return rating
