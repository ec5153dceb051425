"""One file for each way out, and the registry that knows them all."""

from arcadumas.duties.notifications.carriers.email import Email
from arcadumas.duties.notifications.carriers.interface import Carrier
from arcadumas.duties.notifications.carriers.whatsapp import WhatsApp

CARRIERS: dict[str, Carrier] = {carrier.name: carrier for carrier in (WhatsApp(), Email())}


def usable() -> frozenset[str]:
    """The channels that are set up. Nothing is queued for one that is not."""
    return frozenset(name for name, carrier in CARRIERS.items() if carrier.is_usable())
