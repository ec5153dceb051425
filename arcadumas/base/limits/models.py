from django.db import models


class Counter(models.Model):
    """How often one key was used in the window that ends at `ends_at`. The table is unlogged: a crash empties it."""

    pk = models.CompositePrimaryKey("bucket", "key")
    bucket = models.TextField()
    key = models.BinaryField()  # blind: nobody reads an address or a code here
    taken = models.IntegerField()
    ends_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["ends_at"], name="limits_old")]  # counting.purge

    def __str__(self) -> str:
        return f"{self.bucket}: {self.taken}"
