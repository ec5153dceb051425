"""How one person wishes to be told: the row (preferences.py keeps it)."""

from django.conf import settings
from django.db import models
from django.db.models import Q


class Preference(models.Model):
    """How one person wishes to be told, within what rules allow (preferences.py). No row: by every channel, at any hour."""

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, primary_key=True, on_delete=models.PROTECT, related_name="+"
    )
    channels = models.JSONField(default=list, help_text="Empty: every channel.")
    quiet_from = models.TimeField(null=True, blank=True, help_text="TIME_ZONE; empty: no quiet hours.")
    quiet_to = models.TimeField(null=True, blank=True)
    is_quiet_on_days_off = models.BooleanField(default=False, help_text="Whole Saturdays, Sundays and holidays too.")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(quiet_from__isnull=True, quiet_to__isnull=True, is_quiet_on_days_off=False)
                | Q(quiet_from__isnull=False, quiet_to__isnull=False),
                name="preference_quiet_whole",
            )
        ]

    def __str__(self) -> str:
        return str(self.person_id)
