"""What keeps the outbox within bounds: what one carrier may do (Limit), how soon the next message to a recipient may follow
(Pace), who is not reached at an address (Dead), what the operator must hear of (Alarm).

Addresses stand here only as blind indexes, those of Message.to_blind."""

from django.db import models

PAIR = 6.0  # seconds between two messages to one number (Meta: pair rate limit)
BURST = 45  # messages to one number that Meta takes at once; each is paid back with such a pause
DEAD_DAYS = 7


class Limit(models.Model):
    """One carrier's bounds, as the operator set them; without a row the defaults hold."""

    carrier = models.CharField(max_length=20, primary_key=True)
    pair_seconds = models.FloatField(default=PAIR, help_text="Between two messages to one number.")
    pair_burst = models.PositiveSmallIntegerField(
        default=BURST, help_text="So many may go without the pause, and earn it later."
    )
    per_day = models.PositiveIntegerField(null=True, blank=True, help_text="Recipients in 24 hours; empty: no limit.")
    dead_days = models.PositiveSmallIntegerField(
        default=DEAD_DAYS, help_text="So long an address that reaches nobody is left alone."
    )

    def __str__(self) -> str:
        return self.carrier


class Pace(models.Model):
    """Up to when a recipient's pauses are spent, and since when they count for a carrier's day.

    Each message spends one pause from `free_at` on (or from now); it may lie ahead by the pauses of a burst."""

    carrier = models.CharField(max_length=20)
    to_blind = models.BinaryField(max_length=32)
    free_at = models.DateTimeField()
    counted_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["carrier", "to_blind"], name="pace_once")]
        indexes = [models.Index(fields=["carrier", "counted_at"], name="pace_counted")]  # the cap of a day; purge

    def __str__(self) -> str:
        return self.carrier


class Dead(models.Model):
    """An address that reached nobody (Cloud API 131026, a hard bounce): left alone until `until`, then tried again."""

    channel = models.CharField(max_length=10)
    to_blind = models.BinaryField(max_length=32)
    code = models.CharField(max_length=20)
    times = models.PositiveSmallIntegerField(default=1)
    since = models.DateTimeField()
    until = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["channel", "to_blind"], name="dead_once")]

    def __str__(self) -> str:
        return f"{self.channel} {self.code}"


class Alarm(models.Model):
    """One trouble of one carrier, open until `ended_at`. A new one of the same kind opens the row again."""

    kind = models.CharField(max_length=20)
    subject = models.CharField(max_length=100, help_text="A carrier, or a template.")
    code = models.CharField(max_length=20, blank=True)
    text = models.CharField(max_length=300, blank=True)
    since = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    told_at = models.DateTimeField(null=True, blank=True)
    next_at = models.DateTimeField(null=True, blank=True, help_text="When its next mail is due; none: nothing to say.")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "subject"], name="alarm_once")]
        indexes = [models.Index(fields=["next_at"], name="alarm_next", condition=models.Q(next_at__isnull=False))]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject}"
