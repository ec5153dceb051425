"""What counting needs of a report, and nothing else: a roll-up, made anew by recount()."""

from django.db import models

from arcadumas.core.reports.models import OPEN, ClosedBy, State


class Measure(models.Model):
    """One row a report. Times are hours; empty where the thing has not happened, or happened before it came here."""

    # CASCADE: it says nothing that the report and its journal do not say.
    report = models.OneToOneField(
        "reports.Report", primary_key=True, on_delete=models.CASCADE, related_name="measure", db_index=False
    )
    received_on = models.DateField(help_text="Local date.")
    finished_on = models.DateField(null=True, blank=True, help_text="Local date of its end, or of the final answer.")
    report_class = models.CharField(max_length=20)
    is_whistleblowing = models.BooleanField(default=False)
    state = models.CharField(max_length=20, choices=State.choices)
    closed_by = models.CharField(max_length=10, choices=ClosedBy.choices, blank=True)
    unit = models.ForeignKey("organisation.Unit", null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False)  # fmt: skip
    area = models.CharField(max_length=13, blank=True, help_text="Kemendagri code of the kecamatan.")
    due_at = models.DateTimeField(null=True, blank=True)
    is_urgent = models.BooleanField(default=False)
    is_broken = models.BooleanField(default=False, help_text="A promise to the reporter is broken and not yet kept.")
    hops = models.PositiveSmallIntegerField(default=0)
    returns = models.PositiveSmallIntegerField(default=0)
    objections = models.PositiveSmallIntegerField(default=0)
    first_read = models.FloatField(null=True, blank=True, help_text="From the first disposition.")
    accept = models.FloatField(null=True, blank=True, help_text="From the disposition that was first accepted.")
    first_answer = models.FloatField(null=True, blank=True, help_text="From receipt.")
    settle = models.FloatField(null=True, blank=True, help_text="From receipt to the newest final answer.")

    class Meta:
        indexes = [
            models.Index(
                fields=["received_on"], name="measure_received", include=["report", "is_whistleblowing"]
            ),  # a period
            models.Index(fields=["unit", "received_on"], name="measure_unit"),  # a unit's period
            models.Index(  # who is late
                fields=["due_at"], name="measure_late", condition=models.Q(due_at__isnull=False, state__in=OPEN)
            ),
            models.Index(  # what is brought to leaders
                fields=["due_at", "report"],
                name="measure_brought",
                condition=models.Q(state__in=OPEN)
                & (
                    models.Q(objections__gt=0)
                    | models.Q(hops__gte=3)
                    | models.Q(is_broken=True)
                    | models.Q(is_urgent=True)
                ),
            ),
            models.Index(
                fields=["finished_on"], name="measure_finished", include=["report", "is_whistleblowing"]
            ),  # what a month finished
        ]

    def __str__(self) -> str:
        return str(self.report_id)
