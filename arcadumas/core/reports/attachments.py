"""Attachments: the file is durable and sealed before its row is written, and the row before anyone is told."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from arcadumas.base import files, sealed
from arcadumas.base.compiled import Slot, prepared
from arcadumas.base.files import Clean
from arcadumas.base.refusals import Unfit
from arcadumas.base.text import shorten
from arcadumas.core.reports.models import Attachment, Report

MOST = 10
TABLE = "reports_attachment"


def keep(report: Report, clean: Clean, *, name: str, kind: str = Attachment.Kind.REPORTER, at: datetime) -> Attachment:
    """Store the cleaned file, then its row. The caller holds the report's lock, so the count is true."""
    if Attachment.objects.filter(report=report, kind=kind).count() >= MOST:
        raise too_many()
    attachment = _stored(report, clean, name=name, kind=kind, at=at)
    attachment.save(force_insert=True)
    return attachment


def keep_new(report: Report, sent: Sequence[tuple[str, Clean]], *, at: datetime) -> list[Attachment]:
    """The files that came with a new report, named as sent: one statement, and nothing stored when they are too many."""
    if len(sent) > MOST:
        raise too_many()
    kind = Attachment.Kind.REPORTER
    return Attachment.objects.bulk_create(_stored(report, clean, name=name, kind=kind, at=at) for name, clean in sent)


def too_many() -> Unfit:
    return Unfit(
        "file.too_many", _("You may attach {max} files. Remove one before adding another."), field="file", max=MOST
    )


def _stored(report: Report, clean: Clean, *, name: str, kind: str, at: datetime) -> Attachment:
    stored = files.store(clean)
    attachment = Attachment(
        report=report,
        kind=kind,
        content_type=stored.content_type,
        size=stored.size,
        sha256=stored.sha256,
        stored_as=stored.name,
        key=stored.wrapped_key,
        added_at=at,
    )
    attachment.name = sealed.seal(shorten(name, 200), table=TABLE, row=attachment.id, field="name")
    return attachment


def name_of(attachment: Attachment) -> str:
    return sealed.unseal(bytes(attachment.name), table=TABLE, row=attachment.id, field="name")


def plain_name(attachment: Attachment) -> str:
    """A name that says nothing: "KTP Siti.jpg" would tell officers who reports."""
    return f"{attachment.pk}.{attachment.content_type.rpartition('/')[2]}"


def of(report: Report) -> list[Attachment]:
    """In the order in which they came."""
    return _of(report.pk)


@prepared
def _of(report: Slot) -> QuerySet[Attachment]:
    return Attachment.objects.filter(report=report).order_by("added_at", "id")


def content(attachment: Attachment) -> bytes:
    return files.fetch(attachment.stored_as, bytes(attachment.key))
