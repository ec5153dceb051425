"""Where a recipient can be reached, by channel; only for messages on their way out."""

from collections.abc import Mapping

from arcadumas.core.organisation import people
from arcadumas.core.reports import identity
from arcadumas.duties.notifications.cases import Case
from arcadumas.duties.notifications.models import Channel
from arcadumas.duties.notifications.roster import Holder, phone_holder

Addresses = Mapping[str, str]


def of_holder(holder: Holder) -> Addresses:
    phone = people.phone_of(phone_holder(holder)) if holder.phone_sealed else ""
    found = {Channel.WHATSAPP: phone, Channel.EMAIL: holder.email}
    return {channel.value: address for channel, address in found.items() if address}


def of_reporter(case: Case) -> Addresses:
    """Empty when nobody left an address, or asked to hear no more."""
    if not case.has_reporter:
        return {}
    who = identity.address_for(case.report)
    found = {Channel.WHATSAPP: who.phone, Channel.EMAIL: who.email}
    return {channel.value: address for channel, address in found.items() if address}


def of(holder: Holder | None, case: Case) -> Addresses:
    return of_holder(holder) if holder else of_reporter(case)
