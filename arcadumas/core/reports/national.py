"""The report in SP4N-LAPOR!, the national channel: their words beside ours."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Sp4n(models.Model):
    """What SP4N-LAPOR! says of the report, beside our own state; its raw row sealed (row = the report's code)."""

    class Difference(models.TextChoices):
        CLOSED_THERE = "closed_there", _("closed in SP4N while it is worked on here")
        CLOSED_HERE = "closed_here", _("over here, still open in SP4N")
        REPLIED_THERE = "replied_there", _("its reporter has replied in SP4N, and is waited for here")
        DRIFT = "drift", _("the two states are far apart")
        MISSING = "missing", _("no longer in the newest export")

    report = models.OneToOneField("reports.Report", primary_key=True, on_delete=models.PROTECT, related_name="sp4n")
    tracking_id = models.CharField(max_length=10, unique=True)
    url = models.URLField(max_length=300, blank=True)
    entered_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answer_url = models.URLField(max_length=300, blank=True)
    status = models.CharField(max_length=80, blank=True)
    class_name = models.CharField(max_length=80, blank=True, help_text="Their class; an officer confirms ours.")
    unit_name = models.CharField(max_length=250, blank=True, help_text="The agency as SP4N writes it.")
    raw = models.BinaryField(default=b"")
    first_body = models.BinaryField(default=b"", help_text="Isi Laporan Awal, sealed.")
    digest = models.BinaryField(max_length=32, default=b"", help_text="Of the row, to see that nothing changed.")
    imported_at = models.DateTimeField(null=True, blank=True)
    seen_at = models.DateTimeField(null=True, blank=True, help_text="The newest export that held it.")
    difference = models.CharField(max_length=20, choices=Difference.choices, blank=True)
    difference_status = models.CharField(max_length=80, blank=True, help_text="Their status when it was flagged.")
    difference_at = models.DateTimeField(null=True, blank=True)
    difference_settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(  # what an officer has yet to settle
                fields=["difference_at"],
                name="sp4n_unsettled",
                condition=Q(difference_settled_at=None) & ~Q(difference=""),
            ),
        ]

    def __str__(self) -> str:
        return self.tracking_id

    @property
    def is_unsettled(self) -> bool:
        return bool(self.difference) and self.difference_settled_at is None
