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
    ACTIVE = ("offered", "accepted")

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


class HandOver(models.Model):
    """A report that its holder passed to a colleague of the team, for good or until a day, or that a colleague took over."""

    disposition = models.ForeignKey(Disposition, on_delete=models.PROTECT, related_name="hand_overs")
    from_post = models.ForeignKey("organisation.Post", on_delete=models.PROTECT, related_name="+")
    to_post = models.ForeignKey("organisation.Post", on_delete=models.PROTECT, related_name="+")
    until = models.DateField(null=True, blank=True, help_text="The last day; empty: for good.")
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True, help_text="It went back, or somebody else took it.")

    class Meta:
        indexes = [
            models.Index(fields=["until"], name="hand_over_ending", condition=Q(ended_at=None, until__isnull=False))
        ]

    def __str__(self) -> str:
        return f"{self.disposition_id} {self.to_post_id}"


class TaskTemplate(models.Model):
    """A task that comes up again and again: of one topic, or of any. `days` are working days, 0 for no date."""

    category = models.ForeignKey("reports.Category", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=90)
    days = models.PositiveSmallIntegerField(default=0)
    position = models.PositiveSmallIntegerField(default=100)
    is_active = models.BooleanField(default=True)

    def __str__(self) -> str:
        return self.title


class Task(models.Model):
    report = models.ForeignKey("reports.Report", on_delete=models.PROTECT, related_name="tasks")
    unit = models.ForeignKey("organisation.Unit", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=200)
    assignee = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="tasks")  # fmt: skip
    due_on = models.DateField(null=True, blank=True)
    template = models.ForeignKey(TaskTemplate, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    done_note = models.TextField(blank=True)
    is_cancelled = models.BooleanField(
        default=False, help_text="It ended undone: called off, or with the unit's part in the report."
    )

    class Meta:
        indexes = [
            models.Index(
                fields=["assignee"], name="task_waiting", condition=Q(done_at=None)
            ),  # what waits for a person
        ]

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
    text = models.TextField(help_text="Empty for whistleblowing.")
    original = models.BinaryField(default=b"", help_text="Sealed, for whistleblowing (row = report code:at).")
    is_final = models.BooleanField(null=True, blank=True, help_text="Null: a draft that does not say.")
    state = models.CharField(max_length=10, choices=State.choices)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    reject_reason = models.TextField(blank=True)
    without_evidence = models.TextField(
        blank=True, help_text="Why there is no photo of afterwards where the topic asks for one."
    )
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


class Inspection(models.Model):
    """A visit to the place; without one of its own the place is the report's."""

    report = models.ForeignKey("reports.Report", on_delete=models.PROTECT, related_name="inspections")
    unit = models.ForeignKey("organisation.Unit", on_delete=models.PROTECT, related_name="+")
    visit_at = models.DateTimeField()
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    area = models.ForeignKey("organisation.Area", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    place_text = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.report_id} {self.pk}"


class Contribution(models.Model):
    """What a supporting unit contributes to the one answer. A new one takes the place of the one before."""

    report = models.ForeignKey("reports.Report", on_delete=models.PROTECT, related_name="contributions")
    unit = models.ForeignKey("organisation.Unit", on_delete=models.PROTECT, related_name="+")
    text = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    replaced_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["report", "unit"], condition=Q(replaced_at=None), name="part_one_a_unit")
        ]

    def __str__(self) -> str:
        return f"{self.report_id} {self.unit_id}"


class Invitation(models.Model):
    """A body outside the government (a contractor, PLN, a balai) is asked by a link: it reads `text`, and nothing else."""

    report = models.ForeignKey("reports.Report", on_delete=models.PROTECT, related_name="invitations")
    unit = models.ForeignKey("organisation.Unit", on_delete=models.PROTECT, related_name="+")
    to = models.CharField(max_length=150, help_text="The body, never a person.")
    text = models.TextField()
    email = models.BinaryField(default=b"", help_text="Sealed: where the link is sent by mail as well.")
    language = models.CharField(max_length=2, default="id", help_text="Of the mail.")
    token = models.BinaryField(default=b"", help_text="Sealed, so that the mail can carry the link.")
    token_digest = models.BinaryField(max_length=32, unique=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    expires_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True, help_text="Revoked before its last day.")

    def __str__(self) -> str:
        return f"{self.report_id} {self.pk}"


class InvitationReply(models.Model):
    """What the invited body wrote; its photos are evidence of the report."""

    invitation = models.ForeignKey(Invitation, on_delete=models.PROTECT, related_name="replies")
    text = models.TextField()
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.invitation_id} {self.pk}"


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


class Presence(models.Model):
    """Who has the page of a report open, by the last beat of the page."""

    report = models.ForeignKey("reports.Report", on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["report", "person"], name="presence_once")]

    def __str__(self) -> str:
        return f"{self.report_id} {self.person_id}"


class CannedAnswer(models.Model):
    """Words that a unit uses again and again: for one topic or any, of one unit or all. Placeholders are filled when inserted."""

    unit = models.ForeignKey("organisation.Unit", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    category = models.ForeignKey("reports.Category", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=90)
    text = models.TextField()
    is_active = models.BooleanField(default=True)

    class Meta:
        indexes = [models.Index(fields=["unit"], name="canned_in_use", condition=Q(is_active=True))]

    def __str__(self) -> str:
        return self.title


class SavedFilter(models.Model):
    """A way to look at the inbox that one person uses again: the words of its address."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=60)
    query = models.CharField(max_length=500)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "name"], name="saved_filter_once")]

    def __str__(self) -> str:
        return self.name
