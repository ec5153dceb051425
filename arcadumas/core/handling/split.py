"""Split: a report about several things becomes several cases, each with the unit in charge, under one tracking.

The report goes its way with what is left of it; each part is a report of its own, verified and passed on at once. Its
citizen's clocks are the report's own as they stand at the split: kept, late or running. Why and how: decision 0027.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from arcadumas.base.files import Clean
from arcadumas.base.refusals import Unfit
from arcadumas.core.handling import reasons
from arcadumas.core.handling.dispose import dispose
from arcadumas.core.handling.visible import ground
from arcadumas.core.handling.workflow import check, line, move, note_line, take
from arcadumas.core.organisation import powers
from arcadumas.core.organisation.actors import Actor, Seat
from arcadumas.core.organisation.units import front_desk
from arcadumas.core.reports import attachments, identity, intake, journal, promises, sought, words
from arcadumas.core.reports import facts as said
from arcadumas.core.reports.facts import Received, Verified
from arcadumas.core.reports.intake import Draft
from arcadumas.core.reports.models import About, Attachment, Report, Source

MOST = 5
COPIED = ("is_anonymous", "is_confidential", "is_oversight", "is_whistleblowing", "is_urgent", "about_officials", "category", "area", "named_unit",
          "latitude", "longitude", "place_text", "occurred_on", "received_at")  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Part:
    """Which unit gets what. `title` and `instruction` are the officer's words; the reporter's own go along."""

    unit: str
    title: str
    instruction: str = ""


@transaction.atomic
def split(code: str, *, parts: Sequence[Part], by: Actor, version: int | None = None) -> list[Report]:
    """The new reports, one a part. Raises Unfit where a unit cannot take it: then nothing was split."""
    report = take(code, by=by)
    seat = powers.require(by, "split", at=ground(report, by))
    check(report, "split", version=version)
    if not 1 <= len(parts) <= MOST:
        raise Unfit("split.parts", _("Name one to {most} parts, each with its unit."), field="parts", most=MOST)
    return [_part(report, part, by=by, seat=seat) for part in parts]


def _part(report: Report, part: Part, *, by: Actor, seat: Seat) -> Report:
    title = reasons.require(part.title, field="title", least=3, most=intake.TITLE_MAX)
    new, began = _copy(report, title), journal.begin()
    new.pk, at = began.report_id, began.at
    intake.put_new(
        new, facts=Received(source=new.source), by=by, seat=seat, began=began, names=sought.names_of(new),
        clocks=promises.as_they_stand(report, to=new),
    )  # fmt: skip
    identity.pass_on(report, new, secret=identity.secret_of(report))
    for row in About.objects.filter(report=report):
        About.objects.create(report=new, unit=row.unit, person=row.person, post=row.post)
    _copy_photos(report, new, at=at)
    promises.start(new, "dispose", unit=front_desk(), at=at)
    note_line(new, by=by, seat=seat, at=at, facts=said.Split(code=report.code, unit=part.unit, is_part=True))
    verified = Verified(report_class=new.report_class, is_urgent=new.is_urgent)
    move(new, "verify", by=by, seat=seat, at=at, facts=verified)
    dispose(new.code, to=part.unit, by=by, instruction=part.instruction)
    line(report, by=by, seat=seat, at=at, facts=said.Split(code=new.code, unit=part.unit))
    return new


def _copy(report: Report, title: str) -> Report:
    """No key of its own opens it: the report's does."""
    draft = Draft(
        title=title, body=words.body(report), kind=report.kind, source=Source(report.source), language=report.language
    )
    new, _secret = intake.make(draft)
    for name in COPIED:
        setattr(new, name, getattr(report, name))
    new.part_of = report
    if new.is_whistleblowing:
        new.title = new.body = ""  # as words.hide does; no letter hangs on it yet
    return new


def _copy_photos(report: Report, new: Report, *, at: datetime) -> None:
    for photo in Attachment.objects.filter(report=report, kind=Attachment.Kind.REPORTER).order_by("added_at", "id"):
        suffix = photo.stored_as.rpartition(".")[2]
        clean = Clean(attachments.content(photo), photo.content_type, suffix)
        attachments.keep(new, clean, name=attachments.name_of(photo), at=at)
