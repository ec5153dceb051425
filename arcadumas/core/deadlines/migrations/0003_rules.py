"""The first rule sets. Every figure waits for an official to hold it against the official text."""

import datetime

from django.db import migrations

LAW = "PermenPANRB 62/2018"
PRESIDENT = "Perpres 76/2013"
INNER = "Aturan internal"

# The year of each regulation is known, the day it came into force is not: the first of January after it stands in.
SETS = [
    (
        LAW,
        "Peraturan Menteri PANRB Nomor 62 Tahun 2018 tentang Pedoman Sistem Pengelolaan Pengaduan Pelayanan Publik Nasional",
        "angka PermenPANRB 62/2018, belum dicocokkan dengan 5/2025",
        datetime.date(2019, 1, 1),
    ),
    (
        PRESIDENT,
        "Peraturan Presiden Nomor 76 Tahun 2013 tentang Pengelolaan Pengaduan Pelayanan Publik",
        "angka Perpres 76/2013, belum dicocokkan dengan naskah resmi",
        datetime.date(2014, 1, 1),
    ),
    (
        INNER,
        "Aturan internal pemerintah daerah",
        "angka contoh, belum ditetapkan oleh pejabat pemerintah daerah",
        datetime.date(2014, 1, 1),
    ),
]
RULES = [
    # set, step, class ("" = every class), amount, counted in, starts on
    (LAW, "verify", "", 3, "working_days", "received"),
    (LAW, "respond", "", 5, "working_days", "verified"),
    (LAW, "settle", "complaint", 14, "working_days", "received"),
    (LAW, "settle", "complaint_oversight", 60, "working_days", "received"),
    (LAW, "settle", "whistleblowing", 60, "working_days", "received"),
    (LAW, "settle", "information_request", 5, "working_days", "received"),
    (LAW, "settle", "aspiration", 5, "working_days", "received"),
    (LAW, "complete_info", "", 10, "working_days", "question_asked"),
    (LAW, "reporter_reply", "", 10, "working_days", "responded"),
    (PRESIDENT, "settle", "complaint_oversight", 60, "calendar_days", "received"),
    (PRESIDENT, "settle", "whistleblowing", 60, "calendar_days", "received"),
    (INNER, "dispose", "", 1, "working_days", "verified"),
    (INNER, "sp4n_link", "", 1, "working_days", "verified"),
    (INNER, "sp4n_answer", "", 1, "working_days", "responded"),
    (INNER, "accept", "", 4, "working_hours", "disposed"),
    (INNER, "approve", "", 1, "working_days", "answer_drafted"),
]


def seed(apps, schema_editor):
    rule_set = apps.get_model("deadlines", "RuleSet")
    rule = apps.get_model("deadlines", "Rule")
    sets = {
        name: rule_set.objects.create(name=name, basis=basis, note=note, valid_from=valid_from)
        for name, basis, note, valid_from in SETS
    }
    for name, step, report_class, amount, counted_in, starts_on in RULES:
        rule.objects.create(
            rule_set=sets[name], step=step, report_class=report_class, amount=amount, counted_in=counted_in,
            starts_on=starts_on, basis=name, verified=False, is_inner=name == INNER,
        )  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("deadlines", "0002_revision")]
    operations = [migrations.RunPython(seed, migrations.RunPython.noop)]
