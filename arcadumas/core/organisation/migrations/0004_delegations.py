"""A delegate is named from one day to another; those named until now stay so until somebody ends it."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.utils import timezone


def keep(apps, schema_editor):
    now = timezone.now()
    rows = apps.get_model("organisation", "Delegation").objects
    for post in apps.get_model("organisation", "Post").objects.filter(may_approve=True):
        first = post.valid_from or timezone.localdate(now)
        rows.create(post=post, valid_from=first, valid_to=post.valid_to, named_at=now)


class Migration(migrations.Migration):
    dependencies = [("organisation", "0003_hand_overs")]
    operations = [
        migrations.CreateModel(
            name="Delegation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("valid_from", models.DateField()),
                ("valid_to", models.DateField(blank=True, null=True)),
                ("named_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("named_by", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                ("post", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="delegations", to="organisation.post")),
            ],
            options={
                "constraints": [models.CheckConstraint(condition=models.Q(("valid_to", None), ("valid_to__gte", models.F("valid_from")), _connector="OR"), name="delegation_ends_after_it_begins")],
            },
        ),
        migrations.RunPython(keep, migrations.RunPython.noop, elidable=True),
        migrations.RemoveField(model_name="post", name="may_approve"),
    ]
