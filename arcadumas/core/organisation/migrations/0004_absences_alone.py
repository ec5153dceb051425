from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('organisation', '0003_proposals'),
    ]

    operations = [
        migrations.RemoveField(
            model_name='post',
            name='is_away',
        ),
    ]
