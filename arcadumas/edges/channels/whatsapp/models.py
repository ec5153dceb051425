"""Which messages have been heard: Meta repeats itself, we do not."""

from django.db import models


class Heard(models.Model):
    """A message's id as a blind hash (the id itself holds the sender's number)."""

    key = models.BinaryField(max_length=32, primary_key=True)
    at = models.DateTimeField(auto_now_add=True, db_index=True)

    def __str__(self) -> str:
        return bytes(self.key).hex()[:8]
