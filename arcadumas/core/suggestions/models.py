"""What was learned, when and from how many reports."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Subject(models.TextChoices):
    UNIT = "unit", _("unit")
    CATEGORY = "category", _("category")


class Learned(models.Model):
    """A model as Model.content() packs it. The older ones of a subject are kept for a while, to go back to."""

    subject = models.CharField(max_length=10, choices=Subject.choices)
    content = models.BinaryField()
    labels = models.PositiveIntegerField()
    examples = models.PositiveIntegerField()
    figures = models.JSONField(help_text="On the newest fifth, before learning from that too.")
    is_current = models.BooleanField(default=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["subject"], condition=Q(is_current=True), name="learned_current_once")
        ]

    def __str__(self) -> str:
        return f"{self.subject} {self.pk}"


class Lesson(models.Model):
    """The night on which one worker learned; the others see it and leave it."""

    night = models.DateField(primary_key=True)
    began_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.night)
