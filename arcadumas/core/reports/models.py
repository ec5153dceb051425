"""A report and what belongs to it: reporter, attachments, category, journal, promises, letters."""

import uuid

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from arcadumas.core.deadlines.models import ReportClass, Step
from arcadumas.core.reports.kinds import OPEN, ArchiveReason, ClosedBy, ReportKind, Source, State
from arcadumas.core.reports.national import Sp4n as Sp4n  # (Django looks for models here)

__all__ = ["OPEN", "ArchiveReason", "ClosedBy", "ReportKind", "Source", "State"]  # and every model below


class Category(models.Model):
    code = models.CharField(max_length=80, unique=True)
    name_id = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120)
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="children")
    sp4n_id = models.CharField(max_length=20, blank=True)
    sp4n_names = models.JSONField(default=list, help_text="Names in SP4N that mean the same.")
    is_sensitive = models.BooleanField(default=False, help_text="Never named in a message.")
    needs_evidence = models.BooleanField(
        default=False, help_text="Physical work: answered for good with a photo of afterwards."
    )
    is_active = models.BooleanField(default=True)

    def __str__(self) -> str:
        return self.code


class EmergencyNumber(models.Model):
    """What the public pages tell whoever is in danger to call."""

    number = models.CharField(max_length=20)
    label_id = models.CharField(max_length=60)
    label_en = models.CharField(max_length=60, blank=True)
    position = models.PositiveSmallIntegerField()

    def __str__(self) -> str:
        return self.number


class Report(models.Model):
    code = models.CharField(max_length=9, unique=True)
    secret_digest = models.BinaryField(max_length=32)

    kind = models.CharField(max_length=20, choices=ReportKind.choices)
    title = models.CharField(max_length=2000, help_text="Masked; empty for whistleblowing.")
    body = models.TextField(help_text="Masked; empty for whistleblowing.")
    title_original = models.BinaryField(default=b"", help_text="Sealed, as sent.")
    body_original = models.BinaryField(default=b"", help_text="Sealed, as sent.")
    language = models.CharField(max_length=2, default="id")
    occurred_on = models.DateField(null=True, blank=True)
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    place_text = models.CharField(max_length=300, blank=True)
    source = models.CharField(max_length=10, choices=Source.choices)
    is_anonymous = models.BooleanField(default=True)
    is_confidential = models.BooleanField(default=False)
    is_oversight = models.BooleanField(default=False)
    is_whistleblowing = models.BooleanField(default=False)
    is_urgent = models.BooleanField(default=False)
    about_officials = models.BooleanField(default=False)
    sp4n_consent = models.BooleanField(default=False)
    is_history = models.BooleanField(default=False, help_text="Imported after it was over: no promises, nobody told.")

    category = models.ForeignKey(Category, null=True, blank=True, on_delete=models.PROTECT)
    area = models.ForeignKey("organisation.Area", null=True, blank=True, on_delete=models.PROTECT)
    named_unit = models.ForeignKey(
        "organisation.Unit", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    unit = models.ForeignKey(
        "organisation.Unit", null=True, blank=True, on_delete=models.PROTECT, related_name="reports"
    )
    previous = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="follow_ups")
    merged_into = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="merged")
    part_of = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="parts")

    state = models.CharField(max_length=20, choices=State.choices, default=State.RECEIVED)
    state_before = models.CharField(max_length=20, blank=True, help_text="Where a question interrupted.")
    closed_by = models.CharField(max_length=10, choices=ClosedBy.choices, blank=True)
    archive_reason = models.CharField(max_length=20, choices=ArchiveReason.choices, blank=True)
    referred_to = models.CharField(max_length=200, blank=True)
    hops = models.PositiveSmallIntegerField(default=0)
    version = models.PositiveIntegerField(default=0, help_text="Number of journal lines.")
    head = models.BinaryField(max_length=32, default=b"", help_text="Hash of the newest journal line.")

    received_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(  # desk inbox
                fields=["due_at", "id"], name="report_inbox", condition=Q(due_at__isnull=False, state__in=OPEN)
            ),
            models.Index(
                fields=["unit", "id"], name="report_unit_open", condition=Q(state__in=OPEN)
            ),  # an agency's inbox
            models.Index(fields=["-received_at", "-id"], name="report_newest"),  # lists
            models.Index(
                fields=["area", "received_at"], name="report_area_open", condition=Q(state__in=OPEN)
            ),  # similar
            models.Index(
                fields=["latitude", "longitude"], name="report_point_open", condition=Q(state__in=OPEN)
            ),  # similar
            models.Index(fields=["state", "-received_at", "-id"], name="report_state"),  # lists by state
            models.Index(fields=["unit", "-received_at", "-id"], name="report_unit"),  # an agency's list
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def report_class(self) -> ReportClass:
        if self.is_whistleblowing:
            return ReportClass.WHISTLEBLOWING
        if self.is_oversight and self.kind == ReportKind.COMPLAINT:
            return ReportClass.COMPLAINT_OVERSIGHT
        return ReportClass(self.kind)

    @property
    def visibility(self) -> list[str]:
        return ["anonymous"] * self.is_anonymous + ["confidential"] * self.is_confidential

    @property
    def is_open(self) -> bool:
        return not (self.is_anonymous or self.is_confidential or self.is_whistleblowing or self.about_officials)


class Sought(models.Model):
    """By which words a report is found, in one spelling. None of a whistleblower's."""

    report = models.OneToOneField(Report, primary_key=True, on_delete=models.PROTECT, related_name="sought")
    words = models.TextField()
    lookup = models.GeneratedField(
        expression=SearchVector("words", config="indonesian"), output_field=SearchVectorField(), db_persist=True
    )

    class Meta:
        indexes = [GinIndex(fields=["lookup"], name="sought_lookup")]

    def __str__(self) -> str:
        return f"words of {self.report_id}"


class Word(models.Model):
    """A word that stands in some report that is not confidential: what a mistyped one is held against, and never shown."""

    text = models.CharField(max_length=30, primary_key=True)

    class Meta:
        indexes = [GinIndex(fields=["text"], opclasses=["gin_trgm_ops"], name="word_like")]

    def __str__(self) -> str:
        return self.text


class Reporter(models.Model):
    """Who reported: every value sealed (table reports_reporter, row = the report's code)."""

    report = models.OneToOneField(Report, primary_key=True, on_delete=models.PROTECT, related_name="reporter")
    name = models.BinaryField(default=b"")
    phone = models.BinaryField(default=b"")
    email = models.BinaryField(default=b"")
    secret = models.BinaryField(default=b"", help_text="So that the receipt by e-mail can carry it.")
    phone_blind = models.BinaryField(max_length=32, null=True, blank=True, db_index=True)
    email_blind = models.BinaryField(max_length=32, null=True, blank=True, db_index=True)
    is_stopped = models.BooleanField(default=False, help_text="Asked not to be told any more.")

    def __str__(self) -> str:
        return f"reporter of {self.report_id}"


class About(models.Model):
    """Whom the report complains of: they get no notice, no row, no search hit."""

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="about")
    unit = models.ForeignKey("organisation.Unit", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    post = models.ForeignKey("organisation.Post", null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"about of {self.report_id}"


class Follower(models.Model):
    """Somebody who met with the same. `slip` is a blind hash of what their browser holds; nothing else is kept of them."""

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="followers")
    slip = models.BinaryField(max_length=32)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["report", "slip"], name="follower_once")]

    def __str__(self) -> str:
        return f"{self.report_id} {self.pk}"


class Attachment(models.Model):
    class Kind(models.TextChoices):
        REPORTER = "reporter", _("from the reporter")
        BEFORE = "before", _("before")
        AFTER = "after", _("after")
        OTHER = "other", _("other")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="attachments")
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.REPORTER)
    name = models.BinaryField(default=b"", help_text="Sealed original file name.")
    content_type = models.CharField(max_length=60)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    stored_as = models.CharField(max_length=120)
    key = models.BinaryField(help_text="The file's own key, wrapped.")
    added_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.id)


class Letter(models.Model):
    """Words between reporter and officers, both ways. Text masked for reading, sealed as sent."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="letters")
    is_from_reporter = models.BooleanField()
    text = models.TextField(help_text="Masked; empty for whistleblowing.")
    original = models.BinaryField(default=b"", help_text="Sealed, as sent.")
    unit = models.ForeignKey("organisation.Unit", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.id)


class Rating(models.Model):
    """As given by the reporter, never invented."""

    report = models.OneToOneField(Report, primary_key=True, on_delete=models.PROTECT, related_name="rating")
    stars = models.PositiveSmallIntegerField()
    comment = models.BinaryField(default=b"", help_text="Sealed.")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(stars__gte=1) & Q(stars__lte=5), name="rating_stars")]

    def __str__(self) -> str:
        return f"rating of {self.report_id}"


class Event(models.Model):
    """One journal line. Append-only; the hash runs over the line before it of the same report."""

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="events")
    seq = models.PositiveIntegerField()
    kind = models.CharField(max_length=30)
    v = models.PositiveSmallIntegerField(default=1)
    at = models.DateTimeField()
    actor = models.CharField(max_length=8, help_text="person, reporter or house")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    post = models.ForeignKey("organisation.Post", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    post_title = models.CharField(max_length=120, blank=True)
    unit_code = models.CharField(max_length=40, blank=True)
    unit_name = models.CharField(max_length=200, blank=True)
    via = models.CharField(max_length=10)
    message = models.UUIDField(null=True, blank=True, help_text="The message whose link, button or mark was used.")
    facts = models.JSONField(default=dict)
    hash = models.BinaryField(max_length=32)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["report", "seq"], name="event_seq_once")]

    def __str__(self) -> str:
        return f"{self.report_id}:{self.seq} {self.kind}"


class Unread(models.Model):
    """A journal line that one reader has not dealt with; deleted in the transaction of its outcome."""

    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="unread")
    reader = models.CharField(max_length=30)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["reader", "event"], name="unread_once")]

    def __str__(self) -> str:
        return f"{self.reader} {self.event_id}"


class Promise(models.Model):
    """One clock. Without a unit it is the citizen's and never restarts."""

    class State(models.TextChoices):
        RUNNING = "running", _("running")
        PAUSED = "paused", _("paused")
        MET = "met", _("met")
        BROKEN = "broken", _("broken")
        CANCELLED = "cancelled", _("cancelled")

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="promises")
    step = models.CharField(max_length=20)
    unit = models.ForeignKey("organisation.Unit", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    round = models.PositiveSmallIntegerField(default=1)
    rule_version = models.PositiveIntegerField(null=True, blank=True)
    amount = models.PositiveSmallIntegerField(null=True, blank=True)
    counted_in = models.CharField(max_length=20, blank=True)
    rule = models.CharField(max_length=120, blank=True)
    basis = models.CharField(max_length=300, blank=True)
    is_verified = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=State.choices, default=State.RUNNING)
    starts_at = models.DateTimeField()
    due_at = models.DateTimeField()
    due_before = models.DateTimeField(
        null=True, blank=True, help_text="An inner promise that was extended: its moment until then."
    )
    paused_since = models.DateTimeField(null=True, blank=True)
    paused_total = models.DurationField(null=True, blank=True)
    warned_at = models.DateTimeField(null=True, blank=True)
    broken_at = models.DateTimeField(null=True, blank=True)
    met_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["report", "step", "unit", "round"], nulls_distinct=False, name="promise_once"
            )
        ]
        indexes = [
            models.Index(fields=["due_at"], name="promise_running_due", condition=Q(state="running")),  # rounds
            models.Index(  # what the front desk has not yet keyed into SP4N
                fields=["report"],
                name="promise_unentered",
                condition=Q(step__in=["sp4n_link", "sp4n_answer"], met_at=None, state__in=["running", "broken"]),
            ),
            models.Index(  # what falls due next, by the clocks of one unit
                fields=["report", "due_at"],
                name="promise_awaited",
                condition=Q(met_at=None, state__in=["running", "broken"]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.report_id} {self.step}"

    @property
    def step_label(self) -> str:
        return str(Step(self.step).label)
