"""A counter is worth less than the disk flush it would cost: after a crash everyone may simply try again."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("limits", "0001_initial")]
    operations = [
        migrations.RunSQL("ALTER TABLE limits_counter SET UNLOGGED", "ALTER TABLE limits_counter SET LOGGED"),
    ]
