from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("organisation", "0004_absences_alone")]

    operations = [
        migrations.AddField(
            model_name="person",
            name="devices_since",
            field=models.DateTimeField(
                blank=True, help_text="The account was locked then: browsers known before are new again.", null=True
            ),
        ),
    ]
