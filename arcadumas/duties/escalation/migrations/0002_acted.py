from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("escalation", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="ascent",
            name="acted_at",
            field=models.DateTimeField(
                blank=True, help_text="From when on the rest of the chain is counted.", null=True
            ),
        ),
        migrations.AddField(
            model_name="ascent",
            name="acted_place",
            field=models.PositiveSmallIntegerField(default=0, help_text="The rung that waited for that act."),
        ),
    ]
