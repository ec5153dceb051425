"""The ladder as rows, and each promise's own copy of it, frozen when the promise began."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Audience(models.TextChoices):
    """Who is told at a rung, from the nearest to the highest."""

    HOLDER = "holder", _("who should act")
    SUBSTITUTE = "substitute", _("the substitute")
    HEAD = "head", _("the head of the unit")
    DESK_AND_SECRETARY = "desk_and_secretary", _("the front desk and the Regional Secretary")
    REGIONAL_HEAD = "regional_head", _("the regional head")


class Rung(models.Model):
    """One step of the ladder, as officials edit it. Changes count for promises that begin afterwards."""

    class Anchor(models.TextChoices):
        BEFORE_DUE = "before_due", _("before it falls due")
        AFTER_DUE = "after_due", _("after it fell due")

    step = models.CharField(
        max_length=20, blank=True, help_text="Of which promise; empty = every one without own rungs."
    )
    number = models.PositiveSmallIntegerField(help_text="0 is the warning; 1 and up follow the due moment.")
    audience = models.CharField(max_length=20, choices=Audience.choices)
    anchor = models.CharField(max_length=10, choices=Anchor.choices, default=Anchor.AFTER_DUE)
    amount = models.PositiveSmallIntegerField(default=0)
    counted_in = models.CharField(max_length=20, default="working_hours")
    repeats = models.PositiveSmallIntegerField(default=0, help_text="How often the last rung is said again.")
    is_active = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["step", "number"], condition=Q(is_active=True), name="rung_once")
        ]

    def __str__(self) -> str:
        return f"{self.step or '*'} {self.number}"


class Ascent(models.Model):
    """How far one promise has climbed. `chain` is its frozen ladder; `next_at` is polled."""

    promise = models.OneToOneField("reports.Promise", primary_key=True, on_delete=models.PROTECT, related_name="ascent")
    chain = models.JSONField(help_text="[[number, audience, anchor, amount, counted_in, repeats], …] in order.")
    place = models.PositiveSmallIntegerField(default=0, help_text="How many have been climbed, repeats included.")
    begun_at = models.DateTimeField(help_text="A promise that was late when it came in climbs from here.")
    next_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    acted_at = models.DateTimeField(null=True, blank=True, help_text="From when on the rest of the chain is counted.")
    acted_place = models.PositiveSmallIntegerField(default=0, help_text="The rung that waited for that act.")

    class Meta:
        indexes = [models.Index(fields=["next_at"], name="ascent_next", condition=Q(next_at__isnull=False))]  # rounds

    def __str__(self) -> str:
        return f"{self.promise_id}:{self.place}"


class Heartbeat(models.Model):
    """The auditor's last look."""

    name = models.CharField(max_length=20, primary_key=True)
    at = models.DateTimeField()
    open = models.PositiveIntegerField(default=0)
    mended = models.PositiveIntegerField(default=0)
    behind = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return self.name
