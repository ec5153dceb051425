"""What the phones and mailboxes of the demo hold. Numbers, addresses and texts are sealed."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _


class Phone(models.Model):
    """A telephone that has sent or received something."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    key = models.BinaryField(max_length=32, unique=True, help_text="Blind index of the E.164 number.")
    number = models.BinaryField(help_text="Sealed.")
    profile = models.BinaryField(help_text="Sealed profile name.")
    bsuid = models.CharField(max_length=150, unique=True, help_text="Business-scoped user id.")
    has_no_whatsapp = models.BooleanField(default=False)
    is_blocked = models.BooleanField(default=False, help_text="Its owner has blocked us.")
    is_off = models.BooleanField(default=False, help_text="Messages stay at sent until it is on again.")
    hides_number = models.BooleanField(default=False, help_text="Its owner goes by a username: only the bsuid shows.")
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True, db_index=True)  # what is new since the page was drawn

    def __str__(self) -> str:
        return self.bsuid


class State(models.TextChoices):
    ACCEPTED = "accepted", _("Queued")
    SENT = "sent", _("Sent")
    DELIVERED = "delivered", _("Delivered")
    READ = "read", _("Read")
    FAILED = "failed", _("Failed")


class Direction(models.TextChoices):
    """As the product sees it: `out` goes to the phone, `in` comes from it."""

    OUT = "out", "out"
    IN = "in", "in"


class Bubble(models.Model):
    """One message on a phone."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    wamid = models.CharField(max_length=128, unique=True)
    phone = models.ForeignKey(Phone, on_delete=models.PROTECT, related_name="bubbles")
    line = models.CharField(max_length=40, help_text="The phone_number_id of our side.")
    direction = models.CharField(max_length=3, choices=Direction.choices)
    payload = models.BinaryField(help_text="Sealed JSON: what it says and carries.")
    state = models.CharField(max_length=10, choices=State.choices, default=State.ACCEPTED)
    error_code = models.IntegerField(null=True, blank=True)
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    delivered_at = models.DateTimeField(null=True, blank=True)
    read_at = models.DateTimeField(null=True, blank=True)
    failed_at = models.DateTimeField(null=True, blank=True)
    changed_at = models.DateTimeField(auto_now=True, db_index=True)  # what is new since the page was drawn

    class Meta:
        indexes = [models.Index(fields=["phone", "-created_at"], name="bubble_phone_created")]  # a conversation

    def __str__(self) -> str:
        return self.wamid


class Template(models.Model):
    """A message template in the provider's registry, one row per language."""

    name = models.CharField(max_length=512)
    language = models.CharField(max_length=10)
    category = models.CharField(max_length=20, default="UTILITY")
    header = models.CharField(max_length=60, blank=True)
    body = models.TextField()
    footer = models.CharField(max_length=60, blank=True)
    buttons = models.JSONField(default=list)
    parameter_count = models.PositiveSmallIntegerField()
    is_learned = models.BooleanField(default=False, help_text="Made up at first use; a registration replaces it.")
    state = models.CharField(max_length=20, default="APPROVED")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["name", "language"], name="template_language_once")]

    def __str__(self) -> str:
        return f"{self.name}/{self.language}"


class Media(models.Model):
    """A file sent from a phone or put up to be sent to one."""

    id = models.BigIntegerField(primary_key=True)
    content = models.BinaryField(help_text="Sealed.")
    content_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return str(self.id)


class Mail(models.Model):
    """One delivery to one mailbox. The same Message-ID may arrive twice: that is a repeated try."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    key = models.BinaryField(max_length=32, db_index=True, help_text="Blind index of the address.")
    address = models.BinaryField(help_text="Sealed.")
    raw = models.BinaryField(help_text="Sealed message as it came.")
    message_id = models.CharField(max_length=998, blank=True)
    received_at = models.DateTimeField(auto_now_add=True, db_index=True)

    def __str__(self) -> str:
        return str(self.id)


class Fault(models.Model):
    """A fault that is scripted to happen; the running simulator holds the same list in memory."""

    kind = models.CharField(max_length=30)
    target = models.BinaryField(default=b"", blank=True, help_text="Sealed number or address; empty means anyone.")
    remaining = models.PositiveIntegerField(null=True, blank=True, help_text="Empty means until it is cleared.")
    seconds = models.FloatField(null=True, blank=True)
    code = models.IntegerField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.kind
