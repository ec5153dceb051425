from typing import Any

from django.db import migrations, models

UNSENT = ("drafted", "approved", "rejected", "replaced")


def unsay(apps: Any, schema_editor: Any) -> None:
    """No draft said so far which answer it is: the column had a value of its own."""
    apps.get_model("handling", "Response").objects.filter(state__in=UNSENT).update(is_final=None)


def say(apps: Any, schema_editor: Any) -> None:
    apps.get_model("handling", "Response").objects.filter(is_final=None).update(is_final=True)


class Migration(migrations.Migration):
    dependencies = [("handling", "0002_invitations_by_mail")]

    operations = [
        migrations.AlterField(
            model_name="response",
            name="is_final",
            field=models.BooleanField(blank=True, help_text="Null: a draft that does not say.", null=True),
        ),
        migrations.RunPython(unsay, say),
    ]
