from typing import Any

from django.db import migrations
from django.db.models import OuterRef, Subquery

AWAITED = ("running", "broken")


def call_off(apps: Any, schema_editor: Any) -> None:
    """What was to be keyed into SP4N-LAPOR! of whistleblowing ran on so far; a report's next due moment may have been that."""
    report, promise = apps.get_model("reports", "Report"), apps.get_model("reports", "Promise")
    owed = promise.objects.filter(step__in=["sp4n_link", "sp4n_answer"], met_at=None, report__is_whistleblowing=True)
    owed = owed.filter(state__in=[*AWAITED, "paused"])
    reports = list(owed.values_list("report", flat=True).distinct())
    owed.update(state="cancelled", paused_since=None)
    still = promise.objects.filter(report=OuterRef("pk"), met_at=None, state__in=AWAITED).order_by("due_at")
    dated = report.objects.filter(pk__in=reports, due_at__isnull=False)
    dated.update(due_at=Subquery(still.values("due_at")[:1]))


class Migration(migrations.Migration):
    dependencies = [("reports", "0003_replied_in_sp4n")]

    operations = [migrations.RunPython(call_off, migrations.RunPython.noop)]
