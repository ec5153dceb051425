import uuid

from django.db import models
from django.utils import timezone


class State(models.TextChoices):
    NEW = "new"
    DONE = "done"
    FAILED = "failed"


class Inbound(models.Model):
    """One payload as it came: kept before anyone reads it, so that a fault in reading loses nothing."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    channel = models.CharField(max_length=30)
    external_id = models.CharField(max_length=200, blank=True)  # the sender's own id, where one payload is one thing
    body_sealed = models.BinaryField()
    headers_sealed = models.BinaryField()

    state = models.CharField(max_length=10, choices=State.choices, default=State.NEW)
    error = models.CharField(max_length=500, blank=True)  # a class and a place in the code, never words of the payload
    attempts = models.PositiveSmallIntegerField(default=0)

    received_at = models.DateTimeField(default=timezone.now)
    retry_at = models.DateTimeField(default=timezone.now)
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["channel", "external_id"], condition=~models.Q(external_id=""), name="inbound_once"
            ),
            models.CheckConstraint(condition=models.Q(state__in=State.values), name="inbound_state"),
        ]
        indexes = [
            # store.claim
            models.Index(fields=["channel", "retry_at"], condition=models.Q(state="new"), name="inbound_waiting"),
            models.Index(fields=["done_at"], condition=models.Q(state="done"), name="inbound_done"),  # store.purge
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.id}"
