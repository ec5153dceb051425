from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("reports", "0004_inbox_indexes"),
    ]

    operations = [
        migrations.AddField(
            model_name="promise",
            name="due_before",
            field=models.DateTimeField(
                blank=True, help_text="An inner promise that was extended: its moment until then.", null=True
            ),
        ),
    ]
