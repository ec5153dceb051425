from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("reports", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="EmergencyNumber",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.CharField(max_length=20)),
                ("label_id", models.CharField(max_length=60)),
                ("label_en", models.CharField(blank=True, max_length=60)),
                ("position", models.PositiveSmallIntegerField()),
            ],
        )
    ]
