"""Dispositions, tasks, answers, notes and openings: each with its author and time."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Disposition(models.Model):
    """A report offered to a unit. One lead at a time; supports beside it."""

    class State(models.TextChoices):
        OFFERED = "offered", _("passed on")
        ACCEPTED = "accepted", _("accepted")
        RETURNED = "returned", _("returned")
        WITHDRAWN = "withdrawn", _("withdrawn")
        ANSWERED = "answered", _("answered")

    class Role(models.TextChoices):
        LEAD = "lead", _("lead")
        SUPPORT = "support", _("supporting")

    LIVE = ("offered", "accepted", "answered")

    report = models.ForeignKey("reports.Report", on_delete=models.PROTECT, related_name="dispositions")
    unit = models.ForeignKey("organisation.Unit", on_delete=models.PROTECT, related_name="dispositions")
    role = models.CharField(max_length=10, choices=Role.choices, default=Role.LEAD)
    instruction = models.TextField(blank=True)
    is_ruling = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=State.choices, default=State.OFFERED)
    return_reason = models.TextField(blank=True)
    return_cause = models.CharField(max_length=40, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True, blank=True)
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey(
        "organisation.Post", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["report"],
                condition=Q(role="lead", state__in=["offered", "accepted"]),
                name="disposition_one_lead",
            )
        ]
        indexes = [
            models.Index(fields=["unit", "state"], name="disposition_unit_state"),  # sight of an agency
            models.Index(fields=["unit", "report"], name="disposition_support", condition=Q(role="support")),  # inbox
        ]

    def __str__(self) -> str:
        return f"{self.report_id} {self.unit_id}"


class Task(models.Model):
    report = models.ForeignKey("reports.Report", on_delete=models.PROTECT, related_name="tasks")
    unit = models.ForeignKey("organisation.Unit", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=200)
    assignee = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="tasks")  # fmt: skip
    due_on = models.DateField(null=True, blank=True)
    added_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.report_id} {self.pk}"


class Response(models.Model):
    """An answer from its draft to its sending. One live row a report; a rejected one stays as it was."""

    class State(models.TextChoices):
        DRAFTED = "drafted", _("drafted")
        APPROVED = "approved", _("approved")
        REJECTED = "rejected", _("sent back")
        REPLACED = "replaced", _("replaced")
        SENT = "sent", _("sent")

    report = models.ForeignKey("reports.Report", on_delete=models.PROTECT, related_name="responses")
    unit = models.ForeignKey("organisation.Unit", on_delete=models.PROTECT, related_name="+")
    text = models.TextField()
    is_final = models.BooleanField(default=True)
    state = models.CharField(max_length=10, choices=State.choices)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    reject_reason = models.TextField(blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.report_id} {self.state}"


class Instruction(models.Model):
    """A leader's order to one unit about one or several reports. Its one clock runs on `main`, the first of them."""

    text = models.TextField()
    indicator = models.CharField(max_length=300, blank=True, help_text="By what it will be seen to be done.")
    due_on = models.DateField()
    unit = models.ForeignKey("organisation.Unit", on_delete=models.PROTECT, related_name="instructions")
    main = models.ForeignKey("reports.Report", on_delete=models.PROTECT, related_name="+")
    reports = models.ManyToManyField("reports.Report", related_name="instructions")
    promise = models.OneToOneField("reports.Promise", on_delete=models.PROTECT, related_name="instruction")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    post = models.ForeignKey("organisation.Post", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey(
        "organisation.Post", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey("organisation.Post", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    done_note = models.TextField(blank=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["unit"], name="instruction_undone", condition=Q(done_at=None)
            ),  # what waits for a unit
            models.Index(fields=["-at", "-id"], name="instruction_newest"),  # the leaders' page
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def is_under_way(self) -> bool:
        """Accepted and not yet carried out."""
        return self.accepted_at is not None and self.done_at is None

    @property
    def number(self) -> str:
        """As papers and messages call it: «12/2026»."""
        return f"{self.pk}/{timezone.localtime(self.at).year}"


class Note(models.Model):
    """An internal note: seen by staff only, never by the reporter."""

    report = models.ForeignKey("reports.Report", on_delete=models.PROTECT, related_name="notes")
    event = models.OneToOneField("reports.Event", on_delete=models.PROTECT, related_name="note")
    text = models.TextField()

    def __str__(self) -> str:
        return f"{self.report_id} {self.pk}"


class Reason(models.Model):
    """The officer's words behind a journal line (archiving, closing, restoring, objecting …): facts hold none."""

    event = models.OneToOneField("reports.Event", primary_key=True, on_delete=models.PROTECT, related_name="reason")
    text = models.TextField(blank=True)
    text_sealed = models.BinaryField(default=b"", help_text="The reporter's words, sealed (row = report code:seq).")

    def __str__(self) -> str:
        return str(self.event_id)


class Opening(models.Model):
    """Leave to read a confidential report for 24 hours, with a reason, audited."""

    report = models.ForeignKey("reports.Report", on_delete=models.PROTECT, related_name="openings")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="openings")
    reason = models.TextField()
    at = models.DateTimeField()
    until = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.report_id} {self.person_id}"


class Merging(models.Model):
    """A report joined to a main one, and all it takes to stand by itself again exactly as before."""

    report = models.ForeignKey("reports.Report", on_delete=models.PROTECT, related_name="mergings")
    into = models.ForeignKey("reports.Report", on_delete=models.PROTECT, related_name="joined")
    state = models.CharField(max_length=20, help_text="Of the report, before.")
    clocks = models.JSONField(default=dict, help_text="State of each promise that was still awaited, by its id.")
    dues = models.JSONField(default=dict, help_text="When its citizen's promises fall due, by step.")
    lent = models.JSONField(
        default=list, help_text="Steps whose date the main report took over, because it is earlier."
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["report"], condition=Q(ended_at=None), name="merging_one_live"),
        ]

    def __str__(self) -> str:
        return f"{self.report_id} {self.into_id}"
