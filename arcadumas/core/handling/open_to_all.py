"""Reports whose topic, place, day and standing anybody may know: open ones, about nobody."""

from django.db.models import Exists, OuterRef, QuerySet

from arcadumas.core.reports.models import About, Report, State

RUNNING = sorted({State.RECEIVED, State.VERIFIED, State.DISPOSED, State.IN_WORK, State.AWAITING_REPORTER})


def running() -> QuerySet[Report]:
    """Those that anybody is told of."""
    return ever().filter(state__in=RUNNING)


def ever() -> QuerySet[Report]:
    """However they stand now: for whoever joined one while it ran."""
    rows = Report.objects.filter(
        is_anonymous=False, is_confidential=False, is_whistleblowing=False, is_oversight=False, about_officials=False,
        is_history=False,
    )  # fmt: skip
    return rows.exclude(Exists(About.objects.filter(report=OuterRef("pk"))))
