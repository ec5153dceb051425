"""«Saya juga mengalami»: a citizen joins an open report. Counted once a person; nothing is kept of them but a blind hash."""

from collections.abc import Sequence

from django.db.models import Count, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from arcadumas.base import sealed
from arcadumas.base.compiled import Slot, prepared
from arcadumas.base.limits import counting
from arcadumas.base.refusals import TooOften
from arcadumas.core.reports.models import Follower, Report

BUCKET, TRIES, HOUR = "me-too", 10, 3_600  # seconds


def join(report: Report, *, slip: str, address: str) -> bool:
    """Count the holder of this slip once; False when they were counted before. Raises TooOften for too many from one address.

    `report` was found to be public by the caller. Call it outside a transaction: a try must stay counted."""
    if is_counted(report, slip=slip):
        return False
    if seconds := counting.take(BUCKET, address, limit=TRIES, seconds=HOUR):
        minutes = -(-seconds // 60)
        raise TooOften(
            "follow.too_often", _("Many people have joined from this connection. Wait {minutes} minutes and try again."),
            seconds=seconds, minutes=minutes,
        )  # fmt: skip
    _row, is_new = Follower.objects.get_or_create(report=report, slip=_blind(slip), defaults={"at": timezone.now()})
    return is_new


def leave(report: Report, *, slip: str) -> None:
    Follower.objects.filter(report=report, slip=_blind(slip)).delete()


def is_counted(report: Report, *, slip: str) -> bool:
    return bool(slip) and Follower.objects.filter(report=report, slip=_blind(slip)).exists()


def number(report: Report) -> int:
    return _number.first(report.pk) or 0


def number_of(reports: Sequence[Report]) -> int:
    """Of several together, each person once. One statement; none where there are none."""
    if not reports:
        return 0
    return Follower.objects.filter(report__in=reports).values("slip").distinct().count()


@prepared
def _number(report: Slot) -> QuerySet[Follower, int]:
    return Follower.objects.filter(report=report).values("report").values_list(Count("id"), flat=True)


def _blind(slip: str) -> bytes:
    return sealed.blind(slip, purpose="follower")
