"""How far a mailbox was read, and what came of each mail."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Mailbox(models.Model):
    """One folder of IMAP_URL. Whoever holds the lease reads it; the others wait."""

    place = models.CharField(max_length=300, unique=True, help_text="user@host:port/folder")
    validity = models.BigIntegerField(default=0, help_text="UIDVALIDITY; with another one all UIDs begin anew.")
    last_uid = models.BigIntegerField(null=True, blank=True, help_text="Everything up to here is kept.")
    holder = models.CharField(max_length=60, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    read_at = models.DateTimeField(null=True, blank=True, help_text="When it last let itself be read.")
    trouble = models.CharField(max_length=300, blank=True)

    def __str__(self) -> str:
        return self.place


class Heard(models.Model):
    """What came of one mail. Its id as a blind hash, and no word of it."""

    class Kind(models.TextChoices):
        BOUNCE = "bounce", _("bounce")
        DELAYED = "delayed", _("still under way")
        AUTOMATIC = "automatic", _("automatic reply")
        OWN = "own", _("our own mail")
        REPLY = "reply", _("reply")
        REFUSED = "refused", _("reply that could not be used")
        STRANGER = "stranger", _("answers no mail of ours")
        TOO_MANY = "too_many", _("too many from one sender")

    key = models.BinaryField(max_length=32, primary_key=True)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    detail = models.CharField(max_length=60, blank=True, help_text="A status code, or by what it was recognised.")
    message = models.ForeignKey(
        "notifications.Message", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    at = models.DateTimeField(auto_now_add=True, db_index=True)

    def __str__(self) -> str:
        return f"{self.kind} {self.detail}"
