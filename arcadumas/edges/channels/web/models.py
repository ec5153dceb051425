"""One form, one report: the token of a form, with the sealed receipt it was answered with."""

from django.db import models


class Submission(models.Model):
    """Written in the transaction of the report, so that a form sent twice finds the first receipt."""

    token = models.BinaryField(max_length=32, primary_key=True, help_text="Blind hash of the form's token.")
    receipt = models.BinaryField(help_text="Sealed: code and key.")
    at = models.DateTimeField(auto_now_add=True, db_index=True)

    def __str__(self) -> str:
        return bytes(self.token).hex()[:8]
