"""The dated prices of messages: officials enter them from the carrier's own card or bill, and every change is written down."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from arcadumas.base.refusals import Unfit, Unseen
from arcadumas.core.audit import trail
from arcadumas.core.organisation import powers
from arcadumas.core.organisation.actors import Actor
from arcadumas.duties.notifications.pricing import CURRENCIES, Rate

# Meta: pricing categories of the WhatsApp Business Platform, as a status names them.
CATEGORIES = ("utility", "service", "authentication", "authentication_international", "marketing", "marketing_lite")
MOST = Decimal(10_000_000)


@dataclass(frozen=True, kw_only=True)
class Price:
    carrier: str
    category: str
    starts_on: date
    price: Decimal
    currency: str = "IDR"


@transaction.atomic
def put(new: Price, *, by: Actor) -> Rate:
    """Set the price of a category from a day on; one for the same day is replaced. Raises Powerless (403), Unfit (422)."""
    seat = powers.require(by, "rates")
    _check(new)
    where: dict[str, Any] = {"carrier": new.carrier, "category": new.category, "starts_on": new.starts_on}
    old = Rate.objects.select_for_update().filter(**where).first()
    rate, _made = Rate.objects.update_or_create(**where, defaults={"price": new.price, "currency": new.currency})
    trail.record(
        "rate_set", by=by.login, post=seat.title, via=by.via, subject=f"{new.carrier} {new.category}",
        starts_on=new.starts_on.isoformat(), before=_words(old), after=_words(rate),
    )  # fmt: skip
    return rate


@transaction.atomic
def remove(rate_id: int, *, by: Actor) -> None:
    """Take a price out: the one before it holds on. Raises Powerless (403), Unseen (404)."""
    seat = powers.require(by, "rates")
    rate = Rate.objects.select_for_update().filter(pk=rate_id).first()
    if rate is None:
        raise Unseen("rate.not_seen", _("This price is no longer there."))
    trail.record(
        "rate_removed", by=by.login, post=seat.title, via=by.via, subject=f"{rate.carrier} {rate.category}",
        starts_on=rate.starts_on.isoformat(), before=_words(rate),
    )  # fmt: skip
    rate.delete()


def _check(new: Price) -> None:
    if not new.price.is_finite() or not 0 <= new.price <= MOST:
        raise Unfit("rate.price", _("A price is a number from 0 up."), field="price")
    if new.currency not in CURRENCIES:
        raise Unfit("rate.currency", _("Choose a currency from the list."), field="currency")


def _words(rate: Rate | None) -> str:
    return f"{rate.price.normalize():f} {rate.currency}" if rate else ""
