"""First answers, kept for a day, so that a repeated request is answered and not done again."""

from django.db import models


class FirstAnswer(models.Model):
    """`place` is a blind hash of caller, path and key; `answer` is empty only inside the transaction that makes it."""

    place = models.BinaryField(primary_key=True, max_length=32)
    body = models.BinaryField(max_length=32, help_text="Digest of what was sent.")
    answer = models.BinaryField(
        default=b"", help_text="Sealed: it may hold a report's secret (row = place in hexadecimal)."
    )
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["at"], name="first_answer_old")]  # keys.purge

    def __str__(self) -> str:
        return bytes(self.place).hex()
