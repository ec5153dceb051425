"""A burst to one number goes without the pause."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('notifications', '0009_bounds'),
    ]

    operations = [
        migrations.AddField(
            model_name='limit',
            name='pair_burst',
            field=models.PositiveSmallIntegerField(
                default=45, help_text='So many may go without the pause, and earn it later.'
            ),
        ),
    ]
