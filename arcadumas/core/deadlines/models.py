"""Dated rules and the dated calendar they are counted by. Changed by officials; rows in force are closed, not deleted.

The database itself keeps two promises (migration 0002): every change gives `Revision` a new number, and a rule in force
keeps its figures, so that a promise's `rule_version` (the Rule's id) always means what it meant when it was made.
"""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from arcadumas.core.deadlines.workdays import CountedIn


class Step(models.TextChoices):
    """What is promised: first the citizen's steps, then the unit's inner ones."""

    VERIFY = "verify", _("Verification")
    RESPOND = "respond", _("First answer")
    SETTLE = "settle", _("Settlement")
    COMPLETE_INFO = "complete_info", _("Facts from the reporter")
    REPORTER_REPLY = "reporter_reply", _("The reporter's word")
    DISPOSE = "dispose", _("Passing on")
    SP4N_LINK = "sp4n_link", _("Entry in SP4N-LAPOR!")
    SP4N_ANSWER = "sp4n_answer", _("Answer in SP4N-LAPOR!")
    ACCEPT = "accept", _("Acceptance")
    APPROVE = "approve", _("Approval")
    INSTRUCTION = "instruction", _("Instruction")


class ReportClass(models.TextChoices):
    """A report's kind with its officer's flags: what deadlines depend on (contract: `class`)."""

    COMPLAINT = "complaint", _("Complaint")
    COMPLAINT_OVERSIGHT = "complaint_oversight", _("Complaint for oversight")
    WHISTLEBLOWING = "whistleblowing", _("Whistleblowing")
    INFORMATION_REQUEST = "information_request", _("Information request")
    ASPIRATION = "aspiration", _("Aspiration")


class RuleSet(models.Model):
    """One version of a regulation's figures. Without `valid_from` it is a draft and binds nothing.

    Sets of one name are versions of each other: the later one, once in force, ends the earlier.
    """

    name = models.CharField(max_length=80)
    basis = models.CharField(max_length=250, help_text="The full title of the regulation.")
    note = models.TextField(blank=True, help_text="Shown beside figures that nobody has checked yet.")
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["name", "valid_from"], name="rule_set_version_once"),
            models.CheckConstraint(condition=Q(valid_to__gte=F("valid_from")), name="rule_set_ends_after_it_begins"),
        ]

    def __str__(self) -> str:
        return self.name


class Rule(models.Model):
    """One figure: so many days or hours for a step, from an event on."""

    step = models.CharField(max_length=20, choices=Step.choices)
    report_class = models.CharField(
        max_length=20, choices=ReportClass.choices, blank=True, help_text="Blank: every class."
    )
    amount = models.PositiveSmallIntegerField()
    counted_in = models.CharField(max_length=15, choices=CountedIn.choices)
    starts_on = models.CharField(max_length=30, help_text="The journal's event that starts the clock.")
    basis = models.CharField(max_length=250, help_text="Where the figure stands: regulation and article.")
    is_inner = models.BooleanField(default=False, help_text="The government's own rule, unseen by citizens.")
    rule_set = models.ForeignKey(RuleSet, on_delete=models.PROTECT, related_name="rules")
    verified = models.BooleanField(
        default=False, help_text="An official has held the figure against the official text."
    )

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(amount__range=(1, 1000)), name="rule_amount_within_reason"),
            models.UniqueConstraint(fields=["rule_set", "step", "report_class"], name="rule_once_in_a_set"),
        ]

    def __str__(self) -> str:
        return f"{self.step} {self.report_class or '*'}: {self.amount} {self.counted_in}"


class Holiday(models.Model):
    """A day off. One that turns out wrong is made inactive and stays readable."""

    class Kind(models.TextChoices):
        PUBLIC = "public", _("Public holiday")
        COLLECTIVE_LEAVE = "collective_leave", _("Collective leave")
        REGIONAL = "regional", _("Regional day off")

    date = models.DateField()
    name_id = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200, blank=True)
    kind = models.CharField(max_length=20, choices=Kind.choices)
    is_estimate = models.BooleanField(default=False, help_text="Awaits the government's decision for that year.")
    source = models.CharField(max_length=250, blank=True)
    is_active = models.BooleanField(default=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["date", "name_id"], name="holiday_once_a_day")]

    def __str__(self) -> str:
        return f"{self.date} {self.name_id}"


class OfficeHours(models.Model):
    """One interval of one weekday; a weekday may have several (Friday prayer lies between two)."""

    weekday = models.PositiveSmallIntegerField(help_text="1 Monday … 5 Friday.")
    opens = models.TimeField()
    closes = models.TimeField()
    is_sample = models.BooleanField(default=False)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    is_active = models.BooleanField(default=True, help_text="False: another plan took its place before it began.")

    class Meta:
        constraints = [
            # Working hours run on working days alone: hours on a Saturday would be stored and never counted.
            models.CheckConstraint(condition=Q(weekday__range=(1, 5)), name="office_hours_on_a_working_weekday"),
            models.CheckConstraint(condition=Q(closes__gt=F("opens")), name="office_hours_close_after_they_open"),
            models.CheckConstraint(
                condition=Q(valid_to__gte=F("valid_from")), name="office_hours_end_after_they_begin"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.weekday} {self.opens:%H.%M}-{self.closes:%H.%M}"


class Revision(models.Model):
    """One row whose number changes with every change to this room's tables, and never returns to an old value."""

    number = models.BigIntegerField()

    def __str__(self) -> str:
        return str(self.number)
