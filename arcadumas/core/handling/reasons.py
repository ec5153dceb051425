"""The words behind an act: asked for (10 to 1,000 characters), kept beside the journal line, never in it."""

from django.utils.translation import gettext_lazy as _

from arcadumas.base import sealed
from arcadumas.base.refusals import Unfit
from arcadumas.base.text import has_forbidden
from arcadumas.core.handling.models import Reason
from arcadumas.core.reports.models import Event, Report

LEAST, MOST = 10, 1_000


def require(text: str, *, field: str = "reason", least: int = LEAST, most: int = MOST) -> str:
    """The trimmed text. Raises Unfit when it is too short, too long or cannot be stored."""
    text = text.strip()
    if not least <= len(text) <= most:
        raise Unfit(
            "form.reason_length", _("Write between {least} and {most} characters, so that others understand why."),
            field=field, least=least, most=most,
        )  # fmt: skip
    if has_forbidden(text):
        raise Unfit("form.characters", _("Some characters cannot be stored. Remove the marked part and send again."), field=field)  # fmt: skip
    return text


def keep(event: Event, text: str) -> Reason:
    return Reason.objects.create(event=event, text=text)


def keep_sealed(event: Event, text: str, *, report: Report) -> Reason:
    """The reporter's own words."""
    closed = sealed.seal(text, table="handling_reason", row=f"{report.code}:{event.seq}", field="text")
    return Reason.objects.create(event=event, text_sealed=closed)


def read(reason: Reason, *, report: Report, seq: int) -> str:
    if reason.text or not reason.text_sealed:
        return reason.text
    return sealed.unseal(bytes(reason.text_sealed), table="handling_reason", row=f"{report.code}:{seq}", field="text")
