"""The roof hands changed reports to the figures: what the journal says is counted within the minute."""

from datetime import date

from django.db import transaction
from django.utils import timezone

from arcadumas.core.figures.recount import recount, recount_reports
from arcadumas.core.reports.models import Unread

READER = "figures"
BATCH = 500
FIRST = date(2000, 1, 1)


def count() -> int:
    """The reports of all lines not yet counted; how many."""
    done = 0
    while some := _batch():
        done += some
    return done


@transaction.atomic
def _batch() -> int:
    rows = Unread.objects.select_for_update(skip_locked=True, of=("self",)).filter(reader=READER).order_by("id")
    lines = list(rows.values_list("pk", "event__report")[:BATCH])
    if not lines:
        return 0
    recount_reports(sorted({report for _key, report in lines}))
    Unread.objects.filter(pk__in=[key for key, _report in lines]).delete()
    return len(lines)


def count_all() -> int:
    """Everything anew: mends what was written past the journal (an import of old rows, a moment of first reading)."""
    return recount(FIRST, timezone.localdate())
