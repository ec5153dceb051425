"""Code and key together open a report to its reporter; ten wrong tries an hour close the code to every key."""

from datetime import timedelta

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from arcadumas.base import codes, moments
from arcadumas.base.limits import counting
from arcadumas.base.refusals import TooOften
from arcadumas.core.reports import intake
from arcadumas.core.reports.models import Report

BUCKET, TRIES, HOUR = "report-secret", 10, 3_600  # seconds


def unlock(code: str, secret: str) -> Report | None:
    """The report, when the key fits; None when there is no such report or key, which count alike. Raises TooOften.

    Call it outside a transaction: a wrong try must stay counted."""
    normal = codes.read_code(code)
    if normal is None:
        return None
    if seconds := counting.peek(BUCKET, normal, limit=TRIES):
        raise locked(seconds)
    report = Report.objects.select_related("category", "unit", "area", "part_of").filter(code=normal).first()
    if report is not None and _opens(report, secret):
        return report
    counting.take(BUCKET, normal, limit=TRIES, seconds=HOUR)
    return None


def _opens(report: Report, secret: str) -> bool:
    """A part of a report is opened by the key of the whole."""
    return intake.is_secret(report.part_of or report, secret)


def locked(seconds: int) -> TooOften:
    until = moments.moment(timezone.now() + timedelta(seconds=seconds), get_language())
    return TooOften(
        "track.locked", _("There were too many tries. To keep it safe, try again after {time}."), seconds=seconds, time=until
    )  # fmt: skip
