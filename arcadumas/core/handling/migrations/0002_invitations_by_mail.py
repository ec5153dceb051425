from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("handling", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="invitation",
            name="email",
            field=models.BinaryField(default=b"", help_text="Sealed: where the link is sent by mail as well."),
        ),
        migrations.AddField(
            model_name="invitation",
            name="token",
            field=models.BinaryField(default=b"", help_text="Sealed, so that the mail can carry the link."),
        ),
        migrations.AddField(
            model_name="invitation",
            name="language",
            field=models.CharField(default="id", help_text="Of the mail.", max_length=2),
        ),
    ]
