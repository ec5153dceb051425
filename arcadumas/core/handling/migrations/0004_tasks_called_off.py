from typing import Any

from django.db import migrations, models
from django.db.models import Exists, OuterRef
from django.utils import timezone


def end_with_returns(apps: Any, schema_editor: Any) -> None:
    """Tasks of units that gave the report back, or lost it, outlived that so far."""
    task, held = apps.get_model("handling", "Task"), apps.get_model("handling", "Disposition")
    theirs = held.objects.filter(report=OuterRef("report"), unit=OuterRef("unit"))
    lost = theirs.filter(state__in=["returned", "withdrawn"])
    live = theirs.filter(state__in=["offered", "accepted", "answered"])
    over = task.objects.filter(~Exists(live), Exists(lost), done_at=None)
    over.update(done_at=timezone.now(), is_cancelled=True)


class Migration(migrations.Migration):
    dependencies = [("handling", "0003_drafts_that_do_not_say")]

    operations = [
        migrations.AddField(
            model_name="task",
            name="is_cancelled",
            field=models.BooleanField(
                default=False, help_text="It ended undone: called off, or with the unit's part in the report."
            ),
        ),
        migrations.RunPython(end_with_returns, migrations.RunPython.noop),
    ]
