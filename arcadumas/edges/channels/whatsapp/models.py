"""Which messages have been heard: Meta repeats itself, we do not."""

import uuid

from django.db import models


class Heard(models.Model):
    """A message's id as a blind hash (the id itself holds the sender's number)."""

    key = models.BinaryField(max_length=32, primary_key=True)
    at = models.DateTimeField(auto_now_add=True, db_index=True)

    def __str__(self) -> str:
        return bytes(self.key).hex()[:8]


class Asked(models.Model):
    """Whoever wrote was asked which case they mean: the words wait, sealed, in their inbound row."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    number = models.BinaryField(max_length=32, db_index=True, help_text="Blind index of who was asked.")
    inbound = models.ForeignKey("inbound.Inbound", on_delete=models.CASCADE, related_name="+", help_text="Goes with it: without the words there is no question.")  # fmt: skip
    codes = models.JSONField(help_text="What to choose from, in the order of the list.")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.id)
