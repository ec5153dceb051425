from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("notifications", "0002_talk")]

    operations = [
        migrations.CreateModel(
            name="Echo",
            fields=[
                ("key", models.BinaryField(max_length=32, primary_key=True, serialize=False)),
                ("at", models.DateTimeField(db_index=True)),
            ],
        ),
    ]
