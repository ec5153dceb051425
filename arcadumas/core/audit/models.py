"""Entry: plain values that outlive their subject. Seal: proof, with a key outside the database, that nothing was cut off."""

from django.db import models


class Entry(models.Model):
    seq = models.BigAutoField(primary_key=True)
    at = models.DateTimeField()
    act = models.CharField(max_length=40)
    by = models.CharField(max_length=80, blank=True)
    post = models.CharField(max_length=200, blank=True)
    via = models.CharField(max_length=10)
    subject = models.CharField(max_length=80)
    facts = models.JSONField(default=dict)
    position = models.BigIntegerField(null=True, unique=True, help_text="Place in the chain; given when sealed.")
    hash = models.BinaryField(max_length=32, default=b"")

    class Meta:
        indexes = [
            models.Index(fields=["seq"], name="entry_unsealed", condition=models.Q(position=None)),  # sealing
            models.Index(fields=["subject", "-seq"], name="entry_subject"),  # looking: by report, person, act, day
            models.Index(fields=["by", "-seq"], name="entry_by"),
            models.Index(fields=["act", "-seq"], name="entry_act"),
            models.Index(fields=["at"], name="entry_at"),
        ]

    def __str__(self) -> str:
        return f"{self.seq} {self.act}"


class Seal(models.Model):
    """The head of one stream when it was sealed: stream = `audit`, or a report's code.

    `mac` runs over the seal before it, so that no seal can be taken out either."""

    number = models.BigIntegerField(primary_key=True)
    stream = models.CharField(max_length=60)
    seq = models.BigIntegerField()
    hash = models.BinaryField(max_length=32)
    mac = models.BinaryField(max_length=32)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["stream", "-seq"], name="seal_stream_seq")]  # newest seal of a stream

    def __str__(self) -> str:
        return f"{self.number} {self.stream}"
