"""What the messages cost: what the carrier says of each (Charge), counted by day (ChargeCount), and prices (Rate)."""

from django.db import models

CURRENCIES = ("IDR", "USD")


class Charge(models.Model):
    """How the carrier bills one message, from its statuses. It is owed once the message is delivered: `day`, local.

    Source: WhatsApp Business Cloud API, status webhook, object `pricing`."""

    message = models.OneToOneField(
        "notifications.Message", primary_key=True, on_delete=models.PROTECT, related_name="charge"
    )
    carrier = models.CharField(max_length=20)
    category = models.CharField(max_length=30)
    kind = models.CharField(max_length=30, blank=True, help_text="regular, free_customer_service, free_entry_point.")
    is_billable = models.BooleanField()
    unit = models.ForeignKey("organisation.Unit", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    day = models.DateField(null=True, blank=True)
    is_counted = models.BooleanField(default=False)

    class Meta:
        indexes = [
            models.Index(fields=["day"], name="charge_uncounted", condition=models.Q(is_counted=False))
        ]  # what no ChargeCount holds yet

    def __str__(self) -> str:
        return f"{self.message_id} {self.category}"


class ChargeCount(models.Model):
    """How many messages of one day, category and unit were delivered. The roll-up of Charge; `unit` null: reporters."""

    day = models.DateField()
    carrier = models.CharField(max_length=20)
    category = models.CharField(max_length=30)
    is_billable = models.BooleanField()
    unit = models.ForeignKey("organisation.Unit", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    messages = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["day", "carrier", "category", "is_billable", "unit"],
                nulls_distinct=False,
                name="charge_count_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.category} {self.messages}"


class Rate(models.Model):
    """The price of one message of a category from a day on, as the carrier's own card or bill says. None is shipped."""

    carrier = models.CharField(max_length=20)
    category = models.CharField(max_length=30)
    starts_on = models.DateField()
    price = models.DecimalField(max_digits=12, decimal_places=4)
    currency = models.CharField(max_length=3, choices=[(name, name) for name in CURRENCIES], default="IDR")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["carrier", "category", "starts_on"], name="rate_once")]

    def __str__(self) -> str:
        return f"{self.carrier} {self.category} {self.starts_on}"
