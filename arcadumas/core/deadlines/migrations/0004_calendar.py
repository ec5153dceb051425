"""The first calendar: what the `holidays` package knows of Indonesia, and sample office hours. Officials edit both."""

import datetime
import re

from django.db import migrations

YEARS = range(2021, 2029)
ESTIMATE = re.compile(r"\s*\((perkiraan|estimated)[^)]*\)", re.IGNORECASE)
MORNING, NOON, AFTERNOON = (8, 0), (11, 30), (13, 30)
HOURS = [(weekday, MORNING, (16, 0)) for weekday in (1, 2, 3, 4)] + [(5, MORNING, NOON), (5, AFTERNOON, (16, 30))]


def known(holidays, language, category):
    return holidays.country_holidays("ID", years=YEARS, categories=(category,), language=language)


def seed_holidays(apps, schema_editor):
    import holidays  # only where a calendar is made: every process reads this file

    holiday = apps.get_model("deadlines", "Holiday")
    source = f"holidays {holidays.__version__}, ID"
    for category, kind in (("public", "public"), ("government", "collective_leave")):
        english = known(holidays, "en_US", category)
        for date, name in sorted(known(holidays, "id", category).items()):
            holiday.objects.create(
                date=date, name_id=ESTIMATE.sub("", name), name_en=ESTIMATE.sub("", english.get(date, "")), kind=kind,
                is_estimate=bool(ESTIMATE.search(name)), source=source,
            )  # fmt: skip


def seed_office_hours(apps, schema_editor):
    hours = apps.get_model("deadlines", "OfficeHours")
    for weekday, opens, closes in HOURS:
        hours.objects.create(
            weekday=weekday, opens=datetime.time(*opens), closes=datetime.time(*closes), is_sample=True,
            valid_from=datetime.date(2014, 1, 1),
        )  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("deadlines", "0003_rules")]
    operations = [
        migrations.RunPython(seed_holidays, migrations.RunPython.noop),
        migrations.RunPython(seed_office_hours, migrations.RunPython.noop),
    ]
