"""Code and key together open a report to its reporter; ten wrong tries an hour close the code to every key."""

from collections.abc import Iterator
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
    if report is not None and any(intake.is_secret(keeper, secret) for keeper in keepers(report)):
        return report
    counting.take(BUCKET, normal, limit=TRIES, seconds=HOUR)
    return None


def keepers(report: Report) -> Iterator[Report]:
    """Those whose key opens this report: itself, and what it carries on, which is of the same reporter. A part has no key but
    that of the whole."""
    at: Report | None = report
    while at is not None:
        if at.part_of is not None:
            at = at.part_of
            continue
        yield at
        at = at.previous


def locked(seconds: int) -> TooOften:
    until = moments.moment(timezone.now() + timedelta(seconds=seconds), get_language())
    return TooOften(
        "track.locked", _("There were too many tries. To keep it safe, try again after {time}."), seconds=seconds, time=until
    )  # fmt: skip
