"""Who must learn of what (Rule), by which channels and when they wish to hear (Preference), in which words (Words), what
was told (Notice), by which text to which address (Message), and what the carrier said of it (Receipt)."""

import uuid
from datetime import time

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from arcadumas.duties.notifications.bounds import Alarm, Dead, Limit, Pace  # noqa: F401  (Django looks for models here)
from arcadumas.duties.notifications.browsers import Subscription  # noqa: F401
from arcadumas.duties.notifications.pricing import Charge, ChargeCount, Rate  # noqa: F401
from arcadumas.duties.notifications.talks import Echo, Talk  # noqa: F401
from arcadumas.duties.notifications.windows import Window  # noqa: F401
from arcadumas.duties.notifications.wishes import Preference  # noqa: F401


class Channel(models.TextChoices):
    WHATSAPP = "whatsapp", "WhatsApp"
    EMAIL = "email", _("e-mail")


PUSH = "push"  # beside the channels, never one that a promise rests on
WAYS = [*Channel.choices, (PUSH, _("push notification"))]


class Mode(models.TextChoices):
    """Both channels at once, or WhatsApp first and e-mail when it was not delivered in `minutes`."""

    BOTH = "both", _("both channels at once")
    FIRST_THEN = "first_then", _("one, then the other")


class Urgency(models.TextChoices):
    NORMAL = "normal", _("normal")
    URGENT = "urgent", _("urgent")
    DIGEST = "digest", _("digest")


class RecipientKind(models.TextChoices):
    POST = "post", _("post")
    PERSON = "person", _("person")
    REPORTER = "reporter", _("reporter")
    OUTSIDE = "outside", _("outside body")


class Rule(models.Model):
    """Row: on this event, under these conditions, this audience is told in these words. Seeded from rules.toml."""

    class Special(models.TextChoices):
        """Special reports: whistleblowing, or about officials. Whoever is told of one is told nothing but that."""

        NEVER = "never", _("never of a special report")
        ALSO = "also", _("also of a special report")
        ONLY = "only", _("only of a special report")
        PLAIN = "plain", _("of any report, as it says nothing of it")

    class Outside(models.TextChoices):
        """What becomes of a notice outside the rule's days and hours."""

        WAIT = "wait", _("it waits until they begin")
        DROP = "drop", _("this rule tells nobody")

    key = models.SlugField(max_length=60, unique=True)
    position = models.PositiveSmallIntegerField(default=100, help_text="The first rule that names a recipient counts.")
    event = models.CharField(max_length=30)
    audience = models.CharField(max_length=20)
    purpose = models.CharField(max_length=30)
    stem = models.CharField(max_length=60)
    mode = models.CharField(max_length=10, choices=Mode.choices, default=Mode.BOTH)
    minutes = models.PositiveSmallIntegerField(default=30, help_text="Before the second channel, with first_then.")
    urgency = models.CharField(max_length=10, choices=Urgency.choices, default=Urgency.NORMAL)
    channels = models.JSONField(default=list, blank=True, help_text="Empty: every channel.")
    is_firm = models.BooleanField(default=False, help_text="By all its channels, whatever the recipient prefers.")
    cause = models.CharField(max_length=30, blank=True, help_text="Why a leader is told; a key of labels.toml.")
    facts = models.JSONField(default=dict, blank=True, help_text="Facts of the event that must be so.")
    classes = models.JSONField(default=list, blank=True, help_text="Empty: every class of report.")
    categories = models.JSONField(
        default=list, blank=True, help_text="Codes of topics and sub-topics; empty: every one."
    )
    steps = models.JSONField(default=list, blank=True, help_text="Steps of a promise; empty: every step.")
    hops_from = models.PositiveSmallIntegerField(default=0, help_text="From this many returns on.")
    after_return = models.BooleanField(null=True, blank=True, help_text="Whether another unit had returned it.")
    is_follow_up = models.BooleanField(null=True, blank=True, help_text="Whether it follows a closed report.")
    only_urgent = models.BooleanField(default=False)
    only_oversight = models.BooleanField(default=False)
    only_with_approval = models.BooleanField(default=False, help_text="Where the unit's answers need approval.")
    special = models.CharField(max_length=5, choices=Special.choices, default=Special.NEVER)
    is_once = models.BooleanField(default=False, help_text="Once for a report and recipient.")

    weekdays = models.JSONField(default=list, blank=True, help_text="ISO, 1 Monday; empty: every day.")
    only_working_days = models.BooleanField(default=False)
    from_time = models.TimeField(null=True, blank=True, help_text="TIME_ZONE; empty: from midnight.")
    to_time = models.TimeField(null=True, blank=True, help_text="Not after; earlier than `from_time`: the next day.")
    after_days = models.PositiveSmallIntegerField(
        default=0, help_text="Wait so many working days, or less when days and hours begin before."
    )
    outside = models.CharField(max_length=4, choices=Outside.choices, default=Outside.WAIT)

    is_active = models.BooleanField(default=True)
    revision = models.PositiveIntegerField(default=0, help_text="How often officials changed it.")

    class Meta:
        indexes = [models.Index(fields=["event", "position"], name="rule_event", condition=Q(is_active=True))]

    def __str__(self) -> str:
        return self.key


class Words(models.Model):
    """One text in one language and version. Never edited: a new version takes its place."""

    stem = models.CharField(max_length=60)
    language = models.CharField(max_length=2)
    version = models.PositiveSmallIntegerField()
    purposes = models.JSONField()
    audience = models.JSONField()
    channels = models.JSONField()
    urgency = models.CharField(max_length=10, choices=Urgency.choices)
    level = models.CharField(max_length=2)
    variables = models.JSONField()
    header = models.CharField(max_length=60, blank=True)
    body = models.TextField(blank=True)
    footer = models.CharField(max_length=60, blank=True)
    buttons = models.JSONField(default=list, blank=True)
    mail_subject = models.CharField(max_length=200)
    mail_body = models.TextField()
    is_current = models.BooleanField(default=True)
    by = models.CharField(max_length=80, blank=True, help_text="Login of who wrote it; empty: as shipped.")
    made_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["stem", "language", "version"], name="words_version_once"),
            models.UniqueConstraint(
                fields=["stem", "language"], condition=Q(is_current=True), name="words_current_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.stem}_v{self.version}.{self.language}"


class Template(models.Model):
    """A text as the Cloud API knows it (message_templates). Never edited there: new words are a new template beside it.

    A text without a row has never been asked for: whether the provider takes it is found out by sending it."""

    class State(models.TextChoices):
        WAITING = "waiting", _("not yet registered")
        PENDING = "pending", _("waiting for Meta")
        APPROVED = "approved", _("approved")
        REJECTED = "rejected", _("refused by Meta")
        PAUSED = "paused", _("paused by Meta")
        DISABLED = "disabled", _("disabled by Meta")
        GONE = "gone", _("no longer at Meta")

    name = models.CharField(max_length=80)
    language = models.CharField(max_length=2)
    category = models.CharField(max_length=20, default="UTILITY")
    category_next = models.CharField(max_length=20, blank=True, help_text="What Meta has said it will become.")
    quality = models.CharField(max_length=10, blank=True, help_text="GREEN, YELLOW, RED or UNKNOWN.")
    meta_id = models.CharField(max_length=40, blank=True)
    shape = models.JSONField(default=dict, blank=True, help_text="Parameters, length and buttons as they stand there.")
    last_error = models.CharField(max_length=300, blank=True)

    words = models.OneToOneField(Words, on_delete=models.PROTECT, related_name="template")

    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    since = models.DateTimeField(help_text="When it came to this state.")
    asked_at = models.DateTimeField(null=True, blank=True)
    heard_at = models.DateTimeField(null=True, blank=True, help_text="The provider's own time of its newest webhook.")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["name", "language"], name="template_once")]

    def __str__(self) -> str:
        return f"{self.name}.{self.language}"


class Notice(models.Model):
    """What someone must learn: one for each event, recipient and purpose. `person` is who held the post when told.

    While `held_until` stands it has no message and no fallback: it is put into words when it is let go (releasing.py).
    Of what is in no report's journal (a morning, a drill) the notice has an `occasion` instead of event and report, and
    carries its own values."""

    class Why(models.TextChoices):
        RULE = "rule", _("hours of the rule")
        QUIET = "quiet", _("quiet hours")

    event = models.ForeignKey("reports.Event", null=True, blank=True, on_delete=models.PROTECT, related_name="notices")
    occasion = models.CharField(max_length=40, blank=True, help_text="For example morning:2026-11-24.")
    given = models.JSONField(default=dict, blank=True, help_text="Values of an occasion, in the recipient's language.")
    purpose = models.CharField(max_length=30)
    stem = models.CharField(max_length=60)
    level = models.CharField(max_length=2)
    urgency = models.CharField(max_length=10, choices=Urgency.choices)
    cause = models.CharField(max_length=30, blank=True)

    rule = models.ForeignKey(Rule, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", db_index=False)
    report = models.ForeignKey(
        "reports.Report", null=True, blank=True, on_delete=models.PROTECT, related_name="notices"
    )
    recipient = models.CharField(max_length=10, choices=RecipientKind.choices)
    post = models.ForeignKey("organisation.Post", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    created_at = models.DateTimeField()
    fallback_at = models.DateTimeField(null=True, blank=True, help_text="When the channel not yet used takes over.")
    bundle_at = models.DateTimeField(null=True, blank=True, help_text="When it goes out together with others.")
    patience = models.PositiveSmallIntegerField(
        null=True,
        blank=True,
        help_text="Gathered: minutes from its sending to the second channel; empty: both at once.",
    )
    digest_on = models.DateField(null=True, blank=True, help_text="The morning whose digest says it.")
    held_until = models.DateTimeField(null=True, blank=True)
    held_why = models.CharField(max_length=5, choices=Why.choices, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    lost_at = models.DateTimeField(null=True, blank=True, help_text="When no channel was left.")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["event", "occasion", "purpose", "recipient", "post"], nulls_distinct=False, name="notice_once"
            ),
            models.UniqueConstraint(
                fields=["occasion", "purpose", "person"], condition=~Q(occasion=""), name="notice_occasion_once"
            ),
            models.CheckConstraint(
                condition=Q(occasion="", event__isnull=False, report__isnull=False)
                | ~Q(occasion="") & Q(event=None, report=None),
                name="notice_of_something",
            ),
        ]
        indexes = [
            models.Index(fields=["fallback_at"], name="notice_fallback", condition=Q(fallback_at__isnull=False)),
            models.Index(fields=["bundle_at"], name="notice_bundle", condition=Q(bundle_at__isnull=False)),
            models.Index(fields=["digest_on"], name="notice_digest", condition=Q(digest_on__isnull=False)),
            models.Index(fields=["person", "created_at"], name="notice_person"),  # bursts; told a moment ago
            models.Index(fields=["held_until"], name="notice_held", condition=Q(held_until__isnull=False)),
            models.Index(fields=["report", "recipient"], name="notice_report"),  # who was told
        ]

    def __str__(self) -> str:
        return f"{self.event_id or self.occasion} {self.purpose} {self.recipient}"


class Message(models.Model):
    """One text to one address by one carrier. Address and text are sealed (row = the message's id)."""

    class State(models.TextChoices):
        QUEUED = "queued", _("queued")
        CLAIMED = "claimed", _("being sent")
        SENT = "sent", _("sent")
        DELIVERED = "delivered", _("delivered")
        READ = "read", _("read")
        FAILED = "failed", _("failed")
        UNCERTAIN = "uncertain", _("uncertain")
        SUPERSEDED = "superseded", _("superseded")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    dedupe_key = models.CharField(max_length=120, unique=True)
    channel = models.CharField(max_length=10, choices=WAYS)
    carrier = models.CharField(max_length=20)
    template = models.CharField(max_length=80)
    language = models.CharField(max_length=2)
    to = models.BinaryField()
    to_blind = models.BinaryField(max_length=32, db_index=True, help_text="To slow down one recipient.")
    text = models.BinaryField(help_text="What the carrier needs, as JSON.")

    notices = models.ManyToManyField(Notice, related_name="messages")
    purpose = models.CharField(max_length=30, blank=True, db_default="", help_text="Of its first notice.")
    unit = models.ForeignKey(
        "organisation.Unit", null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False,
        help_text="Of the post it goes to; none for a reporter.",
    )  # fmt: skip
    resent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+",
        help_text="Who had it sent once more.",
    )  # fmt: skip

    state = models.CharField(max_length=10, choices=State.choices, default=State.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    unknown_outcomes = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField()
    lease_until = models.DateTimeField(null=True, blank=True)
    claimed_by = models.CharField(max_length=60, blank=True)
    provider_id = models.CharField(max_length=200, blank=True)
    error_code = models.CharField(max_length=20, blank=True)
    error_text = models.CharField(max_length=300, blank=True)

    queued_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    delivered_at = models.DateTimeField(null=True, blank=True)
    read_at = models.DateTimeField(null=True, blank=True)
    failed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["carrier", "next_at"], name="message_due", condition=Q(state="queued")),  # the claim
            models.Index(
                fields=["next_at"], name="message_doubt", condition=Q(state="queued", unknown_outcomes__gt=0)
            ),  # what was perhaps sent
            models.Index(fields=["lease_until"], name="message_lease", condition=Q(state="claimed")),  # after a crash
            models.Index(fields=["provider_id"], name="message_provider", condition=~Q(provider_id="")),  # receipts
            # The outbox page: newest first, of one unit, of one error, what waits for a hand.
            models.Index(fields=["-queued_at", "-id"], name="message_newest"),
            models.Index(fields=["unit", "-queued_at", "-id"], name="message_unit"),
            models.Index(fields=["error_code", "-queued_at", "-id"], name="message_error", condition=~Q(error_code="")),
            models.Index(
                fields=["-queued_at", "-id"], name="message_worth", condition=Q(state__in=["failed", "uncertain"])
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)


class Receipt(models.Model):
    """What the carrier said, once for each status. Append-only."""

    message = models.ForeignKey(Message, on_delete=models.PROTECT, related_name="receipts")
    status = models.CharField(max_length=10)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["message", "status"], name="receipt_once")]

    def __str__(self) -> str:
        return f"{self.message_id} {self.status}"


class Use(models.Model):
    """An act that was done by a button or link of a message: that link is dead from then on."""

    message = models.ForeignKey(Message, on_delete=models.PROTECT, related_name="uses")
    act = models.CharField(max_length=30)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["message", "act"], name="use_once")]

    def __str__(self) -> str:
        return f"{self.message_id} {self.act}"


class Hold(models.Model):
    """A carrier that takes nothing at present: its rows stay queued; after `until` one message tries it again."""

    carrier = models.CharField(max_length=20, primary_key=True)
    since = models.DateTimeField()
    until = models.DateTimeField()
    code = models.CharField(max_length=20, blank=True)
    text = models.CharField(max_length=300, blank=True)

    def __str__(self) -> str:
        return self.carrier


class Rhythm(models.Model):
    """One row: when the morning digest goes out, and from how many notices on a burst becomes one message."""

    digest_at = models.TimeField(default=time(7, 30), help_text="On working days, on the installation's clock.")
    is_digest_on = models.BooleanField(default=True)
    burst_over = models.PositiveSmallIntegerField(default=5, help_text="More notices for one person than this …")
    burst_minutes = models.PositiveSmallIntegerField(default=10, help_text="… within so many minutes are gathered …")
    gather_minutes = models.PositiveSmallIntegerField(default=5, help_text="… for so many minutes at most.")

    def __str__(self) -> str:
        return f"{self.digest_at:%H.%M}"


class Morning(models.Model):
    """A day whose digests are in the outbox."""

    day = models.DateField(primary_key=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.day.isoformat()
