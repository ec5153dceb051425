"""Browsers that officers have asked to be told in: kept sealed, dropped when they are gone, told beside the other channels."""

import json
import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from django.conf import settings
from django.db import connection, models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from arcadumas.base import sealed, vapid
from arcadumas.base.gateways import webpush
from arcadumas.base.gateways.webpush import Browser
from arcadumas.base.refusals import Unfit
from arcadumas.core.organisation.models import Person

TABLE = "notifications_subscription"
MOST = 5  # browsers of one person; the oldest gives way


class Subscription(models.Model):
    """One browser of one officer. Its address and keys are sealed (row = its id)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    label = models.CharField(max_length=40, help_text="Such as Chrome, Android.")
    address = models.BinaryField(help_text="Endpoint and keys as JSON.")
    address_blind = models.BinaryField(max_length=32, help_text="As Message.to_blind.")
    endpoint_blind = models.BinaryField(max_length=32, unique=True)
    key = models.CharField(max_length=16, help_text="Fingerprint of the VAPID key it was made with.")
    made_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["address_blind"], name="subscription_address")]

    def __str__(self) -> str:
        return str(self.id)


def is_open() -> bool:
    return bool(settings.VAPID_PRIVATE_KEY)


def public_key() -> str:
    """What a browser subscribes with; "" where push is off."""
    return vapid.public_key(settings.VAPID_PRIVATE_KEY) if is_open() else ""


@transaction.atomic
def add(person: Person, browser: Browser, *, label: str) -> Subscription:
    """This browser is the person's from now on, whoever used it before. Raises Unfit for what is no subscription."""
    if not is_open() or not webpush.is_fit(browser, is_private_ok=settings.PUSH_PRIVATE):
        raise Unfit("push.unfit", _("This browser gave no usable address. Try again, or use another browser."))
    endpoint = sealed.blind(browser.endpoint, purpose="push.endpoint")
    Subscription.objects.filter(endpoint_blind=endpoint).delete()
    row = Subscription(
        person=person, label=label[:40], endpoint_blind=endpoint, made_at=timezone.now(),
        key=vapid.fingerprint(settings.VAPID_PRIVATE_KEY),
    )  # fmt: skip
    address = json.dumps({"endpoint": browser.endpoint, "p256dh": browser.p256dh, "auth": browser.auth}, sort_keys=True)
    row.address = sealed.seal(address, table=TABLE, row=row.id, field="address")
    row.address_blind = sealed.blind(address.lower(), purpose="message.to")
    row.save(force_insert=True)
    extra = Subscription.objects.filter(person=person).order_by("-made_at", "-id").values_list("pk", flat=True)[MOST:]
    Subscription.objects.filter(pk__in=list(extra)).delete()
    return row


def of(person: Person) -> list[Subscription]:
    return list(Subscription.objects.filter(person=person).order_by("-made_at", "id"))


def remove(person: Person, key: UUID) -> bool:
    """Only one's own; whether there was one."""
    return Subscription.objects.filter(person=person, pk=key).delete()[0] == 1


def forget(person: Person) -> None:
    """All of them: somebody else may have added one."""
    Subscription.objects.filter(person=person).delete()


def drop(message_ids: Sequence[UUID]) -> None:
    """The push service says that the browsers of these messages are gone."""
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM notifications_subscription AS s USING notifications_message AS m "
            "WHERE m.id = ANY(%s) AND s.address_blind = m.to_blind",
            [list(message_ids)],
        )


def addresses(person_ids: Iterable[int]) -> Mapping[int, Sequence[tuple[UUID, str]]]:
    """By person: each browser's id and address, of those that today's key may write to. One statement."""
    found: dict[int, list[tuple[UUID, str]]] = defaultdict(list)
    key = vapid.fingerprint(settings.VAPID_PRIVATE_KEY)
    for row in Subscription.objects.filter(person__in=set(person_ids), key=key).order_by("made_at", "id"):
        address = sealed.unseal(bytes(row.address), table=TABLE, row=row.id, field="address")
        found[row.person_id].append((row.id, address))
    return found
