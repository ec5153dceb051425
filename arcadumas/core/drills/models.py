"""A drill, whom it called, and what it found missing."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Drill(models.Model):
    """One rehearsal of the notices, of one unit or of every team. One may run at a time."""

    unit = models.ForeignKey("organisation.Unit", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    hours = models.PositiveSmallIntegerField()
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    started_via = models.CharField(max_length=10)

    is_running = models.BooleanField(default=True)
    started_at = models.DateTimeField()
    due_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["is_running"], condition=Q(is_running=True), name="drill_one_running")
        ]

    def __str__(self) -> str:
        return str(self.pk)


class Call(models.Model):
    """One person called by a drill, in one of their posts. `reach`: how far the best message came, written at the end."""

    class Reach(models.TextChoices):
        READ = "read", _("read, not answered")
        DELIVERED = "delivered", _("delivered, not answered")
        SENT = "sent", _("sent, no word of it")
        FAILED = "failed", _("could not be delivered")
        NO_ADDRESS = "no_address", _("no number and no e-mail that can be used")

    drill = models.ForeignKey(Drill, on_delete=models.CASCADE, related_name="calls")
    post = models.ForeignKey("organisation.Post", on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    reach = models.CharField(max_length=10, blank=True, choices=Reach.choices)
    answered_via = models.CharField(max_length=10, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["drill", "person"], name="call_once")]

    def __str__(self) -> str:
        return f"{self.drill_id}:{self.post_id}"


class Lack(models.Model):
    """What a unit's team lacked at the end of a drill."""

    class Kind(models.TextChoices):
        NO_ADMIN = "no_admin", _("nobody is agency admin")
        NO_SUBSTITUTE = "no_substitute", _("there is no substitute")
        DECREE_EXPIRED = "decree_expired", _("the decree has expired")
        ADMIN_UNSEEN = "admin_unseen", _("the admin has not been seen for 30 days")

    drill = models.ForeignKey(Drill, on_delete=models.CASCADE, related_name="lacks")
    unit = models.ForeignKey("organisation.Unit", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20, choices=Kind.choices)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["drill", "unit", "kind"], name="lack_once")]

    def __str__(self) -> str:
        return f"{self.drill_id}:{self.unit_id} {self.kind}"
