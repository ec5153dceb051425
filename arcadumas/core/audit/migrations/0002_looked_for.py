from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('audit', '0001_initial'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='entry',
            index=models.Index(fields=['subject', '-seq'], name='entry_subject'),
        ),
        migrations.AddIndex(
            model_name='entry',
            index=models.Index(fields=['by', '-seq'], name='entry_by'),
        ),
        migrations.AddIndex(
            model_name='entry',
            index=models.Index(fields=['act', '-seq'], name='entry_act'),
        ),
        migrations.AddIndex(
            model_name='entry',
            index=models.Index(fields=['at'], name='entry_at'),
        ),
    ]
