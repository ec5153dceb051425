"""One file for each way out, and the registry that knows them all."""

from arcadumas.duties.notifications.carriers.email import Email
from arcadumas.duties.notifications.carriers.fonnte import Fonnte
from arcadumas.duties.notifications.carriers.interface import Carrier
from arcadumas.duties.notifications.carriers.push import Push
from arcadumas.duties.notifications.carriers.qontak import Qontak
from arcadumas.duties.notifications.carriers.waha import Waha
from arcadumas.duties.notifications.carriers.whatsapp import WhatsApp

CARRIERS: dict[str, Carrier] = {
    carrier.name: carrier for carrier in (WhatsApp(), Fonnte(), Waha(), Qontak(), Email(), Push())
}


def usable() -> frozenset[str]:
    """The channels that are set up. Nothing is queued for one that is not."""
    return frozenset(carrier.channel for carrier in CARRIERS.values() if carrier.is_usable())


def name_for(channel: str) -> str:
    """The carrier in use for a channel; the channel's own name where none is."""
    return next((each.name for each in CARRIERS.values() if each.channel == channel and each.is_usable()), channel)
